import type { ChannelMove } from '@/lib/channels/channel-move';
import { hasMoved, type ChannelAddress, type PromotionEnd } from '@/lib/channels/promotion';
import { compareVersions, isVersion } from '@/lib/helm/chart-tag';
import type { Digest } from '@/lib/oci/names';
import { chartPath, type ChartAddress } from '@/lib/references';

/** What others can be told of. */
export const WEBHOOK_EVENTS = [
  'channel.moved',
  'version.published',
  'version.drifted',
  'promotion.failed',
] as const;
export type WebhookEventType = (typeof WEBHOOK_EVENTS)[number];

/** Something that happened to a chart, as others are told. */
export interface WebhookEvent extends ChartAddress {
  type: WebhookEventType;
  /** RFC 3339 */
  at: string;
  /** of its page in Chartroom; begins with `/` */
  path: string;
  /** JSON */
  data: Readonly<Record<string, unknown>>;
}

/** Whether a channel went to a newer version, an older one, or neither can be said. */
export type Direction = 'forward' | 'rollback' | 'sideways';

/**
 * A channel that was moved, here or elsewhere, or a promotion that a crash cut off; undefined for what else moved
 * nothing: whoever asked for it has been told, and `tellFailure` tells the rest.
 */
export function tellMove(move: ChannelMove): WebhookEvent | undefined {
  const { registry, repository, channel, from, to, at, actor, reason, origin, kind, outcome } = move;
  if (move.failure?.code === 'interrupted' && to !== null)
    return tellFailure(move, { ...move.failure, digest: to.digest, actor }, at);
  if (!hasMoved(move)) return undefined;
  return {
    type: 'channel.moved',
    registry,
    repository,
    at,
    path: chartPath({ registry, repository, selector: { kind: 'channel', tag: channel } }),
    data: {
      channel,
      from: from?.digest ?? null,
      to: to?.digest ?? null,
      fromVersion: from?.version ?? null,
      toVersion: to?.version ?? null,
      direction: directionOf(from, to),
      actor: actor ?? 'unknown',
      reason,
      origin,
      kind,
      outcome,
    },
  };
}

/** A version tag that was not there at the look before. */
export function tellPublished(
  address: ChartAddress,
  { version, digest }: { version: string; digest: Digest | null },
  at: string,
): WebhookEvent {
  return tellVersion('version.published', address, version, at, { version, digest });
}

/** A version tag that means other bytes than before: what must never happen. */
export function tellDrift(
  address: ChartAddress,
  { version, from, to }: { version: string; from: Digest; to: Digest },
  at: string,
): WebhookEvent {
  return tellVersion('version.drifted', address, version, at, { version, from, to });
}

/** A promotion that was asked for and did not happen. */
export function tellFailure(
  { registry, repository, channel }: ChannelAddress,
  failure: { code: string; message: string; digest: Digest; actor: string | null },
  at: string,
): WebhookEvent {
  return {
    type: 'promotion.failed',
    registry,
    repository,
    at,
    path: chartPath({ registry, repository, selector: { kind: 'channel', tag: channel } }),
    data: { channel, ...failure, actor: failure.actor ?? 'unknown' },
  };
}

function tellVersion(
  type: WebhookEventType,
  { registry, repository }: ChartAddress,
  version: string,
  at: string,
  data: WebhookEvent['data'],
): WebhookEvent {
  const path = chartPath({ registry, repository, selector: { kind: 'version', version } });
  return { type, registry, repository, at, path, data };
}

function directionOf(from: PromotionEnd | null, to: PromotionEnd | null): Direction {
  if (to === null) return 'sideways';
  if (from === null) return 'forward';
  if (!isVersion(from.version) || !isVersion(to.version)) return 'sideways';
  const order = compareVersions(to.version, from.version);
  if (order === 0) return 'sideways';
  return order > 0 ? 'forward' : 'rollback';
}
