import type { Credentials } from '@/lib/oci/credentials';
import { endSession, hasEnded } from '@/lib/sessions/ended-sessions';
import { sealSession, unsealSession } from '@/lib/sessions/sealed-session';
import type { Session, SessionPlace } from '@/lib/sessions/session';
import type { SessionKeys } from '@/lib/sessions/session-keys';
import type { Store } from '@/lib/store/store';

export interface SessionsContext {
  store: Store;
  keys: SessionKeys;
  /** milliseconds since the epoch */
  now: () => number;
  /** so many random bytes */
  random: (bytes: number) => Uint8Array;
  /** milliseconds for which the longest session is good */
  longest: number;
}

/**
 * The sign-ins of people at registries. A session lies with the browser, sealed; of those that somebody signed out of a
 * hash is kept here until they would have expired.
 */
export interface Sessions {
  /** Begins a session with a login that the registry has taken, and gives it as the browser shall keep it. */
  begin(place: SessionPlace, login: Credentials): Promise<{ session: Session; sealed: string }>;
  /** The session that a browser brought; null for whatever is none here, or none any more. */
  find(place: SessionPlace, sealed: string): Promise<Session | null>;
  /** Ends a session for everybody who has a copy of it. */
  end(session: Session): Promise<void>;
}

const ID_BYTES = 16;

export function createSessions({ store, keys, now, random, longest }: SessionsContext): Sessions {
  return {
    async begin(place, login) {
      // In whole seconds, as the sealed text tells them.
      const startedAt = Math.floor(now() / 1000) * 1000;
      const session: Session = {
        id: Buffer.from(random(ID_BYTES)).toString('base64url'),
        registry: place.registry,
        login,
        startedAt,
        expiresAt: startedAt + place.life,
      };
      return { session, sealed: await sealSession(session, place, await keys.current()) };
    },
    async find(place, sealed) {
      const session = await unsealSession(sealed, place, keys, now());
      return session === null || (await hasEnded(store, session)) ? null : session;
    },
    end: (session) => endSession(store, session, { now: now(), longest }),
  };
}
