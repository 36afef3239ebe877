import { createHash } from 'node:crypto';
import type { Session } from '@/lib/sessions/session';
import { jsonTable, put, remove, type Key, type Store } from '@/lib/store/store';

/** Sessions that somebody signed out of, for as long as any could be good. Nothing of the login is in it. */
const ENDED = jsonTable<true>('ended-session', 1);
/** At each sign-out, which adds one. */
const FORGOTTEN_AT_ONCE = 100;

export interface EndedSessionsContext {
  /** milliseconds since the epoch */
  now: number;
  /** milliseconds for which the longest session is good */
  longest: number;
}

/**
 * Notes that a session has ended, so that a copy of its cookie is worth nothing from now on; and forgets of those noted
 * earlier some that have expired.
 */
export async function endSession(
  store: Store,
  session: Session,
  { now, longest }: EndedSessionsContext,
): Promise<void> {
  const oldest = await store.list(ENDED, { prefix: [], limit: FORGOTTEN_AT_ONCE });
  const expired = oldest.filter(({ key: [startedAt] }) => Number(startedAt) + longest <= now);
  await store.write([
    put(ENDED, keyOf(session), true as const),
    ...expired.map(({ key }) => remove(ENDED, key)),
  ]);
}

/** Whether somebody has signed out of a session. */
export async function hasEnded(store: Store, session: Session): Promise<boolean> {
  return (await store.get(ENDED, keyOf(session))) !== undefined;
}

function keyOf({ id, startedAt }: Session): Key {
  return [String(startedAt).padStart(15, '0'), createHash('sha256').update(id).digest('hex')];
}
