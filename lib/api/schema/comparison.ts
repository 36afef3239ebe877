import { z } from 'zod';
import { DigestText, RegistryName, RepositoryName, Timestamp } from '@/lib/api/schema/names';

const ReleaseSummary = z.object({
  version: z.string(),
  digest: DigestText,
  appVersion: z.string().nullable(),
  kubeVersion: z.string().nullable(),
  created: Timestamp.nullable(),
  tags: z.array(z.string()).readonly(),
});
export type ReleaseSummary = z.infer<typeof ReleaseSummary>;

const ComparedImage = z.object({
  /** the image without tag and digest */
  name: z.string(),
  change: z.enum(['added', 'removed', 'changed-tag', 'changed-digest', 'same']),
  from: z.string().nullable(),
  to: z.string().nullable(),
  /** null where nobody knows it */
  fromDigest: DigestText.nullable(),
  toDigest: DigestText.nullable(),
  content: z.enum(['same', 'different', 'unknown']),
  /** why a digest is not known, or since when a tag means something else */
  note: z.string().nullable(),
});
export type ComparedImage = z.infer<typeof ComparedImage>;

const ComparedFile = z.object({
  /** inside the chart; embedded archives count as folders */
  path: z.string(),
  kind: z.enum(['values', 'schema', 'template', 'crd', 'other']),
  change: z.enum(['added', 'removed', 'changed']),
  hunks: z.array(
    z.object({
      fromLine: z.int(),
      toLine: z.int(),
      /** each begins with a space, `-` or `+` */
      lines: z.array(z.string()),
    }),
  ),
  /** lines that come and go; null where they were not counted */
  lines: z.object({ added: z.int(), removed: z.int() }).nullable(),
  /** why the hunks do not show all of it */
  note: z.string().nullable(),
});
export type ComparedFile = z.infer<typeof ComparedFile>;

const DependencyEnd = z.object({ version: z.string(), repository: z.string() });

/** What differs between two releases of a chart; `from` is null for a channel that does not exist yet. */
export const Comparison = z.object({
  from: ReleaseSummary.nullable(),
  to: ReleaseSummary,
  direction: z.enum(['forward', 'back', 'same', 'unknown']),
  /** the versions whose changes come, or are taken back: newest first */
  between: z.array(
    z.object({
      version: z.string(),
      created: Timestamp.nullable(),
      /** null where the version has not been read */
      changes: z.array(z.object({ kind: z.string().nullable(), description: z.string() })).nullable(),
    }),
  ),
  moreBetween: z.int(),
  images: z.array(ComparedImage),
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
  dependencies: z.array(
    z.object({
      name: z.string(),
      change: z.enum(['added', 'removed', 'changed']),
      from: DependencyEnd.nullable(),
      to: DependencyEnd.nullable(),
    }),
  ),
  files: z.array(ComparedFile),
  moreFiles: z.int(),
  /** what could not be compared, and why */
  problems: z.array(z.string()),
});
export type Comparison = z.infer<typeof Comparison>;

export const ComparisonRequest = z.object({
  registry: RegistryName,
  repository: RepositoryName,
  from: DigestText.optional(),
  to: DigestText,
});
export type ComparisonRequest = z.infer<typeof ComparisonRequest>;

/** The images of two releases, by the digests their registries give them now. */
export const ImageComparison = z.object({ images: z.array(ComparedImage) });
export type ImageComparison = z.infer<typeof ImageComparison>;
