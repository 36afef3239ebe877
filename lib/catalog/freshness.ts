import type { TagRecord } from '@/lib/catalog/tag-record';

const MINUTE = 60_000;

/**
 * Channel tags seen this recently are not asked for again by a crawl. A little under five minutes, so that a crawl
 * every five minutes, give or take its jitter, does ask.
 */
export const CHANNEL_AGE = 4 * MINUTE;

/** A tag whose content was wrong is looked at again after this long. */
export const FAILURE_AGE = 60 * MINUTE;

/** After a failed look at a registry nobody waits for it again this long. */
export const REGISTRY_PAUSE = 30_000;

/** Whether channel tags may have moved since they were last looked at. Times in milliseconds. */
export function areChannelsDue(channelsAt: number, now: number): boolean {
  return now - channelsAt >= CHANNEL_AGE;
}

/** When a failed tag is to be read again, in milliseconds since the epoch; null when it did not fail. */
export function retryTime(record: TagRecord | undefined): number | null {
  if (record === undefined || record.failure === null) return null;
  return record.failure.cause === 'registry' ? record.failure.at : record.failure.at + FAILURE_AGE;
}

/**
 * Whether a tag is to be read: never read yet, or failed long enough ago for its kind of failure.
 * @param known whether what the tag points at is known
 */
export function isReadDue(record: TagRecord | undefined, known: boolean, now: number): boolean {
  const retry = retryTime(record);
  return retry === null ? !known : now >= retry;
}

/**
 * Milliseconds until the next crawl: `refresh`, a tenth more or less so that registries spread out; sooner when the
 * registry could not be reached.
 * @param random a number in [0, 1)
 */
export function crawlDelay(refresh: number, reached: boolean, random: number): number {
  const delay = reached ? refresh : Math.min(refresh, REGISTRY_PAUSE);
  return Math.max(100, Math.round(delay * (0.9 + 0.2 * random)));
}
