import type { ChartAddress } from '@/lib/references';
import type { Digest } from '@/lib/oci/names';

/** One channel of one chart. */
export interface ChannelAddress extends ChartAddress {
  /** the channel's tag, for example `1-stable` */
  channel: string;
}

/**
 * What a promotion is for. `promotion`: to move on. `rollback`: back to a digest the channel had before.
 * `undo`: to take back the channel's last promotion.
 */
export type PromotionKind = 'promotion' | 'rollback' | 'undo';

/** What a person asks for, with the digests they saw. */
export interface PromotionRequest extends ChannelAddress {
  kind: PromotionKind;
  /** what the channel shall point at */
  digest: Digest;
  /** the channel's digest as the person saw it; null when it did not exist */
  expectedDigest: Digest | null;
  reason: string;
  /** names of checks whose failure the person saw and accepted */
  acknowledged: readonly string[];
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
  kind: PromotionKind;
  /** the promotion that an undo takes back; null for the other kinds */
  undoes: string | null;
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
   * `failed`: the registry was asked, or about to be, and the channel was not moved.
   */
  outcome: 'moved' | 'unchanged' | 'overwritten' | 'failed';
  /** why it failed; null where it did not */
  failure: PromotionFailure | null;
  /** what the registry answered to the write; null where nothing was written, or no answer came */
  response: RegistryResponse | null;
  /** what became of the evidence left in the registry; null where none was to be left, or it is still under way */
  evidence: Evidence | null;
  /** where the release was copied from for this promotion; null where it was in the repository already */
  copiedFrom: CopySource | null;
}

/** Where a promoted release came from. */
export interface CopySource extends ChartAddress {
  /** id of the transfer */
  transfer: string;
}

/** Why a promotion moved nothing. */
export interface PromotionFailure {
  /** what whoever promoted was told (`ErrorCode`), or `interrupted` where nobody was left to be told */
  code: string;
  /** a sentence for a person, with the registry's own words where it said no */
  message: string;
}

/** A registry's answer, as it can be found again in the registry's own log. */
export interface RegistryResponse {
  /** HTTP */
  status: number;
  /** the registry's name for the request, where it gives one */
  requestId: string | null;
}

/** The statement left beside the promoted chart: its manifest's digest, or why there is none. */
export type Evidence = { digest: Digest } | { error: string };

/**
 * A promotion written down before the registry is asked to move the channel: what is known until it is settled, with
 * neither response nor evidence nor failure.
 */
export type PromotionIntent = Omit<Promotion, 'outcome'>;

/** Which promotions are meant; a part left out means any. */
export type PromotionFilter = Partial<ChannelAddress>;

/** Whether the channel was moved, even if someone else moved it right after. */
export function hasMoved({ outcome }: Pick<Promotion, 'outcome'>): boolean {
  return outcome === 'moved' || outcome === 'overwritten';
}
