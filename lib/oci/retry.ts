import type { Answer } from '@/lib/oci/exchange';
import { TransportError, type Repeat } from '@/lib/oci/transport-error';

/** All times in milliseconds. */
export interface RetryPolicy {
  /** how often a call is tried in all */
  tries: number;
  /** upper bound of the first wait; it doubles with each try */
  base: number;
  /** upper bound of every wait the registry did not ask for */
  longest: number;
  /** a registry that asks for a longer pause is not waited for */
  longestRetryAfter: number;
  /** the same where a person is waiting */
  longestInteractive: number;
}

export const RETRY_POLICY: RetryPolicy = {
  tries: 5,
  base: 250,
  longest: 8000,
  longestRetryAfter: 60_000,
  longestInteractive: 10_000,
};

const TRANSIENT: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

/** What one try came to, as far as trying again is concerned. */
export type Outcome =
  { kind: 'answer'; status: number; retryAfter: number | undefined } | { kind: 'fault'; repeat: Repeat };

/**
 * How long to wait before the next try where nobody named a time, in milliseconds.
 * @param tried tries made so far, at least 1
 * @param random a number in [0, 1)
 */
export function backoffDelay(tried: number, { base, longest }: RetryPolicy, random: number): number {
  return random * Math.min(longest, base * 2 ** (tried - 1));
}

/**
 * How long to wait before the next try, or undefined when there shall be none. Exponential with full jitter; a pause
 * the registry names is kept, with a little jitter so that waiting calls do not all return at once.
 * Rule: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 * @param tried tries made so far, at least 1
 * @param idempotent whether repeating a request the registry may have acted on is harmless
 * @param random a number in [0, 1)
 */
export function retryDelay(
  outcome: Outcome,
  tried: number,
  idempotent: boolean,
  policy: RetryPolicy,
  random: number,
): number | undefined {
  if (tried >= policy.tries) return undefined;
  const backoff = backoffDelay(tried, policy, random);
  if (outcome.kind === 'fault') return mayRepeat(outcome.repeat, tried, idempotent) ? backoff : undefined;
  if (!TRANSIENT.has(outcome.status)) return undefined;
  // 429 is the one answer that says nothing was done.
  if (!idempotent && outcome.status !== 429) return undefined;
  if (outcome.retryAfter === undefined) return backoff;
  if (outcome.retryAfter > policy.longestRetryAfter) return undefined;
  return outcome.retryAfter + random * policy.base;
}

function mayRepeat(repeat: Repeat, tried: number, idempotent: boolean): boolean {
  switch (repeat) {
    case 'always':
      return true;
    case 'idempotent':
      return idempotent;
    case 'once':
      return idempotent && tried === 1;
    case 'never':
      return false;
  }
}

/**
 * Reads `Retry-After`: seconds, or an HTTP date.
 * Rule: https://www.rfc-editor.org/rfc/rfc9110.html#section-10.2.3
 * @param now milliseconds since the epoch
 * @returns milliseconds from now, never negative; undefined when the field is absent or unreadable
 */
export function parseRetryAfter(field: string | string[] | undefined, now: number): number | undefined {
  const text = (typeof field === 'string' ? field : field?.[0])?.trim();
  if (text === undefined) return undefined;
  if (/^\d{1,10}(\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1000);
  if (!/^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text)) return undefined;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** The outside world as retrying needs it. */
export interface RetryContext {
  policy: RetryPolicy;
  /** milliseconds since the epoch */
  now: () => number;
  /** a number in [0, 1) */
  random: () => number;
  /** waits; rejects when the signal is aborted */
  wait: (milliseconds: number, signal: AbortSignal | undefined) => Promise<void>;
}

/**
 * Sends until an answer needs no other try. The last answer is returned as it is, an error status included; the last
 * fault is thrown.
 */
export async function sendWithRetries(
  send: () => Promise<Answer>,
  idempotent: boolean,
  signal: AbortSignal | undefined,
  { policy, now, random, wait }: RetryContext,
): Promise<Answer> {
  for (let tried = 1; ; tried += 1) {
    let delay: number | undefined;
    try {
      const answer = await send();
      if (answer.status < 400) return answer;
      const retryAfter = parseRetryAfter(answer.headers['retry-after'], now());
      delay = retryDelay(
        { kind: 'answer', status: answer.status, retryAfter },
        tried,
        idempotent,
        policy,
        random(),
      );
      if (delay === undefined) return answer;
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      delay = retryDelay({ kind: 'fault', repeat: error.repeat }, tried, idempotent, policy, random());
      if (delay === undefined) throw error;
    }
    await wait(delay, signal);
  }
}
