import { isDigest } from '@/lib/oci/names';
import type { ListedTag } from '@/lib/oci/registry';
import { ApiListing } from '@/lib/oci/vendors/api-listing';

/** A tag as an API names it. A digest outside the grammar is left out: the tag is still one. */
export function listedTag(tag: string, digest: unknown): ListedTag {
  return typeof digest === 'string' && isDigest(digest) ? { tag, digest } : { tag };
}

/** @param rows the tags an entry stands for; none when it is malformed */
export function tagListing(rows: (entry: unknown) => readonly ListedTag[]): ApiListing<ListedTag> {
  return new ApiListing({ rows, key: ({ tag }) => tag });
}
