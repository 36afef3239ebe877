import { z } from 'zod';
import { DigestText, RegistryName, RepositoryName, TagText, Timestamp } from '@/lib/api/schema/names';
import { PromotionCheck } from '@/lib/api/schema/promotion-check';

export const TransferRequest = z.object({
  from: z.object({ registry: RegistryName, repository: RepositoryName, digest: DigestText }),
  to: z.object({
    registry: RegistryName,
    /** the same as it comes from, where it is left out */
    repository: RepositoryName.optional(),
    /** null copies the version without moving a channel */
    channel: TagText.nullable().default(null),
    /** the channel's digest as it was seen; null when it did not exist */
    expectedDigest: DigestText.nullable().default(null),
  }),
  images: z.boolean().default(false),
  reason: z.string().trim().max(2000).default(''),
  /** names of checks whose failure was seen and accepted */
  acknowledged: z.array(z.string().max(64)).max(32).default([]),
});
export type TransferRequest = z.infer<typeof TransferRequest>;

const Amount = z.object({ items: z.int(), bytes: z.int() });

const TransferImage = z.object({
  image: z.string(),
  outcome: z.enum(['copied', 'left', 'in-target', 'not-configured', 'absent', 'unreadable']),
  /** whether the chart names it by digest; else what its tag meant when it was looked up is copied */
  frozen: z.boolean(),
  registry: z.string().nullable(),
  repository: z.string().nullable(),
  digest: DigestText.nullable(),
  tag: z.string().nullable(),
  /** whether its tag means something else in the target, and stays so */
  tagTaken: z.boolean(),
  bytes: z.int(),
  platforms: z.array(z.string()),
});
export type TransferImage = z.infer<typeof TransferImage>;

const TransferConflict = z.object({
  kind: z.enum(['version', 'image']),
  repository: z.string(),
  tag: z.string(),
  digest: DigestText,
  targetDigest: DigestText,
});

/** What a transfer would do. */
export const TransferPlan = z.object({
  version: z.string(),
  versionTag: z.string(),
  to: z.object({ registry: z.string(), repository: z.string() }),
  channel: z
    .object({ tag: z.string(), digest: DigestText.nullable(), version: z.string().nullable() })
    .nullable(),
  total: Amount,
  /** what of it the target has already; null where there is too much to be asked for */
  existing: Amount.nullable(),
  chart: z.object({ manifests: z.int(), referrers: z.int(), signatures: z.int() }),
  images: z.array(TransferImage),
  conflicts: z.array(TransferConflict),
  /** repositories of the target that the login may not write to */
  denied: z.array(z.string()),
  checks: z.array(PromotionCheck),
  reason: z.enum(['optional', 'required']),
});
export type TransferPlan = z.infer<typeof TransferPlan>;

const TransferState = z.enum(['queued', 'running', 'waiting', 'failed', 'canceled', 'done']);

const TransferProgress = z.object({
  items: z.object({ done: z.int(), total: z.int() }),
  bytes: z.object({ done: z.int(), total: z.int() }),
  /** bytes a second, smoothed */
  rate: z.number().nullable(),
  secondsLeft: z.number().nullable(),
});
export type TransferProgress = z.infer<typeof TransferProgress>;

const TransferSummary = z.object({
  id: z.string(),
  from: z.object({ registry: z.string(), repository: z.string(), digest: DigestText }),
  to: z.object({
    registry: z.string(),
    repository: z.string(),
    channel: z.string().nullable(),
    expectedDigest: DigestText.nullable(),
  }),
  version: z.string(),
  versionTag: z.string(),
  images: z.boolean(),
  reason: z.string(),
  actor: z.string().nullable(),
  /** whether it is made with the actor's own login, which no restart survives */
  personal: z.boolean(),
  at: Timestamp,
  state: TransferState,
  failure: z.object({ code: z.string(), message: z.string() }).nullable(),
  promotion: z.string().nullable(),
  progress: TransferProgress,
  /** when it came to its state */
  since: Timestamp,
});
export type TransferSummary = z.infer<typeof TransferSummary>;

const TransferStage = z.enum([
  'blobs',
  'children',
  'roots',
  'referrers',
  'signatures',
  'check',
  'image-tags',
  'version',
  'channel',
]);
export type TransferStage = z.infer<typeof TransferStage>;

const TransferStep = z.object({
  number: z.int(),
  stage: TransferStage,
  kind: z.enum(['blob', 'manifest', 'referrer', 'tag', 'check', 'channel']),
  /** in the target */
  repository: z.string(),
  digest: DigestText,
  tag: z.string().nullable(),
  bytes: z.int(),
});
export type TransferStep = z.infer<typeof TransferStep>;

const EndedStep = TransferStep.extend({
  at: Timestamp,
  how: z.enum(['there', 'sent', 'mounted', 'put', 'kept', 'seen']),
});
export type EndedStep = z.infer<typeof EndedStep>;

/** A transfer with all that is known of it. */
export const Transfer = TransferSummary.extend({
  events: z.array(
    z.object({
      at: Timestamp,
      kind: z.enum(['begun', 'resumed', 'interrupted', 'waiting', 'failed', 'canceled', 'done']),
      actor: z.string().nullable(),
      message: z.string(),
    }),
  ),
  stages: z.array(z.object({ stage: TransferStage, done: z.int(), total: z.int() })),
  /** steps under way */
  current: z.array(TransferStep),
  /** steps that have ended, the last 200 of the plan, in its order */
  log: z.array(EndedStep),
  imageList: z.array(TransferImage),
});
export type Transfer = z.infer<typeof Transfer>;

export const TransferList = z.object({ transfers: z.array(TransferSummary) });
export type TransferList = z.infer<typeof TransferList>;
