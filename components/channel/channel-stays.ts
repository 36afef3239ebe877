import { hasMoved } from '@/components/channel/has-moved';
import type { ChartChannel } from '@/lib/api/schema/chart';
import type { ChannelMove } from '@/lib/api/schema/move';

/** A time a channel spent at one version. */
export interface ChannelStay {
  channel: string;
  version: string;
  digest: string;
  /** when it came, in epoch milliseconds; null where nobody saw it come */
  since: number | null;
  /** when it left, in epoch milliseconds; null where it is there now */
  until: number | null;
  /** the move that brought it there */
  move: ChannelMove | null;
}

/**
 * Where the channels of a chart were, as far as their moves and their present state tell: channel by channel, those
 * there are now first, each in the order of time.
 * @param moves of one chart, newest first
 */
export function channelStays(
  moves: readonly ChannelMove[],
  channels: readonly ChartChannel[],
): ChannelStay[] {
  const byChannel = new Map<string, ChannelMove[]>(channels.map(({ tag }) => [tag, []]));
  for (const move of moves.toReversed()) {
    if (!hasMoved(move)) continue;
    const known = byChannel.get(move.channel);
    if (known === undefined) byChannel.set(move.channel, [move]);
    else known.push(move);
  }
  return [...byChannel].flatMap(([channel, made]) => {
    const present = channels.find(({ tag }) => tag === channel);
    return made.length > 0 ? staysOf(channel, made) : present === undefined ? [] : presentStay(present);
  });
}

function staysOf(channel: string, moves: readonly ChannelMove[]): ChannelStay[] {
  const stays: ChannelStay[] = [];
  const first = moves[0]?.from ?? null;
  if (moves[0] !== undefined && first !== null)
    stays.push({ channel, ...first, since: null, until: Date.parse(moves[0].at), move: null });
  for (const [index, move] of moves.entries()) {
    const next = moves[index + 1];
    const until = next === undefined ? null : Date.parse(next.at);
    if (move.to !== null) stays.push({ channel, ...move.to, since: Date.parse(move.at), until, move });
  }
  return stays;
}

function presentStay({ tag, version, digest, since }: ChartChannel): ChannelStay[] {
  if (version === null || digest === null) return [];
  const at = since === null ? null : Date.parse(since);
  return [{ channel: tag, version, digest, since: at, until: null, move: null }];
}
