import { z } from 'zod';
import { DigestText, RegistryName, RepositoryName, TagText, Timestamp } from '@/lib/api/schema/names';

const PromotionKind = z.enum(['promotion', 'rollback', 'undo']);

export const PromotionRequest = z.object({
  kind: PromotionKind.default('promotion'),
  registry: RegistryName,
  repository: RepositoryName,
  channel: TagText,
  digest: DigestText,
  expectedDigest: DigestText.nullable(),
  reason: z.string().trim().max(2000).default(''),
  acknowledged: z.array(z.string().max(64)).max(32).default([]),
});
export type PromotionRequest = z.infer<typeof PromotionRequest>;

export const PromotionEnd = z.object({ digest: DigestText, version: z.string() });

export const Promotion = z.object({
  id: z.string(),
  kind: PromotionKind,
  undoes: z.string().nullable(),
  registry: z.string(),
  repository: z.string(),
  channel: z.string(),
  from: PromotionEnd.nullable(),
  to: PromotionEnd,
  actor: z.string().nullable(),
  reason: z.string(),
  at: Timestamp,
  outcome: z.enum(['moved', 'unchanged', 'overwritten', 'failed']),
  failure: z.object({ code: z.string(), message: z.string() }).nullable(),
  response: z.object({ status: z.int(), requestId: z.string().nullable() }).nullable(),
  evidence: z.union([z.object({ digest: DigestText }), z.object({ error: z.string() })]).nullable(),
  copiedFrom: z.object({ registry: z.string(), repository: z.string(), transfer: z.string() }).nullable(),
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
