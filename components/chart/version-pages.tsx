'use client';
import { ButtonLink } from '@/components/ui/button';
import { versionFilterQuery, type VersionFilter, type VersionPage } from '@/components/chart/version-list';

export interface VersionPagesProps {
  list: VersionPage;
  filter: VersionFilter;
}

/** Links to the other pages of a long list of versions. */
export function VersionPages({ list: { page, pages, total }, filter }: VersionPagesProps) {
  if (pages === 1) return null;
  const to = (target: number) => versionFilterQuery({ ...filter, page: target });
  return (
    <nav aria-label="Pages of versions" className="flex flex-wrap items-center gap-2 text-sm">
      {page > 1 && (
        <ButtonLink size="sm" rel="prev" href={to(page - 1)}>
          Newer
        </ButtonLink>
      )}
      <span className="tabular text-muted">
        Page {page} of {pages}, {total.toLocaleString('en')} versions
      </span>
      {page < pages && (
        <>
          <ButtonLink size="sm" rel="next" href={to(page + 1)}>
            Older
          </ButtonLink>
          <ButtonLink size="sm" variant="ghost" href={to(pages)}>
            Oldest
          </ButtonLink>
        </>
      )}
    </nav>
  );
}
