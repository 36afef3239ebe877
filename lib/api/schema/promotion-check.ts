import { z } from 'zod';
import { DigestText } from '@/lib/api/schema/names';
import { PromotionRequest } from '@/lib/api/schema/promotion';

export const PromotionCheck = z.object({
  name: z.enum([
    'channel-name',
    'source-unchanged',
    'version-tag',
    'channel-unchanged',
    'downgrade',
    'images',
    'signature',
    'risk-order',
    'track',
    'prerelease',
  ]),
  outcome: z.enum(['passed', 'failed', 'unknown', 'skipped']),
  severity: z.enum(['block', 'warn']),
  message: z.string(),
  /** whether naming it in `acknowledged` lets the promotion happen although it blocks */
  acceptable: z.boolean(),
});
export type PromotionCheck = z.infer<typeof PromotionCheck>;

const RegistryCall = z.object({
  method: z.enum(['GET', 'HEAD', 'PUT']),
  path: z.string(),
  headers: z.record(z.string(), z.string()),
  purpose: z.string(),
  body: z.object({ digest: DigestText, size: z.int() }).nullable(),
});
export type RegistryCall = z.infer<typeof RegistryCall>;

/** A promotion as it would be asked for. */
export const PromotionForecastRequest = PromotionRequest.extend({
  /** milliseconds to wait for images and signatures; with 0 they are unknown */
  patience: z.int().min(0).max(10_000).default(8000),
});
export type PromotionForecastRequest = z.infer<typeof PromotionForecastRequest>;

export const PromotionForecast = z.object({
  checks: z.array(PromotionCheck),
  /** what the channel points at now; null where there is no such tag */
  current: z.object({ digest: DigestText, version: z.string().nullable() }).nullable(),
  /** requests to the registry, in order, without logins; none that write where the promotion would be refused */
  calls: z.array(RegistryCall),
  reason: z.enum(['optional', 'required']),
});
export type PromotionForecast = z.infer<typeof PromotionForecast>;
