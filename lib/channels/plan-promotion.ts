import { AppError } from '@/lib/errors';
import type { Content } from '@/lib/channels/chart-content';
import { classifyTag } from '@/lib/channels/classify-tag';
import type { PromotionEnd, PromotionRequest } from '@/lib/channels/promotion';
import type { VersionTag } from '@/lib/channels/version-tag';
import { tagForVersion } from '@/lib/helm/chart-tag';
import type { Digest } from '@/lib/oci/names';

/** What the registry says at the moment of the promotion. */
export interface Observation {
  /** what the channel's tag points at; null when there is no such tag */
  channel: Content | null;
  /** what is under the digest to promote; null when the registry has nothing there */
  source: Content | null;
  /** the version tag of the chart to promote, and what it points at; null when it has none */
  versionTag: VersionTag | null;
}

export interface PromotionPlan {
  /** `unchanged`: the channel is there already, and nothing may be written: some registries refuse even equal bytes */
  action: 'move' | 'unchanged';
  from: PromotionEnd | null;
  to: PromotionEnd;
}

/**
 * Refuses what the channel's name alone forbids, before any registry is asked.
 * @throws AppError `version_immutable` when the tag is a version; `invalid_request` when it is machinery or no channel
 */
export function checkChannelName(channel: string, risks: readonly string[]): void {
  const { kind } = classifyTag(channel, risks);
  if (kind === 'version') throw versionNeverMoves(channel);
  if (kind === 'channel' || kind === 'floating') return; // what a floating tag is, only the chart under it tells
  throw notAChannel(channel, risks);
}

/**
 * Decides whether a promotion may happen, from what the person saw and what the registry says now.
 *
 * @param risks the configured risks, safest first
 * @throws AppError
 * - `version_immutable` the target is a version tag, by its name or because the chart under it carries that version
 * - `invalid_request` the target is no channel, or holds something that is not a chart
 * - `channel_moved` the channel is not where the person saw it; details `currentDigest`, `currentVersion`,
 *   `expectedDigest`
 * - `source_changed` the digest is gone, is not a chart, or its version tag is missing or means another digest; details
 *   `digest`, and `currentDigest` of the version tag
 */
export function planPromotion(
  request: PromotionRequest,
  observed: Observation,
  risks: readonly string[],
): PromotionPlan {
  const { channel, digest, expectedDigest } = request;
  checkChannelName(channel, risks);
  const current = observed.channel;
  if (current?.kind === 'chart' && current.version !== null && tagForVersion(current.version) === channel) {
    // Helm takes versions such as `1` or `1.2-stable` too, so the name alone does not tell.
    throw versionNeverMoves(channel);
  }
  if (classifyTag(channel, risks).kind !== 'channel') throw notAChannel(channel, risks);
  if (current?.kind === 'not-a-chart') {
    throw new AppError(
      'invalid_request',
      `The tag ${channel} holds something that is not a chart, so Chartroom leaves it alone.`,
      { details: { currentDigest: current.digest } },
    );
  }
  const to = checkSource(digest, observed);
  const from = current === null ? null : { digest: current.digest, version: current.version ?? 'unknown' };
  if ((from?.digest ?? null) !== expectedDigest) throw channelMoved(channel, from, expectedDigest);
  return { action: from?.digest === to.digest ? 'unchanged' : 'move', from, to };
}

function checkSource(digest: Digest, { source, versionTag }: Observation): PromotionEnd {
  if (source === null) {
    throw new AppError('source_changed', `The registry no longer has ${short(digest)}. Reload the chart.`, {
      details: { digest },
    });
  }
  if (source.kind === 'not-a-chart') {
    throw new AppError('source_changed', `${short(digest)} is not a chart. Nothing was moved.`, {
      details: { digest },
    });
  }
  if (source.version === null) {
    throw new AppError(
      'source_changed',
      `The chart under ${short(digest)} can't be read: its config is missing or broken. Push the version again.`,
      { details: { digest } },
    );
  }
  // A digest without a version tag can be cleaned away with the next move of the channel, signatures with it.
  if (versionTag === null) {
    throw new AppError(
      'source_changed',
      `Version ${source.version} has no tag in this repository any more, so the registry may clean its content away. ` +
        'Push the version again, then promote it.',
      { details: { digest, version: source.version, currentDigest: null } },
    );
  }
  if (versionTag.digest !== digest) {
    throw new AppError(
      'source_changed',
      `The version tag ${versionTag.tag} means ${short(versionTag.digest)} now, not ${short(digest)}. ` +
        'Find out who pushed it again before promoting either.',
      { details: { digest, version: source.version, currentDigest: versionTag.digest } },
    );
  }
  return { digest, version: source.version };
}

function versionNeverMoves(tag: string): AppError {
  return new AppError(
    'version_immutable',
    `${tag} is a version, and a version never moves. Promote to a channel such as stable or 1-stable.`,
    { details: { tag } },
  );
}

function notAChannel(tag: string, risks: readonly string[]): AppError {
  return new AppError(
    'invalid_request',
    `${tag} is not a channel. A channel is one of ${risks.join(', ')}, or a track and one of them, such as 1-${risks[0] ?? 'stable'}.`,
    { details: { tag } },
  );
}

function channelMoved(channel: string, current: PromotionEnd | null, expected: Digest | null): AppError {
  const now = current === null ? 'is gone' : `points at ${current.version} (${short(current.digest)})`;
  const seen = expected === null ? 'did not exist' : `pointed at ${short(expected)}`;
  return new AppError(
    'channel_moved',
    `${channel} ${now} now; when you opened this it ${seen}. Nothing was moved. Compare again, then decide.`,
    {
      details: {
        currentDigest: current?.digest ?? null,
        currentVersion: current?.version ?? null,
        expectedDigest: expected,
      },
    },
  );
}

function short(digest: Digest): string {
  return `${digest.slice(0, digest.indexOf(':') + 13)}…`;
}
