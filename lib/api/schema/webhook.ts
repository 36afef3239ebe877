import { z } from 'zod';
import { Timestamp } from '@/lib/api/schema/names';

const WebhookEvent = z.object({
  type: z.enum(['channel.moved', 'version.published', 'version.drifted', 'promotion.failed']),
  registry: z.string(),
  repository: z.string(),
  at: Timestamp,
  path: z.string(),
  data: z.record(z.string(), z.unknown()),
});

/** One attempt to deliver a message. */
export const Delivery = z.object({
  hook: z.string(),
  /** of the message; the receiver sees it as `webhook-id` */
  id: z.string(),
  attempt: z.int(),
  event: WebhookEvent,
  at: Timestamp,
  outcome: z.enum(['delivered', 'retrying', 'given-up']),
  status: z.int().nullable(),
  /** milliseconds */
  duration: z.number().nullable(),
  error: z.string().nullable(),
  next: Timestamp.nullable(),
});
export type Delivery = z.infer<typeof Delivery>;

export const DeliveryList = z.object({
  webhooks: z.array(
    z.object({
      name: z.string(),
      origin: z.string(),
      events: z.array(z.string()),
      registries: z.array(z.string()),
    }),
  ),
  /** newest first */
  deliveries: z.array(Delivery),
});
export type DeliveryList = z.infer<typeof DeliveryList>;

export const RepeatRequest = z.object({ hook: z.string().max(63), id: z.string().max(100) });
