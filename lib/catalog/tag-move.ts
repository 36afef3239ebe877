import { channelWords, classifyRead, classifyTag, type ChannelWords } from '@/lib/channels/classify-tag';
import { artifactOf, insideOf, type RepositoryView } from '@/lib/catalog/repository-record';
import { versionOf, versionsByDigest } from '@/lib/catalog/summary';
import type { TagList } from '@/lib/catalog/tag-list';
import type { TagRecord } from '@/lib/catalog/tag-record';
import type { Digest } from '@/lib/oci/names';

/** Where a tag was seen pointing. */
export interface TagPlace {
  digest: Digest;
  /** null when nothing says which version it is */
  version: string | null;
}

/** A channel's tag that points elsewhere than at the look before. */
export interface TagMove {
  tag: string;
  /** null when the tag is new */
  from: TagPlace | null;
  /** null when the tag is gone */
  to: TagPlace | null;
  /** when this was seen, in milliseconds since the epoch */
  at: number;
  /** when the tag was last seen at `from`; null when it is new */
  lastSeen: number | null;
}

/** What was known of a repository's tags before a look. */
export type KnownTags = Pick<RepositoryView, 'tags'> & { records: ReadonlyMap<string, TagRecord> };

/**
 * The channels that have moved, appeared or vanished between two looks. What was never read before has not moved, and
 * at the first look at a repository nothing has appeared.
 *
 * @param before empty when the repository was never looked at
 * @param after with the records made since
 * @param list the tags there are now
 * @param now milliseconds since the epoch
 */
export function findTagMoves(
  before: KnownTags,
  after: RepositoryView,
  list: TagList,
  names: ChannelWords,
  now: number,
): TagMove[] {
  if (before.tags.length === 0) return [];
  const versions = versionsByDigest(after, list);
  const placeOf = (digest: Digest): TagPlace => ({ digest, version: versionOf(after, versions, digest) });
  const former = new Set(before.tags);
  const moves: TagMove[] = [];
  for (const { tag } of list.channels) {
    const seen = after.records.get(tag);
    const digest = seen?.digest ?? null;
    if (seen === undefined || digest === null || artifactOf(after, tag)?.kind === 'other') continue;
    const known = before.records.get(tag);
    if (!former.has(tag)) {
      moves.push({ tag, from: null, to: placeOf(digest), at: seen.lastSeen, lastSeen: null });
    } else if (known !== undefined && known.digest !== null && known.digest !== digest) {
      const { lastSeen } = known;
      moves.push({ tag, from: placeOf(known.digest), to: placeOf(digest), at: seen.firstSeen, lastSeen });
    }
  }
  const words = channelWords(names);
  const present = new Set(after.tags);
  for (const tag of before.tags) {
    if (present.has(tag) || artifactOf(after, tag)?.kind === 'other') continue;
    const known = before.records.get(tag);
    if (known === undefined || known.digest === null) continue;
    const inside = insideOf(after, tag);
    const tagClass = inside === undefined ? classifyTag(tag, words) : classifyRead(tag, words, inside);
    if (tagClass.kind !== 'channel') continue;
    moves.push({ tag, from: placeOf(known.digest), to: null, at: now, lastSeen: known.lastSeen });
  }
  return moves;
}
