import { AppError } from '@/lib/errors';
import type { ChannelMove } from '@/lib/channels/channel-move';
import { hasMoved, type PromotionEnd, type PromotionRequest } from '@/lib/channels/promotion';
import type { Digest } from '@/lib/oci/names';

/** Somewhere a channel was before. */
export interface EarlierRelease extends PromotionEnd {
  /** when the channel was last seen to leave it: RFC 3339 */
  until: string;
}

/**
 * Where a channel was before, each place once, the latest first. Where it is now is not among them.
 * @param moves of one channel, newest first
 */
export function earlierReleases(moves: readonly ChannelMove[]): EarlierRelease[] {
  const made = moves.filter(hasMoved);
  const seen = new Set<Digest | undefined>([made[0]?.to?.digest]);
  const earlier: EarlierRelease[] = [];
  // What a move left says more of the past than where the move before it went: between them others may have moved it.
  for (const [index, { from, at }] of made.entries()) {
    for (const end of [from, made[index + 1]?.to ?? null]) {
      if (end === null || seen.has(end.digest)) continue;
      seen.add(end.digest);
      earlier.push({ ...end, until: at });
    }
  }
  return earlier;
}

/**
 * Refuses an undo or a rollback that is none. That the channel is where the person saw it is checked with the promotion.
 *
 * @param moves of the channel, newest first
 * @param actor who asks, as far as known
 * @returns the id of the promotion that is undone, or null for what is no undo
 * @throws AppError
 * - `undo_refused` the last move is not this person's promotion, was no promotion, or made the channel; details `latest`,
 *   its id or null
 * - `invalid_request` a rollback without a reason, or to where the channel never was
 */
export function checkReversal(
  request: PromotionRequest,
  moves: readonly ChannelMove[],
  actor: string | null,
): string | null {
  switch (request.kind) {
    case 'promotion':
      return null;
    case 'rollback':
      checkRollback(request, moves);
      return null;
    case 'undo':
      return checkUndo(request, moves, actor);
  }
}

function checkRollback({ channel, digest, reason }: PromotionRequest, moves: readonly ChannelMove[]): void {
  if (reason.trim() === '')
    throw new AppError(
      'invalid_request',
      'A rollback needs a reason: say what is wrong with the release now.',
    );
  if (!earlierReleases(moves).some((release) => release.digest === digest)) {
    throw new AppError(
      'invalid_request',
      `${channel} was never seen at ${digest}, or is there now, so there is nothing to roll back to. Promote it instead.`,
      { details: { digest } },
    );
  }
}

function checkUndo(
  { channel, digest, expectedDigest }: PromotionRequest,
  moves: readonly ChannelMove[],
  actor: string | null,
): string {
  const last = moves.find(hasMoved);
  const refuse = (message: string): AppError =>
    new AppError('undo_refused', `${message} Nothing was moved.`, { details: { latest: last?.id ?? null } });
  if (last === undefined) throw refuse(`Nothing was ever promoted to ${channel} here.`);
  if (last.origin === 'outside')
    throw refuse(`The last move of ${channel} was made outside Chartroom. Roll back instead.`);
  if (last.kind === 'undo') throw refuse(`The last promotion to ${channel} is undone already.`);
  if (last.from === null) {
    throw refuse(
      `${channel} was new with its last promotion, so taking that back would delete the tag, and Chartroom deletes nothing.`,
    );
  }
  if (actor !== null && last.actor !== actor) {
    throw refuse(
      `The last promotion to ${channel} was made by ${last.actor ?? 'somebody unknown'}, not by ${actor}. Roll back instead.`,
    );
  }
  if (last.outcome === 'overwritten' || last.to?.digest !== expectedDigest || last.from.digest !== digest) {
    throw refuse(`What you saw is not the last promotion to ${channel} any more. Look at the history again.`);
  }
  return last.id;
}
