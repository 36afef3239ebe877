import { z } from 'zod';
import { RegistryName, Timestamp } from '@/lib/api/schema/names';

const ChartSummary = z.object({
  registry: z.string(),
  repository: z.string(),
  name: z.string(),
  description: z.string(),
  version: z.string(),
  appVersion: z.string().nullable(),
  created: Timestamp.nullable(),
  deprecated: z.boolean(),
  library: z.boolean(),
  signed: z.boolean(),
  keywords: z.array(z.string()),
  maintainers: z.array(z.string()),
  license: z.string().nullable(),
  icon: z.string().nullable(),
  channels: z.record(z.string(), z.string()),
  drifted: z.array(z.string()).meta({
    description: 'Versions whose tag was seen with a second digest, newest first: a version must never move.',
  }),
  versionCount: z.int(),
});
export type ChartSummary = z.infer<typeof ChartSummary>;

export const ChartsRequest = z.object({
  query: z.string().max(500).default(''),
  registry: z.string().max(63).optional(),
  namespace: z.string().max(255).optional(),
  keyword: z.string().max(200).optional(),
  channel: z.string().max(200).optional(),
  updated: z.enum(['7d', '30d', '90d', '365d', 'older']).optional(),
  deprecated: z.enum(['show', 'hide', 'only']).default('show'),
  sort: z.enum(['relevance', 'name', 'updated']).default('relevance'),
  limit: z.coerce.number().int().min(1).max(1000).default(50),
  offset: z.coerce.number().int().min(0).default(0),
});
export type ChartsRequest = z.infer<typeof ChartsRequest>;

export const ChartList = z.object({
  total: z.int(),
  charts: z.array(ChartSummary),
  incomplete: z.array(z.string()),
  /** parts of the query that were not understood, and where they stand in it */
  problems: z.array(z.object({ start: z.int(), end: z.int(), message: z.string() })),
});
export type ChartList = z.infer<typeof ChartList>;

const SegmentPart = z.enum(['charts', 'icons', 'images', 'versions']);
const SegmentHash = z.string().regex(/^[A-Za-z0-9_-]{22}$/, 'must be the hash of a segment');

/** Which parts the search index has now, each a text at `<registry>/<part>/<hash>` that never changes. */
export const IndexManifest = z.object({
  segments: z.array(
    z.object({
      registry: z.string(),
      part: SegmentPart,
      /** SHA-256 of the text in base64url, its first 22 characters */
      hash: SegmentHash,
      /** how many repositories it tells of */
      rows: z.int(),
    }),
  ),
  incomplete: z.array(z.string()),
});
export type IndexManifest = z.infer<typeof IndexManifest>;

/** What names a segment in a path, and the one it is to be told from. */
export const SegmentRequest = z.object({
  registry: RegistryName,
  part: SegmentPart,
  hash: SegmentHash,
  from: SegmentHash.optional(),
});
