import { clsx } from 'clsx';
import { ResultRow, type RemoteImages } from '@/components/search/result-row';
import type { SearchHit } from '@/lib/search/search-engine';

export interface ResultListProps {
  hits: readonly SearchHit[];
  /** whether these hits answer an older request than the one that stands in the box */
  pending: boolean;
  remoteImages: RemoteImages;
  now: number;
  /** a result is about to be opened */
  onLeave(): void;
}

/** The charts that were found; the old ones stay until the new ones are there. */
export function ResultList({ hits, pending, remoteImages, now, onLeave }: ResultListProps) {
  return (
    <ul
      aria-label="Charts"
      aria-busy={pending || undefined}
      className={clsx('divide-y divide-line transition-opacity delay-150', pending && 'opacity-60')}
    >
      {hits.map((hit) => (
        <ResultRow
          key={`${hit.document.registry}/${hit.document.repository}`}
          hit={hit}
          remoteImages={remoteImages}
          now={now}
          onLeave={onLeave}
        />
      ))}
    </ul>
  );
}
