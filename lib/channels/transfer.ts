import type { ErrorCode } from '@/lib/errors';
import type { ChartAddress } from '@/lib/references';
import type { Digest } from '@/lib/oci/names';

// A transfer is a promotion across registries: a release is copied with all that belongs to it, then promoted there.

/** What a person asks for, with the digests they saw. */
export interface TransferRequest {
  /** the digest is what is copied, whatever tags do meanwhile */
  from: ChartAddress & { digest: Digest };
  to: ChartAddress & {
    /** the channel that shall point at the copy; null for the version tag alone */
    channel: string | null;
    /** the channel's digest as the person saw it; null when it did not exist, or none is asked for */
    expectedDigest: Digest | null;
  };
  /** whether the images that the chart refers to are copied, too */
  images: boolean;
  reason: string;
  /** names of the promotion's checks whose failure the person saw and accepted */
  acknowledged: readonly string[];
}

/**
 * `queued`: waits for its turn. `waiting`: waits for its owner's login. `failed` and `canceled` can be gone on with.
 */
export type TransferState = 'queued' | 'running' | 'waiting' | 'failed' | 'canceled' | 'done';

/** Something that happened to a transfer as a whole. */
export interface TransferEvent {
  /** RFC 3339 */
  at: string;
  kind: 'begun' | 'resumed' | 'interrupted' | 'waiting' | 'failed' | 'canceled' | 'done';
  /** who did it, as far as known; null for what nobody did */
  actor: string | null;
  /** why; empty where there is nothing to say */
  message: string;
}

/** Why a transfer stopped: an error's code and its words. */
export interface TransferFailure {
  /** `internal` for a bug, whose trace is in the log */
  code: ErrorCode | 'internal';
  message: string;
}

/** One transfer, kept for ever. */
export interface Transfer extends TransferRequest {
  /** sorts by time */
  id: string;
  /** the version the chart inside carries */
  version: string;
  /** the tag that says so in the source, and shall in the target */
  versionTag: string;
  /** who, as far as known */
  actor: string | null;
  /** whether it is made with the actor's own login, which is kept in memory only */
  personal: boolean;
  /** RFC 3339 */
  at: string;
  state: TransferState;
  /** null unless the state is `failed` */
  failure: TransferFailure | null;
  /** oldest first, the last 50 */
  events: TransferEvent[];
  /** id of the promotion it ended with; null without a channel, or before */
  promotion: string | null;
}

/** Parts of a transfer that come one after the other. */
export const TRANSFER_STAGES = [
  'blobs',
  'children',
  'roots',
  'referrers',
  'signatures',
  'check',
  'image-tags',
  'version',
  'channel',
] as const;
export type TransferStage = (typeof TRANSFER_STAGES)[number];

/** From where to where: every step goes one of these ways. */
export interface TransferRoute {
  from: ChartAddress;
  /** the repository in the target registry */
  to: string;
}

/**
 * One thing that is done to the target, or found done. `route` counts the plan's routes.
 * - `blob`, `manifest`: put under its digest; `referrer` is a manifest with a subject
 * - `tag`: a manifest that is there gets a tag. Never moved: a version's or an image's tag with another digest stops the
 *   transfer, a signature's tag is left as it is
 * - `check`: a manifest and all its referrers are there
 * - `channel`: the release is promoted
 */
export type TransferStep = { route: number; digest: Digest } & (
  | { kind: 'blob'; size: number }
  | { kind: 'manifest'; size: number }
  | { kind: 'referrer'; size: number }
  | { kind: 'tag'; tag: string; holds: 'signature' | 'image' | 'version' }
  | { kind: 'check'; referrers: Digest[] }
  | { kind: 'channel'; tag: string }
);

/** Steps that may be done in any order, and at once. */
export interface TransferWave {
  stage: TransferStage;
  steps: TransferStep[];
}

/** All steps of a transfer. A wave begins when the one before has ended, so that nothing is half visible at any time. */
export interface TransferPlan {
  routes: TransferRoute[];
  waves: TransferWave[];
}
