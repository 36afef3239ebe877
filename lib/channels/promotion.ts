import type { ChartAddress } from '@/lib/references';
import type { Digest } from '@/lib/oci/names';

/** One channel of one chart. */
export interface ChannelAddress extends ChartAddress {
  /** the channel's tag, for example `1-stable` */
  channel: string;
}

/** What a person asks for, with the digests they saw. */
export interface PromotionRequest extends ChannelAddress {
  /** what the channel shall point at */
  digest: Digest;
  /** the channel's digest as the person saw it; null when it did not exist */
  expectedDigest: Digest | null;
  reason: string;
}

export interface PromotionEnd {
  digest: Digest;
  /** the version the chart inside carries; `unknown` where it could not be read */
  version: string;
}

/** One promotion, as it is recorded for ever. */
export interface Promotion extends ChannelAddress {
  /** sorts by time */
  id: string;
  /** what the channel pointed at before, as observed; null when the channel was new */
  from: PromotionEnd | null;
  to: PromotionEnd;
  /** who, as far as known: a registry user name, a name a trusted proxy gave, or null */
  actor: string | null;
  reason: string;
  /** RFC 3339 */
  at: string;
  /**
   * `moved`: read back and equal. `unchanged`: the channel was already there and nothing was written.
   * `overwritten`: the channel pointed elsewhere when it was read back, so someone else moved it meanwhile.
   */
  outcome: 'moved' | 'unchanged' | 'overwritten';
}

/** A promotion written down before the registry is asked to move the channel: what is known until it is settled. */
export type PromotionIntent = Omit<Promotion, 'outcome'>;

/** Which promotions are meant; a part left out means any. */
export type PromotionFilter = Partial<ChannelAddress>;
