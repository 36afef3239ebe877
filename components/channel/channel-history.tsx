'use client';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { History } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { ChannelFilter } from '@/components/channel/channel-filter';
import { channelStays } from '@/components/channel/channel-stays';
import { ChartTimeline } from '@/components/channel/chart-timeline';
import { MoveEntry } from '@/components/channel/move-entry';
import { PromoteDialog, type PromoteDialogProps } from '@/components/channel/promote-dialog';
import type { PromotionRules } from '@/components/channel/promotion-rules';
import { ReversalControls, type Propose } from '@/components/channel/reversal-controls';
import { reversalOffers, type Viewer } from '@/components/channel/reversal-offer';
import type { ChosenVersions } from '@/components/channel/timeline-layout';
import { undoneMoves } from '@/components/channel/undone-moves';
import { usePromotionDenial } from '@/components/channel/use-promotion-denial';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Notice } from '@/components/ui/notice';
import type { ChartChannel } from '@/lib/api/schema/chart';
import type { MoveList } from '@/lib/api/schema/move';
import { describeFailure } from '@/lib/queries/api-problem';
import { chartDetail } from '@/lib/queries/charts';
import { chartMoves } from '@/lib/queries/moves';
import { promotionPermission } from '@/lib/queries/sessions';
import type { ChartAddress } from '@/lib/references';

export interface ChannelHistoryProps {
  address: ChartAddress;
  /** the chart's channels as the server knew them */
  channels: readonly ChartChannel[];
  /** the newest moves, as the server knew them */
  moves: MoveList;
  /** the versions the timeline has room for */
  versions: ChosenVersions;
  /** the only channel to show; null for all */
  channel: string | null;
  rules: PromotionRules;
  viewer: Viewer;
  /** epoch milliseconds at which the server rendered */
  now: number;
}

/** A chart's channels over time: a picture, and every move with what can be done about it. */
export function ChannelHistory(props: ChannelHistoryProps) {
  const { address, versions, channel, rules, now } = props;
  const denial = usePromotionDenial(address, rules.mode);
  const viewer = useViewer(address, rules.mode, props.viewer);
  const { data: chart } = useQuery(chartDetail(address));
  const channels = chart?.channels ?? props.channels;
  const list = useInfiniteQuery(chartMoves(address, props.moves));
  const moves = list.data.pages.flatMap((page) => page.moves);
  const undone = undoneMoves(moves);
  const offers = reversalOffers(moves, channels, viewer, !list.hasNextPage);
  const tags = [...new Set([...channels.map(({ tag }) => tag), ...moves.map((move) => move.channel)])];
  const shown = moves.filter((move) => channel === null || move.channel === channel);
  const stays = channelStays(moves, channels).filter((stay) => channel === null || stay.channel === channel);
  const { dialog, propose } = useReversalDialog();
  useEntryOfAddress(
    shown,
    list.hasNextPage && !list.isFetching ? () => void list.fetchNextPage() : undefined,
  );

  return (
    <div className="space-y-4">
      <ChannelFilter address={address} tags={tags} current={channel} />
      <ChartTimeline address={address} versions={versions} stays={stays} now={now} />
      {shown.length === 0 ? (
        <EmptyState
          icon={<History aria-hidden />}
          title={channel === null ? 'No channel has moved yet' : `${channel} has not moved yet`}
        >
          <p>
            Every promotion made here is kept, and every move somebody made elsewhere is noted as soon as it
            is seen.
          </p>
        </EmptyState>
      ) : (
        <ol aria-label="Moves of channels, newest first" className="divide-y divide-line">
          {shown.map((move) => {
            const offer = rules.mode === 'off' ? undefined : offers.get(move.id);
            return (
              <MoveEntry
                key={move.id}
                move={move}
                undoneBy={undone.get(move.id)}
                now={now}
                actions={
                  offer && (
                    <ReversalControls
                      address={address}
                      offer={offer}
                      eager={channel !== null}
                      denial={denial}
                      propose={propose}
                    />
                  )
                }
              />
            );
          })}
        </ol>
      )}
      {list.isFetchNextPageError && (
        <Notice tone="caution" title="Earlier moves could not be read">
          {describeFailure(list.error).detail}
        </Notice>
      )}
      {list.hasNextPage && (
        <Button
          busy={list.isFetchingNextPage}
          className="noscript:hidden"
          onClick={() => void list.fetchNextPage()}
        >
          Show earlier moves
        </Button>
      )}
      {dialog && <PromoteDialog key={dialog.count} address={address} rules={rules} {...dialog.proposal} />}
    </div>
  );
}

/** The page's own server sees no sign-in: that goes with calls of the API only. */
function useViewer(address: ChartAddress, mode: PromotionRules['mode'], known: Viewer): Viewer {
  const { data } = useQuery({ ...promotionPermission(address), enabled: mode === 'personal' });
  return mode === 'personal' && data?.signedIn ? data.user : known;
}

type Proposal = Pick<PromoteDialogProps, 'kind' | 'source' | 'target' | 'open' | 'onClose'>;

/** The dialog for going back: counted, so that every opening starts with a fresh one. */
function useReversalDialog(): { dialog: { count: number; proposal: Proposal } | null; propose: Propose } {
  const [asked, setAsked] = useState<{ count: number; proposal: Parameters<Propose> }>();
  const [open, setOpen] = useState(false);
  const propose: Propose = (...proposal) => {
    setAsked((last) => ({ count: (last?.count ?? 0) + 1, proposal }));
    setOpen(true);
  };
  if (asked === undefined) return { dialog: null, propose };
  const [kind, source, target] = asked.proposal;
  const onClose = () => setOpen(false);
  return { dialog: { count: asked.count, proposal: { kind, source, target, open, onClose } }, propose };
}

/** Pages read at most to find the move an address names. */
const MAX_PAGES = 10;

/** Brings the move that the address names on screen, which the first page need not hold. */
function useEntryOfAddress(shown: readonly { id: string }[], more: (() => void) | undefined): void {
  const wanted = useRef<{ id: string; pages: number } | null | undefined>(undefined);
  useEffect(() => {
    wanted.current ??= wanted.current === undefined ? entryOfAddress() : null;
    if (wanted.current === null) return;
    const { id, pages } = wanted.current;
    if (shown.some((move) => move.id === id)) {
      // Set anew, the address makes the browser look for its target again.
      if (pages < MAX_PAGES) window.location.replace(`#${id}`);
      wanted.current = null;
    } else if (more !== undefined && pages > 0) {
      wanted.current = { id, pages: pages - 1 };
      more();
    }
  }, [shown, more]);
}

function entryOfAddress(): { id: string; pages: number } | null {
  const id = window.location.hash.slice(1);
  return /^\d{8}T\d{9}Z-[a-z0-9]+$/.test(id) ? { id, pages: MAX_PAGES } : null;
}
