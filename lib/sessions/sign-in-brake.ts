import { LRUCache } from 'lru-cache';
import { AppError } from '@/lib/errors';

/** Who tries to sign in, and where from. */
export interface SignInAttempt {
  /** the registry's configured name */
  registry: string;
  username: string;
  /** of the client, as far as it can be told */
  address: string;
}

/** An attempt under way. Exactly one of these is called, once. */
export interface BrakedAttempt {
  /** the registry took the login */
  succeeded(): void;
  /** the registry refused the login: it stays counted */
  failed(): void;
  /** nobody said whether the login is right */
  undecided(): void;
}

interface Limit {
  /** failures that cost nothing */
  free: number;
  /** milliseconds that the longest pause lasts */
  longest: number;
}

interface Failures {
  count: number;
  /** milliseconds since the epoch of the last one */
  at: number;
}

/** Short, as anybody can brake the login of somebody else. */
const LOGIN: Limit = { free: 4, longest: 5 * 60_000 };
/** Many people may share an address. */
const ADDRESS: Limit = { free: 20, longest: 15 * 60_000 };
const FIRST_PAUSE = 1000; // ms, and twice as much after each further failure
/** Milliseconds without a failure after which those before are forgotten. */
const MEMORY = 60 * 60_000;
/** Logins, and addresses, that are remembered. */
const MAX_REMEMBERED = 10_000;

/**
 * Slows down guessing: after some refused logins each further one has to wait, and twice as long as the one before. It
 * counts by registry and user name, wherever the guesses come from, and by client address, whoever they are for. What is
 * under way counts as refused until it is not, so that many at once get no further than one after the other. Kept in
 * memory, for each process.
 */
export class SignInBrake {
  readonly #now: () => number;
  readonly #logins = new LRUCache<string, Failures>({ max: MAX_REMEMBERED });
  readonly #addresses = new LRUCache<string, Failures>({ max: MAX_REMEMBERED });

  /** @param now milliseconds since the epoch */
  constructor(now: () => number) {
    this.#now = now;
  }

  /**
   * Lets an attempt begin, or not yet.
   * @throws AppError `rate_limited` with the seconds to wait in `retryAfter`
   */
  begin({ registry, username, address }: SignInAttempt): BrakedAttempt {
    const login = `${registry} ${username}`;
    const pause = Math.max(
      this.#pauseOf(this.#logins.get(login), LOGIN),
      this.#pauseOf(this.#addresses.get(address), ADDRESS),
    );
    if (pause > 0) throw tooManyTries(registry, Math.ceil(pause / 1000));
    const at = this.#now();
    this.#count(this.#logins, login, at);
    this.#count(this.#addresses, address, at);
    return {
      succeeded: () => {
        this.#logins.delete(login);
        this.#discount(this.#addresses, address); // only its own: the others may have been guesses
      },
      failed: () => {},
      undecided: () => {
        this.#discount(this.#logins, login);
        this.#discount(this.#addresses, address);
      },
    };
  }

  #pauseOf(failures: Failures | undefined, { free, longest }: Limit): number {
    if (failures === undefined || failures.count < free) return 0;
    const pause = Math.min(longest, FIRST_PAUSE * 2 ** Math.min(30, failures.count - free));
    return failures.at + pause - this.#now();
  }

  #count(failures: LRUCache<string, Failures>, key: string, at: number): void {
    const known = failures.get(key);
    const before = known !== undefined && known.at + MEMORY > at ? known.count : 0;
    failures.set(key, { count: before + 1, at });
  }

  #discount(failures: LRUCache<string, Failures>, key: string): void {
    const known = failures.get(key);
    if (known === undefined) return;
    if (known.count <= 1) failures.delete(key);
    else failures.set(key, { ...known, count: known.count - 1 });
  }
}

function tooManyTries(registry: string, seconds: number): AppError {
  return new AppError(
    'rate_limited',
    `Too many logins were refused by ${registry}. Nothing was asked of it this time; try again in ${inWords(seconds)}.`,
    { details: { retryAfter: seconds } },
  );
}

function inWords(seconds: number): string {
  if (seconds < 100) return seconds === 1 ? '1 second' : `${seconds} seconds`;
  return `${Math.ceil(seconds / 60)} minutes`;
}
