import { z } from 'zod';
import { DigestText, RegistryName, RepositoryName, TagText, Timestamp } from '@/lib/api/schema/names';

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
