import { AppError } from '@/lib/errors';
import type { Content } from '@/lib/channels/chart-content';
import {
  channelWords,
  classifyRead,
  classifyTag,
  isDoubtful,
  type ChannelWords,
  type TagClass,
} from '@/lib/channels/classify-tag';
import type { PromotionRequest } from '@/lib/channels/promotion';
import type { VersionTag } from '@/lib/channels/version-tag';
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

// What no configuration allows. Each gives the failure to throw, or null where nothing is wrong.

/**
 * Whether the channel's name alone forbids it, before any registry is asked.
 * @returns `version_immutable` when the tag is a version; `invalid_request` when it is machinery or no channel
 */
export function refuseName(channel: string, names: ChannelWords): AppError | null {
  const words = channelWords(names);
  if (isDoubtful(channel, words)) return null; // what it is, only the chart under it tells
  const { kind } = classifyTag(channel, words);
  if (kind === 'version') return versionNeverMoves(channel);
  return kind === 'channel' ? null : notAChannel(channel, names);
}

/**
 * What the tag to be moved is. Helm takes `1.2-stable` for a version too, and `0.0.0-stable` is a channel: the name
 * alone does not tell.
 */
export function classifyTarget(channel: string, current: Content | null, names: ChannelWords): TagClass {
  const words = channelWords(names);
  const inside = current?.kind === 'chart' ? current.version : null;
  return inside === null ? classifyTag(channel, words) : classifyRead(channel, words, inside);
}

/**
 * Whether the tag is no channel, by its name or by what is under it.
 * @returns `version_immutable` when the tag is a version by its name, or the chart under it carries that version;
 *   `invalid_request` when it is no channel, or holds something that is not a chart
 */
export function refuseTarget(channel: string, current: Content | null, names: ChannelWords): AppError | null {
  const byName = refuseName(channel, names);
  if (byName !== null) return byName;
  const { kind } = classifyTarget(channel, current, names);
  if (kind === 'version') return versionNeverMoves(channel);
  if (kind !== 'channel') return notAChannel(channel, names);
  if (current?.kind !== 'not-a-chart') return null;
  return new AppError(
    'invalid_request',
    `The tag ${channel} holds something that is not a chart, so Chartroom leaves it alone.`,
    { details: { currentDigest: current.digest } },
  );
}

/**
 * Whether what shall be promoted is gone, or is no chart that can be read.
 * @returns `source_changed`; details `digest`
 */
export function refuseSource(digest: Digest, source: Content | null): AppError | null {
  const changed = (message: string): AppError =>
    new AppError('source_changed', message, { details: { digest } });
  if (source === null) return changed(`The registry no longer has ${shortDigest(digest)}. Reload the chart.`);
  if (source.kind === 'not-a-chart')
    return changed(`${shortDigest(digest)} is not a chart. Nothing was moved.`);
  if (source.version !== null) return null;
  return changed(
    `The chart under ${shortDigest(digest)} can't be read: its config is missing or broken. Push the version again.`,
  );
}

/**
 * Whether the version's own tag is missing or means another digest. A digest without a version tag can be cleaned away
 * with the next move of the channel, signatures with it.
 * @param version what the chart inside carries
 * @returns `source_changed`; details `digest`, `version`, and `currentDigest` of the version tag
 */
export function refuseVersionTag(
  digest: Digest,
  version: string,
  versionTag: Observation['versionTag'],
): AppError | null {
  if (versionTag === null) {
    return new AppError(
      'source_changed',
      `Version ${version} has no tag in this repository any more, so the registry may clean its content away. ` +
        'Push the version again, then promote it.',
      { details: { digest, version, currentDigest: null } },
    );
  }
  if (versionTag.digest === digest) return null;
  return new AppError(
    'source_changed',
    `The version tag ${versionTag.tag} means ${shortDigest(versionTag.digest)} now, not ${shortDigest(digest)}. ` +
      'Find out who pushed it again before promoting either.',
    { details: { digest, version, currentDigest: versionTag.digest } },
  );
}

/**
 * Whether the channel is not where the person saw it.
 * @returns `channel_moved`; details `currentDigest`, `currentVersion`, `expectedDigest`
 */
export function refuseMovedChannel(
  { channel, expectedDigest: expected }: PromotionRequest,
  current: Content | null,
): AppError | null {
  const digest = current?.digest ?? null;
  if (digest === expected) return null;
  const version = contentVersion(current);
  const now = digest === null ? 'is gone' : `points at ${version} (${shortDigest(digest)})`;
  const seen = expected === null ? 'did not exist' : `pointed at ${shortDigest(expected)}`;
  return new AppError(
    'channel_moved',
    `${channel} ${now} now; when you opened this it ${seen}. Nothing was moved. Compare again, then decide.`,
    { details: { currentDigest: digest, currentVersion: version, expectedDigest: expected } },
  );
}

/** The version a chart carries, `unknown` where it could not be read; null where there is nothing. */
export function contentVersion(content: Content | null): string | null {
  if (content === null) return null;
  return (content.kind === 'chart' ? content.version : null) ?? 'unknown';
}

/** `sha256:0123456789ab…` */
export function shortDigest(digest: Digest): string {
  return `${digest.slice(0, digest.indexOf(':') + 13)}…`;
}

function versionNeverMoves(tag: string): AppError {
  return new AppError(
    'version_immutable',
    `${tag} is a version, and a version never moves. Promote to a channel such as stable or 1-stable.`,
    { details: { tag } },
  );
}

function notAChannel(tag: string, { risks }: ChannelWords): AppError {
  return new AppError(
    'invalid_request',
    `${tag} is not a channel. A channel is one of ${risks.join(', ')}, or a track and one of them, such as 1-${risks[0] ?? 'stable'}.`,
    { details: { tag } },
  );
}
