import { z } from 'zod';

// The wire: what /api/v1 takes and answers. Shared by route handlers, browser and the OpenAPI document.

const Timestamp = z.string().meta({ format: 'date-time' });
const DigestText = z.union(
  [
    z.templateLiteral(['sha256:', z.string().regex(/^[a-f0-9]{64}$/)]),
    z.templateLiteral(['sha512:', z.string().regex(/^[a-f0-9]{128}$/)]),
  ],
  { error: 'must be a sha256 or sha512 digest' },
);
const TagText = z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/, 'must be a tag');
const RegistryName = z.string().min(1).max(63);
const RepositoryName = z.string().min(1).max(255);

/** What was seen of a registry, or is documented of its product; `at` is in milliseconds since the epoch. */
const Ability = z.object({
  value: z.union([z.boolean(), z.number(), z.string()]),
  source: z.enum(['seen', 'documented']),
  at: z.number().nullable(),
});

const DiscoveryMethod = z.enum(['catalog', 'oci-listing', 'vendor-api', 'index-artifact', 'configured']);

/** Pauses of a host, and what is left of its allowance. Times in milliseconds since the epoch. */
const HostCondition = z.object({
  pausedUntil: z.number().nullable(),
  backgroundPausedUntil: z.number().nullable(),
  brokenUntil: z.number().nullable(),
  rateLimit: z
    .object({
      limit: z.number(),
      remaining: z.number(),
      window: z.number().nullable(),
      resetAt: z.number().nullable(),
    })
    .nullable(),
});

export const RegistryState = z.object({
  name: z.string(),
  url: z.string(),
  kind: z.enum(['oci', 'helm-repository', 'oci-layout']),
  status: z.enum(['ok', 'crawling', 'degraded', 'unreachable']),
  charts: z.int(),
  repositories: z.int(),
  complete: z.boolean(),
  crawledAt: Timestamp.nullable(),
  error: z.string().nullable(),
  progress: z.object({ read: z.int(), found: z.int() }).nullable(),
  failures: z.array(z.object({ repository: z.string(), message: z.string() })),
  lastCrawl: z.object({ requests: z.int(), duration: z.number() }).nullable(),
  /** how the repositories were found, and what else was tried */
  discovery: z.object({
    method: z.enum([...DiscoveryMethod.options, 'folder', 'index']).nullable(),
    attempts: z.array(
      z.object({
        method: DiscoveryMethod,
        outcome: z.enum(['used', 'empty', 'refused']),
        detail: z.string(),
      }),
    ),
  }),
  /** what the registry can do, by name */
  abilities: z.record(z.string(), Ability),
  condition: HostCondition.nullable(),
  /** whether its certificate is not checked */
  insecure: z.boolean(),
  promotion: z.enum(['off', 'shared', 'personal']),
});
export type RegistryState = z.infer<typeof RegistryState>;

/** A registry as a bug report shows it; nothing of its content, and no secret. */
export const RegistryReport = z.object({
  chartroom: z.string(),
  node: z.string(),
  at: Timestamp,
  registry: RegistryState.omit({ failures: true }),
});
export type RegistryReport = z.infer<typeof RegistryReport>;

/** How many events of a registry's notification led to a look, and how many told nothing new or nothing of ours. */
export const HookReceipt = z.object({ accepted: z.int(), ignored: z.int() });

export const RegistryList = z.object({ registries: z.array(RegistryState) });
export type RegistryList = z.infer<typeof RegistryList>;

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

export const ChartVersion = z.object({
  version: z.string(),
  tag: z.string(),
  digest: DigestText.nullable(),
  created: Timestamp.nullable(),
  appVersion: z.string().nullable(),
  prerelease: z.boolean(),
  deprecated: z.boolean(),
  channels: z.array(z.string()),
  previousDigest: DigestText.nullable(),
  error: z.string().nullable(),
});
export type ChartVersion = z.infer<typeof ChartVersion>;

export const ChartChannel = z.object({
  tag: z.string(),
  track: z.string().nullable(),
  risk: z.string(),
  digest: DigestText.nullable(),
  version: z.string().nullable(),
  since: Timestamp.nullable(),
});
export type ChartChannel = z.infer<typeof ChartChannel>;

export const Chart = z.object({
  registry: z.string(),
  repository: z.string(),
  name: z.string(),
  description: z.string(),
  icon: z.string().nullable(),
  deprecated: z.boolean(),
  versions: z.array(ChartVersion),
  channels: z.array(ChartChannel),
  otherTags: z.array(z.string()),
  defaultVersion: z.string(),
  complete: z.boolean(),
  checkedAt: Timestamp.nullable(),
  error: z.string().nullable(),
});
export type Chart = z.infer<typeof Chart>;

export const ChartDependency = z.object({
  name: z.string(),
  version: z.string(),
  repository: z.string(),
  alias: z.string().optional(),
  condition: z.string().optional(),
  tags: z.array(z.string()),
});
export type ChartDependency = z.infer<typeof ChartDependency>;

