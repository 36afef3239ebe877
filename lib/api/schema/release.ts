import { z } from 'zod';
import { DigestText, Timestamp } from '@/lib/api/schema/names';

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
