import { Anchor, SearchX } from 'lucide-react';
import type { MouseEvent } from 'react';
import type { Answer } from '@/components/search/use-chart-search';
import { ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import type { RegistryState } from '@/lib/api/schema';
import { isFiltered, searchPath, type SearchRequest } from '@/lib/search/search-request';

export interface NothingFoundProps {
  answer: Answer;
  registries: readonly RegistryState[];
  onChange(part: Partial<SearchRequest>): void;
}

/** Why the list is empty, and what may fill it. */
export function NothingFound({ answer: { request, result }, registries, onChange }: NothingFoundProps) {
  const toRequest = (part: Partial<SearchRequest>) => ({
    href: searchPath({ ...request, offset: 0, ...part }),
    prefetch: false,
    onClick: (event: MouseEvent) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      onChange(part);
    },
  });

  if (request.query === '' && !isFiltered(request)) {
    const reading = registries.some(({ status }) => status === 'crawling');
    return (
      <EmptyState
        icon={<Anchor aria-hidden />}
        title={reading ? 'The registries are being read' : 'No charts yet'}
      >
        {reading ? (
          <p>Charts appear here as they are found.</p>
        ) : (
          <p>
            No chart was found in {registries.map(({ name }) => name).join(', ')}. Push one with{' '}
            <code className="font-mono text-ink">helm push</code>, or see under Registries what was read.
          </p>
        )}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<SearchX aria-hidden />}
      title={request.query === '' ? 'No chart passes these filters' : `No chart matches “${request.query}”`}
      actions={
        <>
          {isFiltered(request) && (
            <ButtonLink {...toRequest({ registries: [], namespace: null, deprecated: 'show' })}>
              Remove filters
            </ButtonLink>
          )}
          {request.query !== '' && <ButtonLink {...toRequest({ query: '' })}>List every chart</ButtonLink>}
        </>
      }
    >
      {result.suggestions.length > 0 && (
        <p className="flex flex-wrap items-center justify-center gap-2">
          Did you mean
          {result.suggestions.map((name) => (
            <ButtonLink key={name} size="sm" {...toRequest({ query: name })}>
              {name}
            </ButtonLink>
          ))}
        </p>
      )}
    </EmptyState>
  );
}
