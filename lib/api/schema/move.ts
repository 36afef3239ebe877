import { z } from 'zod';
import { RegistryName, RepositoryName, TagText, Timestamp } from '@/lib/api/schema/names';
import { Promotion, PromotionEnd } from '@/lib/api/schema/promotion';

/** A move of a channel, made here or seen and made elsewhere. */
const ChannelMove = Promotion.extend({
  origin: z.enum(['chartroom', 'outside']),
  kind: z.enum([...Promotion.shape.kind.options, 'appeared', 'moved', 'closed']),
  to: PromotionEnd.nullable(),
  lastSeen: Timestamp.nullable(),
});
export type ChannelMove = z.infer<typeof ChannelMove>;

export const MovesRequest = z.object({
  registry: RegistryName.optional(),
  repository: RepositoryName.optional(),
  channel: TagText.optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  before: z
    .string()
    .regex(/^[0-9A-Za-z-]{1,64}$/, 'must be the id of a move')
    .optional(),
});
export type MovesRequest = z.infer<typeof MovesRequest>;

/** `more`: whether there are earlier ones, to be asked for with `before` the last one's id. */
export const MoveList = z.object({ moves: z.array(ChannelMove), more: z.boolean() });
export type MoveList = z.infer<typeof MoveList>;
