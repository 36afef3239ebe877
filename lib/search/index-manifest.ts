import { z } from 'zod';
import { SEGMENT_PARTS } from '@/lib/search/segment';

/** The SHA-256 of a segment's text in base64url, cut to 22 characters (132 bits). */
export const SegmentHash = z.string().regex(/^[A-Za-z0-9_-]{22}$/, 'must be the hash of a segment');

/** What a browser searches: where each part of it is, by its content, and what is missing. */
export const IndexManifest = z.object({
  /** in the order of the configuration, then of the parts */
  segments: z.array(
    z.object({
      registry: z.string(),
      part: z.enum(SEGMENT_PARTS),
      hash: SegmentHash,
      /** how many repositories it tells of */
      rows: z.int().min(0),
    }),
  ),
  /** registries of which not everything is known */
  incomplete: z.array(z.string()),
});
export type IndexManifest = z.infer<typeof IndexManifest>;

/** Where a segment is, below the address of the manifest: `<registry>/<part>/<hash>`. */
export function segmentPath({
  registry,
  part,
  hash,
}: Pick<IndexManifest['segments'][number], 'registry' | 'part' | 'hash'>): string {
  return [registry, part, hash].map((name) => encodeURIComponent(name)).join('/');
}
