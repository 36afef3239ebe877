import { z } from 'zod';
import { DigestText, Timestamp } from '@/lib/api/schema/names';

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
  movedOutside: z.boolean(),
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
