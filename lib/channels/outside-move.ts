import type { ChannelAddress, PromotionEnd } from '@/lib/channels/promotion';

/**
 * A move of a channel that was seen and not made here. A registry tells who points where, never since when: the channel
 * moved at some time between `lastSeen` and `at`.
 */
export interface OutsideMove extends ChannelAddress {
  /** sorts by time */
  id: string;
  /** where the channel was before, as far as known; null when it is new */
  from: PromotionEnd | null;
  /** null when the channel's tag is gone */
  to: PromotionEnd | null;
  /** when the channel was first seen at `to`: RFC 3339 */
  at: string;
  /** when the channel was last seen at `from`: RFC 3339, or null where that is not known */
  lastSeen: string | null;
  /** whom the registry's notification named, if it sent one */
  actor: string | null;
}
