import type { OutsideMove } from '@/lib/channels/outside-move';
import type { ChannelAddress, Promotion, PromotionEnd, PromotionKind } from '@/lib/channels/promotion';

/** One move of a channel: made here, or seen and made elsewhere. */
export interface ChannelMove extends ChannelAddress {
  /** sorts by time */
  id: string;
  origin: 'chartroom' | 'outside';
  /** what it was for; of moves made elsewhere only that the channel appeared, moved or was closed (its tag is gone) */
  kind: PromotionKind | 'appeared' | 'moved' | 'closed';
  /** null when the channel was new */
  from: PromotionEnd | null;
  /** null when the channel was closed */
  to: PromotionEnd | null;
  /** RFC 3339; for moves made elsewhere when the channel was first seen at `to` */
  at: string;
  /** for moves made elsewhere when the channel was last seen at `from`, where that is known; else null */
  lastSeen: string | null;
  actor: string | null;
  reason: string;
  /** like a promotion's; `moved` for moves made elsewhere */
  outcome: Promotion['outcome'];
  undoes: Promotion['undoes'];
  failure: Promotion['failure'];
  response: Promotion['response'];
  evidence: Promotion['evidence'];
  copiedFrom: Promotion['copiedFrom'];
}

/** A promotion as a move. */
export function moveOfPromotion(promotion: Promotion): ChannelMove {
  return { ...promotion, origin: 'chartroom', lastSeen: null };
}

/** A move made elsewhere, beside those made here. */
export function moveOfSighting(move: OutsideMove): ChannelMove {
  const kind = move.from === null ? 'appeared' : move.to === null ? 'closed' : 'moved';
  return {
    ...move,
    origin: 'outside',
    kind,
    reason: '',
    outcome: 'moved',
    undoes: null,
    failure: null,
    response: null,
    evidence: null,
    copiedFrom: null,
  };
}
