import type { Login, LoginProvider } from '@/lib/oci/credentials';
import { SingleFlight } from '@/lib/oci/single-flight';
import { readSmallFile, stampOf } from '@/lib/oci/small-file';

/** Milliseconds for which a helper's login is kept. Clouds give theirs for an hour or more. */
const LIFETIME = 3_600_000;
/** The same for the answer that there is none, so that a new login is soon found. */
const LIFETIME_OF_NONE = 60_000;
/** Milliseconds between renewals: requests that are refused one after another share one. */
const RENEWAL_PAUSE = 5_000;

/** One login for ever, or none. */
export function fixedLogin(login: Login | undefined): LoginProvider {
  return { get: () => Promise.resolve(login) };
}

/**
 * The login another program gives, kept for an hour (for a minute, when it has none). Callers at the same time share
 * one asking. A renewal asks again, unless the last renewal was less than 5 s ago.
 * @param ask asks the program; its errors reach the caller and are not kept
 * @param now milliseconds since the epoch
 */
export function helperLogin(
  ask: (signal: AbortSignal) => Promise<Login | undefined>,
  now: () => number,
): LoginProvider {
  const asking = new SingleFlight<Login | undefined>();
  let kept: { login: Login | undefined; until: number } | undefined;
  let renewed = Number.NEGATIVE_INFINITY;
  const isGood = (renew: boolean): boolean =>
    renew ? now() - renewed < RENEWAL_PAUSE : kept !== undefined && now() < kept.until;

  return {
    async get(renew, signal) {
      if (kept !== undefined && isGood(renew)) return kept.login;
      return asking.join('login', signal, async (flight) => {
        const login = await ask(flight);
        kept = { login, until: now() + (login === undefined ? LIFETIME_OF_NONE : LIFETIME) };
        if (renew) renewed = now();
        return login;
      });
    },
  };
}

/**
 * The login a file leads to. The file is looked at whenever a login is wanted and read again when it has changed, so
 * that a rotated password or a Kubernetes secret is taken up without a restart.
 * @param maxBytes what the file may have at most
 * @param open makes a provider of the file's text, or of undefined when there is no such file
 * @returns a provider that also throws what `open` throws, and AppError `invalid_configuration` when the file can't be read
 */
export function fileLogin(
  path: string,
  maxBytes: number,
  open: (text: string | undefined) => LoginProvider,
): LoginProvider {
  let opened: { stamp: string | undefined; text: string | undefined; provider: LoginProvider } | undefined;

  return {
    async get(renew, signal) {
      // Before reading: a change in between is then seen the next time.
      const stamp = await stampOf(path);
      if (opened === undefined || opened.stamp !== stamp) {
        const text = await readSmallFile(path, maxBytes);
        const provider = opened !== undefined && opened.text === text ? opened.provider : open(text);
        opened = { stamp, text, provider };
      }
      return opened.provider.get(renew, signal);
    },
  };
}

/** The first login that one of several places has. A place that fails is not passed over. */
export function firstLogin(places: readonly LoginProvider[]): LoginProvider {
  return {
    async get(renew, signal) {
      for (const place of places) {
        const login = await place.get(renew, signal);
        if (login !== undefined) return login;
      }
      return undefined;
    },
  };
}
