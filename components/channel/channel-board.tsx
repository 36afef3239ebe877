'use client';
import Link from 'next/link';
import { BoardFilters } from '@/components/channel/board-filters';
import { BoardPages } from '@/components/channel/board-pages';
import { BoardTable } from '@/components/channel/board-table';
import { PromotionAnnouncer } from '@/components/channel/promotion-announcer';
import { StagedBar } from '@/components/channel/staged-bar';
import { StagedPromotions } from '@/components/channel/use-staged-promotions';
import { useBoard, type ServedBoard } from '@/components/channel/use-board';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { useHydrated } from '@/components/ui/use-hydrated';
import { describeFailure } from '@/lib/queries/api-problem';

export interface ChannelBoardProps {
  served: ServedBoard;
  /** epoch milliseconds at which the server rendered */
  now: number;
}

/** The channels of all charts, a line a track: what could be promoted, what is old, what is odd. */
export function ChannelBoard({ served, now }: ChannelBoardProps) {
  const live = useBoard(served, now);
  const hydrated = useHydrated();
  const { board, request, error, change } = live;
  const named = request.query !== '' || request.registry !== undefined || request.state !== undefined;
  return (
    <PromotionAnnouncer>
      <StagedPromotions>
        <div className="space-y-3">
          <header className="space-y-0.5">
            <h1 className="text-xl font-semibold">Channels</h1>
            <p className="max-w-3xl text-sm text-muted">
              Where each chart’s channels point, safest on the left. Drag a version to a safer channel, or use
              its menu, to stage a promotion; nothing moves until you have reviewed what is staged.
            </p>
          </header>
          <BoardFilters request={request} board={board} onChange={change} />
          {board.incomplete.length > 0 && (
            <Notice tone="caution" title={`Not everything is read yet from ${board.incomplete.join(', ')}.`}>
              <p>
                Charts may be missing here.{' '}
                <Link className="link" href="/registries">
                  See why
                </Link>
              </p>
            </Notice>
          )}
          {error && (
            <Notice tone="caution" title={describeFailure(error).title}>
              <p>{describeFailure(error).detail} What is shown below may be out of date.</p>
              <Button size="sm" className="mt-2" onClick={live.retry}>
                Try again
              </Button>
            </Notice>
          )}
          {board.total === 0 && !live.pending ? (
            <Empty none={board.counts.none ?? 0} named={named} onChange={change} />
          ) : (
            <BoardTable live={live} now={now} />
          )}
          {!hydrated && <BoardPages request={served.request} total={served.board.total} />}
        </div>
        <StagedBar registries={board.registries} />
      </StagedPromotions>
    </PromotionAnnouncer>
  );
}

function Empty({
  none,
  named,
  onChange,
}: {
  none: number;
  named: boolean;
  onChange: ReturnType<typeof useBoard>['change'];
}) {
  if (named) {
    return (
      <div className="rounded-lg border border-line bg-surface px-4 py-8 text-center text-sm">
        <p className="font-semibold">No channel fits.</p>
        <Button
          size="sm"
          className="mt-3"
          onClick={() => onChange({ query: '', registry: undefined, state: undefined })}
        >
          Show all channels
        </Button>
      </div>
    );
  }
  return (
    <div className="rounded-lg border border-line bg-surface px-4 py-8 text-center text-sm">
      <p className="font-semibold">No chart has a channel yet.</p>
      <p className="mx-auto mt-1 max-w-prose text-muted">
        A channel is a tag such as <code className="font-mono">1-stable</code> or{' '}
        <code className="font-mono">beta</code> that moves from version to version. Open a chart and promote
        one of its versions to begin one.
      </p>
      {none > 0 && (
        <Button size="sm" className="mt-3" onClick={() => onChange({ state: 'none' })}>
          {none === 1 ? 'Show the chart' : `Show the ${none} charts`} without channels
        </Button>
      )}
    </div>
  );
}