export const ChartMetadata = z.object({
  apiVersion: z.string(),
  name: z.string(),
  version: z.string(),
  appVersion: z.string().optional(),
  kubeVersion: z.string().optional(),
  type: z.string(),
  description: z.string(),
  deprecated: z.boolean(),
  keywords: z.array(z.string()),
  home: z.string().optional(),
  sources: z.array(z.string()),
  icon: z.string().optional(),
  maintainers: z.array(
    z.object({ name: z.string(), email: z.string().optional(), url: z.string().optional() }),
  ),
  dependencies: z.array(ChartDependency),
  annotations: z.record(z.string(), z.string()),
});
export type ChartMetadata = z.infer<typeof ChartMetadata>;

export const ImagePresence = z.enum(['unknown', 'external', 'present', 'absent', 'unreachable']);
export type ImagePresence = z.infer<typeof ImagePresence>;

export const ChartImage = z.object({
  image: z.string(),
  from: z.string(),
  default: z.boolean(),
  presence: ImagePresence,
});
export type ChartImage = z.infer<typeof ChartImage>;

export const Release = z.object({
  registry: z.string(),
  repository: z.string(),
  version: z.string(),
  digest: DigestText,
  tags: z.array(z.string()),
  created: Timestamp.nullable(),
  metadata: ChartMetadata,
  readme: z.string().nullable(),
  values: z.string().nullable(),
  schema: z.string().nullable(),
  dependencies: z.array(ChartDependency),
  images: z.array(ChartImage),
  size: z.int().nullable(),
  provenance: z.boolean(),
  problems: z.array(z.object({ part: z.string(), message: z.string() })),
});
export type Release = z.infer<typeof Release>;

/** An image, asked for at the registry it names. */
export const ImageReport = z.object({
  image: z.string(),
  presence: ImagePresence,
  /** the configured registry that was asked */
  registry: z.string().nullable(),
  digest: DigestText.nullable(),
  /** bytes over config and layers (of the first platform, for an index) */
  size: z.int().nullable(),
  platforms: z.array(z.string()),
  message: z.string().nullable(),
});
export type ImageReport = z.infer<typeof ImageReport>;

export const ImagePresenceRequest = z.object({ image: z.string().min(1).max(512) });

/** A picture address that a page signed. */
export const RemoteImageRequest = z.object({ url: z.string().max(2048), signature: z.string().max(100) });

export const ImageList = z.object({
  images: z.array(
    z.object({
      image: z.string(),
      charts: z.array(
        z.object({
          registry: z.string(),
          repository: z.string(),
          version: z.string(),
          channels: z.array(z.string()),
        }),
      ),
    }),
  ),
});
export type ImageList = z.infer<typeof ImageList>;

export const ImagesRequest = z.object({ image: z.string().min(1).max(512) });

export const PromotionRequest = z.object({
  registry: RegistryName,
  repository: RepositoryName,
  channel: TagText,
  digest: DigestText,
  expectedDigest: DigestText.nullable(),
  reason: z.string().trim().max(2000).default(''),
});
export type PromotionRequest = z.infer<typeof PromotionRequest>;

const PromotionEnd = z.object({ digest: DigestText, version: z.string() });

export const Promotion = z.object({
  id: z.string(),
  registry: z.string(),
  repository: z.string(),
  channel: z.string(),
  from: PromotionEnd.nullable(),
  to: PromotionEnd,
  actor: z.string().nullable(),
  reason: z.string(),
  at: Timestamp,
  outcome: z.enum(['moved', 'unchanged', 'overwritten']),
});
export type Promotion = z.infer<typeof Promotion>;

export const PromotionsRequest = z.object({
  registry: RegistryName.optional(),
  repository: RepositoryName.optional(),
  channel: TagText.optional(),
});
export type PromotionsRequest = z.infer<typeof PromotionsRequest>;

export const PromotionList = z.object({ promotions: z.array(Promotion) });
export type PromotionList = z.infer<typeof PromotionList>;

/** What differs between two releases of a chart; `from` is null for a channel that does not exist yet. */
export const Comparison = z.object({
  from: z.object({ version: z.string(), digest: DigestText, appVersion: z.string().nullable() }).nullable(),
  to: z.object({ version: z.string(), digest: DigestText, appVersion: z.string().nullable() }),
  images: z.array(
    z.object({
      /** the image without tag and digest */
      name: z.string(),
      change: z.enum(['added', 'removed', 'changed', 'same']),
      from: z.string().nullable(),
      to: z.string().nullable(),
    }),
  ),
  /** values.yaml, leaf by leaf; equal leaves are left out */
  values: z.array(
    z.object({
      path: z.string(),
      change: z.enum(['added', 'removed', 'changed']),
      from: z.string().nullable(),
      to: z.string().nullable(),
    }),
  ),
  /** whether the list of values was cut at its limit */
  truncated: z.boolean(),
});
export type Comparison = z.infer<typeof Comparison>;

export const ComparisonRequest = z.object({
  registry: RegistryName,
  repository: RepositoryName,
  from: DigestText.optional(),
  to: DigestText,
});
export type ComparisonRequest = z.infer<typeof ComparisonRequest>;

/** RFC 9457: https://www.rfc-editor.org/rfc/rfc9457. `code` is stable; extension members follow it. */
export const Problem = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string(),
});
export type Problem = z.infer<typeof Problem>;
