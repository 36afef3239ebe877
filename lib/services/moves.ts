import 'server-only';
import type { ChannelMove } from '@/lib/channels/channel-move';
import type { MoveFilter } from '@/lib/channels/history';
import { openChartroom } from '@/lib/chartroom';

/** Moves of channels, newest first, and whether there are earlier ones. */
export interface MovePage {
  moves: ChannelMove[];
  more: boolean;
}

/** At most `limit` moves of channels, newest first, made here or elsewhere. */
export async function listMoves(filter: MoveFilter, limit: number): Promise<MovePage> {
  const { history } = await openChartroom();
  const moves = await history.moves(filter, limit + 1);
  return { moves: moves.slice(0, limit), more: moves.length > limit };
}
