import { ChevronLeft, ChevronRight } from 'lucide-react';
import type { MouseEvent } from 'react';
import { countPages, rangeWords } from '@/components/search/result-words';
import { ButtonLink } from '@/components/ui/button';
import { opensElsewhere } from '@/components/ui/opens-elsewhere';
import { pageOf, PAGE_SIZE, searchPath, type SearchRequest } from '@/lib/search/search-request';

export interface ResultPagesProps {
  request: SearchRequest;
  total: number;
  onChange(part: Partial<SearchRequest>): void;
}

/** The way to the rest of the list; nothing when there is no rest. */
export function ResultPages({ request, total, onChange }: ResultPagesProps) {
  const pages = countPages(total);
  const page = pageOf(request);
  if (pages === 1 && page === 1) return null;

  const toPage = (target: number) => {
    const offset = (target - 1) * PAGE_SIZE;
    return {
      href: searchPath({ ...request, offset }),
      prefetch: false,
      onClick: (event: MouseEvent) => {
        if (opensElsewhere(event)) return;
        event.preventDefault();
        onChange({ offset });
        window.scrollTo({ top: 0 });
      },
    };
  };

  return (
    <nav aria-label="Pages" className="flex flex-wrap items-center gap-3 border-t border-line pt-3 text-sm">
      {page > 1 && (
        <ButtonLink rel="prev" {...toPage(Math.min(page - 1, pages))}>
          <ChevronLeft aria-hidden /> Previous
        </ButtonLink>
      )}
      <span className="text-muted tabular">
        {page <= pages ? rangeWords(total, request) : `There is no page ${page}; the last one is ${pages}.`}
      </span>
      {page < pages && (
        <ButtonLink rel="next" {...toPage(page + 1)}>
          Next <ChevronRight aria-hidden />
        </ButtonLink>
      )}
    </nav>
  );
}
