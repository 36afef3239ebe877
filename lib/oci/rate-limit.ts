import type { IncomingHttpHeaders } from 'undici/types/header';

/** How many requests a host still takes, as it says itself. */
export interface RateLimit {
  limit: number;
  remaining: number;
  /** milliseconds the limit is counted over; null when not said */
  window: number | null;
  /** milliseconds since the epoch at which it starts anew; null when not said */
  resetAt: number | null;
}

/** Of a host's allowance this share is kept for people; the crawler stops before. */
const RESERVE = 0.1;
/** The crawler does not stop longer than this on a guess. */
const LONGEST_GUESS = 60 * 60_000;
/** Nor longer than this on a host's word, which may be in other units than thought: then it looks again. */
const LONGEST_PAUSE = 24 * 60 * 60_000;
const UNKNOWN_PAUSE = 60_000;
const MAX_COUNT = 1e9;
const MAX_SECONDS = 366 * 24 * 60 * 60;
/** A larger number is a moment, a smaller one a number of seconds from now. */
const FIRST_EPOCH_SECOND = 1e9;

/**
 * Reads `ratelimit-limit: 100;w=21600` and `ratelimit-remaining: 76;w=21600`, the same with `x-` before it, and
 * `ratelimit-reset` or `x-ratelimit-reset` (seconds from now, or since the epoch). Never throws.
 * Rule: https://docs.docker.com/docker-hub/usage/pulls/#view-pull-rate-and-limit and
 * https://datatracker.ietf.org/doc/html/draft-polli-ratelimit-headers-05
 * @param now milliseconds since the epoch
 * @returns undefined when the headers name no limit or no rest of it
 */
export function readRateLimit(headers: IncomingHttpHeaders, now: number): RateLimit | undefined {
  const field = (name: string): string | undefined => {
    const value = headers[`ratelimit-${name}`] ?? headers[`x-ratelimit-${name}`];
    return Array.isArray(value) ? value[0] : value;
  };
  const limitField = field('limit');
  // Most registries name no limit, and this is asked of every answer.
  if (limitField === undefined) return undefined;
  const remainingField = field('remaining');
  const limit = readCount(limitField);
  const remaining = readCount(remainingField);
  if (limit === undefined || remaining === undefined || limit === 0) return undefined;
  const seconds = /;\s*w=(\d{1,9})/.exec(`${limitField} ${remainingField}`)?.[1];
  return {
    limit,
    remaining,
    window: seconds === undefined ? null : Number(seconds) * 1000,
    resetAt: readReset(field('reset'), now),
  };
}

/**
 * How long the crawler leaves a host alone so that some of its allowance stays for people; undefined while there is
 * enough. Without a named reset: as long as the reserve takes to grow back at an even rate.
 */
export function backgroundPause(
  { limit, remaining, window, resetAt }: RateLimit,
  now: number,
): number | undefined {
  if (remaining > Math.ceil(limit * RESERVE)) return undefined;
  if (resetAt !== null) return resetAt > now ? Math.min(LONGEST_PAUSE, resetAt - now) : undefined;
  return window === null ? UNKNOWN_PAUSE : Math.min(LONGEST_GUESS, Math.ceil(window * RESERVE));
}

function readCount(text: string | undefined): number | undefined {
  const digits = /^\s*(\d{1,15})\s*(?:[;,]|$)/.exec(text ?? '')?.[1];
  return digits === undefined ? undefined : Math.min(MAX_COUNT, Number(digits));
}

function readReset(text: string | undefined, now: number): number | null {
  const digits = /^\s*(\d{1,15})(?:\.\d+)?\s*$/.exec(text ?? '')?.[1];
  if (digits === undefined) return null;
  const seconds = Number(digits);
  if (seconds >= FIRST_EPOCH_SECOND) return Math.min(seconds * 1000, now + MAX_SECONDS * 1000);
  return now + Math.min(seconds, MAX_SECONDS) * 1000;
}
