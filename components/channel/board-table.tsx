'use client';
import { clsx } from 'clsx';
import { useRef } from 'react';
import { boardParameters } from '@/components/channel/board-address';
import { BoardLine } from '@/components/channel/board-line';
import { useBoardRows, type Board } from '@/components/channel/use-board';
import { useHydrated } from '@/components/ui/use-hydrated';
import { useVirtualRows } from '@/components/ui/use-virtual-rows';

export interface BoardTableProps {
  live: Board;
  /** epoch milliseconds at which the server rendered */
  now: number;
}

const ROW_HEIGHTS = { wide: 50, narrow: 150 };

/** Columns are the same in the head and in every line: chart, a column a configured risk, other risks. */
function boardColumns(risks: readonly string[]): string {
  return `minmax(11rem, 1.5fr) repeat(${risks.length}, minmax(7.5rem, 1fr)) minmax(6rem, 0.8fr)`;
}

/** The board's lines; of thousands only those in sight and near are rendered. */
export function BoardTable({ live, now }: BoardTableProps) {
  const { board, request, pending } = live;
  const hydrated = useHydrated();
  const list = useRef<HTMLTableSectionElement>(null);
  const { rows, start, end, height, measure } = useVirtualRows({
    list,
    total: hydrated ? board.total : 0,
    offset: request.offset,
    answerKey: `channels?${boardParameters(request)}`,
    rowHeights: ROW_HEIGHTS,
  });
  const findRow = useBoardRows(live, start, end);
  const shown = hydrated
    ? rows
    : board.rows.map((_, index) => ({ index: request.offset + index, space: 0, height: 0 }));
  const columns = boardColumns(board.risks);

  return (
    <table
      aria-label="Channels by chart"
      aria-rowcount={board.total + 1}
      aria-busy={pending || undefined}
      className={clsx('block transition-opacity delay-150', pending && 'opacity-60')}
    >
      <thead className="sticky top-[3.4rem] z-10 block bg-paper max-sm:sr-only">
        <tr
          aria-rowindex={1}
          className="grid border-b border-line-strong text-xs font-semibold text-muted"
          style={{ gridTemplateColumns: columns }}
        >
          <th scope="col" className="py-1.5 pr-2 text-left">
            Chart
          </th>
          {board.risks.map((risk) => (
            <th key={risk} scope="col" className="px-2 py-1.5 text-left">
              {risk}
            </th>
          ))}
          <th scope="col" className="py-1.5 pl-2 text-left">
            other
          </th>
        </tr>
      </thead>
      <tbody
        ref={list}
        className="flow-root"
        style={hydrated ? { minHeight: height, overflowAnchor: 'none' } : undefined}
      >
        {shown.map(({ index, space, height: rowHeight }) => {
          const row = hydrated ? findRow(index) : board.rows[index - request.offset];
          return (
            <tr
              key={index}
              ref={hydrated ? measure : undefined}
              data-index={index}
              aria-rowindex={index + 2}
              style={
                { ...(space !== 0 && { marginTop: space }), '--columns': columns } as React.CSSProperties
              }
              className="block border-b border-line sm:grid sm:grid-cols-(--columns)"
            >
              {row === undefined ? (
                <td style={{ height: rowHeight }} className="block text-xs text-muted">
                  Loading…
                </td>
              ) : (
                <BoardLine row={row} board={board} now={now} />
              )}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
