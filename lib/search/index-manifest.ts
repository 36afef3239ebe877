import { z } from 'zod';
import { SEGMENT_PARTS, type SegmentPart } from '@/lib/search/segment';

/** A segment as the manifest names it. */
const Entry = z.object({
  registry: z.string(),
  part: z.string(),
  /** of its text: SHA-256 in base64url, 22 characters */
  hash: z.string().regex(/^[A-Za-z0-9_-]{22}$/, 'must be the hash of a segment'),
  /** how many repositories it tells of */
  rows: z.int().min(0),
});

/** What a browser searches: where each part of it is, by its content, and what is missing. */
export const IndexManifest = z.object({
  /** in the order of the configuration, then of the parts; those that are not known here are left out */
  segments: z.array(Entry).transform((entries) => entries.filter(isKnown)),
  /** registries of which not everything is known */
  incomplete: z.array(z.string()),
});
export type IndexManifest = z.infer<typeof IndexManifest>;

/** What names a segment. */
export type SegmentAddress = Pick<IndexManifest['segments'][number], 'registry' | 'part' | 'hash'>;

/** Where a segment is, below the address of the manifest: `<registry>/<part>/<hash>`. */
export function segmentPath({ registry, part, hash }: SegmentAddress): string {
  return [registry, part, hash].map((name) => encodeURIComponent(name)).join('/');
}

function isKnown(entry: z.infer<typeof Entry>): entry is z.infer<typeof Entry> & { part: SegmentPart } {
  return SEGMENT_PARTS.some((part) => part === entry.part);
}
