import { artifactOf, type RepositoryView } from '@/lib/catalog/repository-record';
import type { TagList } from '@/lib/catalog/tag-list';
import type { KnownTags } from '@/lib/catalog/tag-move';
import type { Digest } from '@/lib/oci/names';

/** What happened to a chart's versions between two looks. */
export interface VersionNews {
  /** version tags that were not there before; the digest is null where it was not read yet */
  published: { version: string; digest: Digest | null }[];
  /** version tags that mean other bytes than before */
  drifted: { version: string; from: Digest; to: Digest }[];
}

/** As many are told at most of one look: a chart that is filled with its past is no news. */
const MOST_PUBLISHED = 100;

/**
 * The versions that were published and those that were pushed again between two looks. At the first look at a
 * repository nothing was published.
 * @param before empty when the repository was never looked at
 */
export function findVersionNews(before: KnownTags, after: RepositoryView, list: TagList): VersionNews {
  const news: VersionNews = { published: [], drifted: [] };
  if (before.tags.length === 0) return news;
  const former = new Set(before.tags);
  for (const { tag, version } of list.versions) {
    if (artifactOf(after, tag)?.kind === 'other') continue;
    const digest = after.records.get(tag)?.digest ?? null;
    const known = before.records.get(tag)?.digest ?? null;
    if (!former.has(tag)) news.published.push({ version, digest });
    else if (digest !== null && known !== null && digest !== known)
      news.drifted.push({ version, from: known, to: digest });
  }
  news.published.splice(MOST_PUBLISHED);
  return news;
}
