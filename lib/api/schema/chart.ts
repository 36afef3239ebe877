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
  /** since when the tag has been seen with this digest */
  since: Timestamp.nullable(),
  inside: z.string().nullable().meta({
    description: 'The version in the chart, where it is another than the tag says; else null.',
  }),
  error: z.string().nullable(),
});
export type ChartVersion = z.infer<typeof ChartVersion>;

const ChannelWarning = z.object({
  kind: z.enum(['behind', 'regress', 'cross-track', 'prerelease', 'risk-inversion', 'orphan', 'repushed']),
  message: z.string(),
});

export const ChartChannel = z.object({
  tag: z.string(),
  track: z.string().nullable(),
  risk: z.string(),
  digest: DigestText.nullable(),
  version: z.string().nullable(),
  since: Timestamp.nullable(),
  movedOutside: z.boolean(),
  ahead: z
    .object({ of: z.string(), versions: z.int() })
    .nullable()
    .meta({ description: 'How many versions newer it is than the next safer channel of its track.' }),
  previous: z
    .object({ digest: DigestText, version: z.string().nullable() })
    .nullable()
    .meta({ description: 'Where it pointed before, when it was seen to move.' }),
  warnings: z.array(ChannelWarning),
  helm: z.boolean().meta({ description: 'Whether Helm can install it by its name.' }),
});
export type ChartChannel = z.infer<typeof ChartChannel>;

const FloatingVersion = z.object({
  tag: z.string(),
  digest: DigestText.nullable(),
  version: z.string().nullable(),
  warnings: z.array(ChannelWarning),
});

export const Chart = z.object({
  registry: z.string(),
  repository: z.string(),
  name: z.string(),
  description: z.string(),
  icon: z.string().nullable(),
  deprecated: z.boolean(),
  versions: z.array(ChartVersion),
  channels: z.array(ChartChannel),
  floating: z.array(FloatingVersion),
  otherTags: z.array(z.string()),
  defaultVersion: z.string(),
  complete: z.boolean(),
  checkedAt: Timestamp.nullable(),
  error: z.string().nullable(),
});
export type Chart = z.infer<typeof Chart>;
