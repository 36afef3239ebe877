import type { ChannelRules } from '@/lib/channels/channel-rules';
import type { PromotionEnd, PromotionRequest } from '@/lib/channels/promotion';
import {
  assertNotBlocked,
  checkPromotion,
  findRefusal,
  type PromotionFacts,
} from '@/lib/channels/promotion-checks';
import { contentVersion } from '@/lib/channels/promotion-refusal';

export interface PromotionPlan {
  /** `unchanged`: the channel is there already, and nothing may be written: some registries refuse even equal bytes */
  action: 'move' | 'unchanged';
  from: PromotionEnd | null;
  to: PromotionEnd;
}

/**
 * Decides whether a promotion may happen, from what the person saw, what the registry says now and what the
 * configuration asks for. Warnings stop nothing.
 *
 * @throws AppError
 * - `version_immutable` the target is a version tag, by its name or because the chart under it carries that version
 * - `invalid_request` the target is no channel, or holds something that is not a chart
 * - `source_changed` the digest is gone, is not a chart, or its version tag is missing or means another digest; details
 *   `digest`, and `currentDigest` of the version tag
 * - `channel_moved` the channel is not where the person saw it; details `currentDigest`, `currentVersion`,
 *   `expectedDigest`
 * - `promotion_blocked` a check that is configured to block failed; details `checks`
 */
export function planPromotion(
  request: PromotionRequest,
  facts: PromotionFacts,
  rules: ChannelRules,
): PromotionPlan {
  const refusal = findRefusal(request, facts, rules);
  if (refusal !== null) throw refusal;
  const { channel: current, source } = facts;
  const version = contentVersion(current);
  const from = current === null || version === null ? null : { digest: current.digest, version };
  const to = { digest: request.digest, version: contentVersion(source) ?? 'unknown' };
  if (from?.digest === to.digest) return { action: 'unchanged', from, to };
  assertNotBlocked(checkPromotion(request, facts, rules));
  return { action: 'move', from, to };
}
