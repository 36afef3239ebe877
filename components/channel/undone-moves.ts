import { hasMoved } from '@/components/channel/has-moved';
import type { ChannelMove } from '@/lib/api/schema/move';

/**
 * The moves that were taken back, each with the move that did: by an undo the promotion it names, by a rollback
 * whatever came since the channel was last there.
 * @param moves of any channels, newest first
 */
export function undoneMoves(moves: readonly ChannelMove[]): Map<string, ChannelMove> {
  const undone = new Map<string, ChannelMove>();
  for (const [index, move] of moves.entries()) {
    // What was taken back itself takes nothing back.
    if (!hasMoved(move) || undone.has(move.id)) continue;
    if (move.undoes !== null) undone.set(move.undoes, move);
    if (move.kind !== 'rollback') continue;
    for (const earlier of moves.slice(index + 1)) {
      if (earlier.channel !== move.channel || !hasMoved(earlier)) continue;
      if (earlier.to?.digest === move.to?.digest) break;
      if (!undone.has(earlier.id)) undone.set(earlier.id, move);
      if (earlier.from?.digest === move.to?.digest) break;
    }
  }
  return undone;
}
