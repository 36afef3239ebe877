import { z } from 'zod';
import { DigestText, RegistryName, RepositoryName } from '@/lib/api/schema/names';

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
