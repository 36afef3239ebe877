import { areChannelsDue } from '@/lib/catalog/freshness';
import type { KnownRepository, RepositoryView } from '@/lib/catalog/repository-record';
import type { TagList } from '@/lib/catalog/tag-list';

/** How closely to look at a repository. */
export interface Look {
  /** `when-due`: ask where known channel tags point only when that was last seen a while ago */
  channels: 'when-due' | 'always';
  /** how many known version tags are asked whether they still point where they did */
  drift: number;
}

/** A crawl: one tag list where nothing has changed. */
export const CRAWL_LOOK: Look = { channels: 'when-due', drift: 0 };
/** A crawl that a person asked for. */
export const FORCED_LOOK: Look = { channels: 'always', drift: 1 };
/** One chart that a person wants to be sure of. */
export const CLOSE_LOOK: Look = { channels: 'always', drift: 20 };

/** Channels, floating and doubtful tags looked at in one repository at most. */
export const POINTERS_AT_MOST = 100;

/** Whether something in a repository failed, long enough ago to be tried again. */
export function isRetryDue({ record }: KnownRepository, now: number): boolean {
  return record.retryAt !== null && now >= record.retryAt;
}

/** Whether nothing is to be asked about a repository whose tags are the same as before. */
export function isSettled(known: KnownRepository, look: Look, now: number): boolean {
  const { record, check } = known;
  if (isRetryDue(known, now)) return false;
  if (record.kind !== 'chart') return true;
  if (look.drift > 0) return false;
  return (
    record.channels.length + record.floating.length === 0 ||
    (look.channels === 'when-due' && !areChannelsDue(check.channelsAt, now))
  );
}

/**
 * The version tags to be asked whether they still point where they did: the newest, then those not seen for longest.
 * @param before only tags last seen earlier, in milliseconds since the epoch
 */
export function driftCandidates(
  view: RepositoryView,
  list: TagList,
  count: number,
  before: number,
): string[] {
  if (count === 0) return [];
  const seen = list.versions.flatMap(({ tag }) => {
    const record = view.records.get(tag);
    if (record === undefined || record.digest === null || record.lastSeen >= before) return [];
    return [{ tag, lastSeen: record.lastSeen }];
  });
  const [newest, ...rest] = seen;
  if (newest === undefined) return [];
  return [newest, ...rest.sort((a, b) => a.lastSeen - b.lastSeen)].slice(0, count).map(({ tag }) => tag);
}
