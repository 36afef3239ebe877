import { z } from 'zod';
import { RegistryName, RepositoryName, TagText, Timestamp } from '@/lib/api/schema/names';
import { PromotionEnd } from '@/lib/api/schema/promotion';

export const EarlierReleasesRequest = z.object({
  registry: RegistryName,
  repository: RepositoryName,
  channel: TagText,
});
export type EarlierReleasesRequest = z.infer<typeof EarlierReleasesRequest>;

const EarlierRelease = PromotionEnd.extend({
  /** when the channel was last seen to leave it */
  until: Timestamp,
  presence: z.enum(['present', 'gone', 'unknown']),
});

export const EarlierReleaseList = z.object({ releases: z.array(EarlierRelease) });
export type EarlierReleaseList = z.infer<typeof EarlierReleaseList>;
