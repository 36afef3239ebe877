import type { Digest } from '@/lib/oci/names';

// Times are milliseconds since the epoch.

/** Why a tag could not be read. */
export interface TagFailure {
  message: string;
  at: number;
  /**
   * `content`: what the registry holds is wrong, and looking again soon would show the same.
   * `registry`: the registry did not give it, and may next time.
   */
  cause: 'content' | 'registry';
}

/** What has been observed of one tag. */
export interface TagRecord {
  /** what the tag pointed at when last seen; null when it was never read */
  digest: Digest | null;
  /** when `digest` was first seen under this tag */
  firstSeen: number;
  lastSeen: number;
  /** what the tag pointed at before, when it was seen to move */
  previous: Digest | null;
  failure: TagFailure | null;
}

/** The record after the tag was seen pointing at `digest`. */
export function observeDigest(record: TagRecord | undefined, digest: Digest, at: number): TagRecord {
  if (record?.digest === digest) return { ...record, lastSeen: at, failure: null };
  return {
    digest,
    firstSeen: at,
    lastSeen: at,
    previous: record?.digest ?? record?.previous ?? null,
    failure: null,
  };
}

/** The record after the tag could not be read. What was known of it stays. */
export function observeFailure(record: TagRecord | undefined, failure: TagFailure): TagRecord {
  const known = record ?? { digest: null, firstSeen: failure.at, lastSeen: failure.at, previous: null };
  return { ...known, failure };
}

/** Whether a tag shows something else than before: when it was last seen is not shown. */
export function isNews(before: TagRecord | undefined, after: TagRecord): boolean {
  return (
    before?.digest !== after.digest ||
    before.previous !== after.previous ||
    before.failure?.message !== after.failure?.message
  );
}
