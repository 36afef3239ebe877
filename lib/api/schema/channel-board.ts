import { z } from 'zod';
import { ChartChannel } from '@/lib/api/schema/chart';
import { RegistryName } from '@/lib/api/schema/names';

export const BoardState = z.enum(['ahead', 'old', 'outside', 'drift', 'warned', 'none']);
export type BoardState = z.infer<typeof BoardState>;

export const BoardOrder = z.enum(['name', 'ahead', 'oldest', 'moved']);
export type BoardOrder = z.infer<typeof BoardOrder>;

export const ChannelBoardRequest = z.object({
  /** words that must all be in the chart's name or repository */
  query: z.string().max(200).default(''),
  registry: RegistryName.optional(),
  state: BoardState.optional(),
  /** from how many days on a channel is `old` */
  days: z.coerce.number().int().min(1).max(3650).default(90),
  sort: BoardOrder.default('name'),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  offset: z.coerce.number().int().min(0).default(0),
});
export type ChannelBoardRequest = z.infer<typeof ChannelBoardRequest>;

/** A chart's channels of one track; none of them, and no track, for a chart without channels. */
export const BoardRow = z.object({
  registry: z.string(),
  repository: z.string(),
  name: z.string(),
  newest: z.string(),
  drifted: z.array(z.string()),
  track: z.string().nullable(),
  channels: z.array(ChartChannel),
});
export type BoardRow = z.infer<typeof BoardRow>;

/** The lines asked for, `total` of them in all, and how many there would be with each state. */
export const ChannelBoard = z.object({
  total: z.int(),
  rows: z.array(BoardRow),
  counts: z.record(z.enum([...BoardState.options, 'all']), z.int()),
  /** the configured risks, safest first */
  risks: z.array(z.string()),
  registries: z.array(z.object({ name: z.string(), promotion: z.enum(['off', 'shared', 'personal']) })),
  /** registries of which not everything is known */
  incomplete: z.array(z.string()),
});
export type ChannelBoard = z.infer<typeof ChannelBoard>;
