import { hasMoved } from '@/components/channel/has-moved';
import type { ChartChannel } from '@/lib/api/schema/chart';
import type { ChannelMove } from '@/lib/api/schema/move';
import type { PromotionSource, PromotionTarget } from '@/components/channel/promotion-target';

/** How a move may be taken back, or gone back to. */
export interface ReversalOffer {
  /** where an undo leads; null where none is offered */
  undo: PromotionSource | null;
  /** why the last promotion can't be undone: that would delete the channel's tag; null where nothing hinders */
  undoHindrance: 'deletes' | null;
  /** where a rollback leads, the later end first; not where undo leads, too */
  rollback: PromotionSource[];
  /** the channel as it is now */
  target: PromotionTarget;
}

/** Who looks at the page: `undefined` where nobody has signed in yet. */
export type Viewer = string | null | undefined;

/**
 * What is offered on each move. Undo on the last move of a channel, where it was this person's promotion and nothing
 * moved the channel since; rollback to every earlier place of the channel, on the move that led there.
 * @param moves of one chart, newest first
 * @param complete whether there are no earlier ones: only then is where the first move came from offered, too
 */
export function reversalOffers(
  moves: readonly ChannelMove[],
  channels: readonly ChartChannel[],
  viewer: Viewer,
  complete: boolean,
): Map<string, ReversalOffer> {
  const offers = new Map<string, ReversalOffer>();
  const last = new Map<string, ChannelMove>();
  const oldest = new Map<string, ChannelMove>();
  const offered = new Set<string>();
  for (const move of moves) {
    if (!hasMoved(move)) continue;
    if (!last.has(move.channel)) last.set(move.channel, move);
    oldest.set(move.channel, move);
  }
  for (const move of moves) {
    if (!hasMoved(move)) continue;
    const target = targetOf(move.channel, channels);
    const isLast = last.get(move.channel) === move && move.to?.digest === target.digest;
    const undoable = isLast && isOwn(move, viewer);
    if (undoable) offered.add(placeOf(move.channel, move.from));
    const isFirst = complete && oldest.get(move.channel) === move;
    const rollback = (isFirst ? [move.to, move.from] : [move.to]).filter((end) => {
      const place = placeOf(move.channel, end);
      if (end === null || end.digest === target.digest || offered.has(place)) return false;
      offered.add(place);
      return true;
    });
    offers.set(move.id, {
      undo: undoable ? move.from : null,
      undoHindrance: undoable && move.from === null ? 'deletes' : null,
      rollback: rollback.filter((end) => end !== null),
      target,
    });
  }
  return offers;
}

function placeOf(channel: string, end: ChannelMove['to']): string {
  return `${channel} ${end?.digest ?? ''}`;
}

function isOwn({ origin, kind, outcome, actor }: ChannelMove, viewer: Viewer): boolean {
  if (origin === 'outside' || kind === 'undo' || outcome !== 'moved') return false;
  return viewer === undefined || viewer === null || viewer === actor;
}

function targetOf(tag: string, channels: readonly ChartChannel[]): PromotionTarget {
  const channel = channels.find((candidate) => candidate.tag === tag);
  if (channel !== undefined) {
    const { track, risk, digest, version } = channel;
    return { tag, track, risk, digest, version, exists: true };
  }
  const [, track = null, risk = tag] = /^(?:(v?\d+(?:\.\d+)?)-)?(.+)$/.exec(tag) ?? [];
  return { tag, track, risk, digest: null, version: null, exists: false };
}
