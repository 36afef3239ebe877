'use client';
import { clsx } from 'clsx';
import { useRef } from 'react';
import { ResultPlaceholder } from '@/components/search/result-placeholder';
import { ResultRow, type RemoteImages } from '@/components/search/result-row';
import { useResultWindow, type LoadHits } from '@/components/search/use-result-window';
import { useVirtualRows } from '@/components/ui/use-virtual-rows';
import { useHydrated } from '@/components/ui/use-hydrated';
import type { SearchHit } from '@/lib/search/search-result';

export interface ResultListProps {
  /** how many charts were found */
  total: number;
  /** the hits that came with the answer */
  first: readonly SearchHit[];
  /** how many hits lie before them */
  offset: number;
  /** tells the requests apart that were answered */
  answerKey: string;
  /** gives the other hits; without it `first` is the list */
  load: LoadHits | null;
  /** how many of the charts, the last ones, have only some of the words */
  partial: number;
  /** whether these hits answer an older request than the one that stands in the box */
  pending: boolean;
  remoteImages: RemoteImages;
  now: number;
  /** a result is about to be opened */
  onLeave(): void;
}

const ROW_HEIGHTS = { wide: 63, narrow: 89 };

const loadNothing: LoadHits = () => Promise.resolve(undefined);

/**
 * The charts that were found; the old ones stay until the new ones are there. On the server, and until the page comes
 * alive, the ones that came with the answer; then all of them, of which those in sight and near are rendered.
 */
export function ResultList(props: ResultListProps) {
  const { total, first, offset, answerKey, load, partial, pending, remoteImages, now, onLeave } = props;
  const hydrated = useHydrated();
  const list = useRef<HTMLUListElement>(null);
  const virtual = hydrated && load !== null;
  const { rows, start, end, height, measure } = useVirtualRows({
    list,
    total: virtual ? total : 0,
    offset,
    answerKey,
    rowHeights: ROW_HEIGHTS,
  });
  const findHit = useResultWindow({ answerKey, total, first, offset }, start, end, load ?? loadNothing);
  const shown = virtual ? rows : first.map((_, i) => ({ index: offset + i, space: 0, height: 0 }));

  return (
    <ul
      ref={list}
      aria-label="Charts"
      aria-busy={pending || undefined}
      // The rows that are not rendered are room: the browser must not scroll when there is less of it above.
      style={virtual ? { minHeight: height, overflowAnchor: 'none' } : undefined}
      className={clsx('flow-root transition-opacity delay-150', pending && 'opacity-60')}
    >
      {shown.map(({ index, space, height: rowHeight }) => {
        const hit = findHit(index);
        return (
          <li
            key={index}
            ref={virtual ? measure : undefined}
            data-index={index}
            aria-setsize={total}
            aria-posinset={index + 1}
            style={space === 0 ? undefined : { marginTop: space }}
            className="border-b border-line"
          >
            {partial > 0 && index === total - partial && (
              <p className="eyebrow bg-land px-2 py-1">These have only some of the words</p>
            )}
            {hit === undefined ? (
              <ResultPlaceholder height={rowHeight} />
            ) : (
              <ResultRow hit={hit} remoteImages={remoteImages} now={now} onLeave={onLeave} />
            )}
          </li>
        );
      })}
    </ul>
  );
}
