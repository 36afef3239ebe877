import { BOARD_PAGE, boardPath } from '@/components/channel/board-address';
import { ButtonLink } from '@/components/ui/button';
import type { ChannelBoardRequest } from '@/lib/api/schema/channel-board';

/** The way to the rest of the lines, for those without JavaScript. */
export function BoardPages({ request, total }: { request: ChannelBoardRequest; total: number }) {
  const { offset } = request;
  if (offset === 0 && total <= BOARD_PAGE) return null;
  return (
    <nav
      aria-label="Pages"
      className="hidden items-center gap-3 border-t border-line pt-3 text-sm noscript:flex"
    >
      {offset > 0 && (
        <ButtonLink rel="prev" href={boardPath({ ...request, offset: Math.max(0, offset - BOARD_PAGE) })}>
          Previous
        </ButtonLink>
      )}
      <span className="tabular text-muted">
        {Math.min(offset + 1, total)} to {Math.min(offset + BOARD_PAGE, total)} of {total}
      </span>
      {offset + BOARD_PAGE < total && (
        <ButtonLink rel="next" href={boardPath({ ...request, offset: offset + BOARD_PAGE })}>
          Next
        </ButtonLink>
      )}
    </nav>
  );
}
