import type { ChartChannel, ChartVersion } from '@/lib/api/schema/chart';
import { PromotionRequest } from '@/lib/api/schema/promotion';
import type { ApiProblem } from '@/lib/queries/api-problem';

/** A release as it is promoted. */
export interface PromotionSource {
  version: string;
  digest: PromotionRequest['digest'];
  /** the channel it is promoted from; left out for a version */
  channel?: string;
}

/** A channel a release may be promoted to. */
export interface PromotionTarget {
  tag: string;
  track: string | null;
  risk: string;
  /** what the channel points at now; null when it does not exist yet or could not be read */
  digest: PromotionRequest['digest'] | null;
  version: string | null;
  exists: boolean;
}

export interface ChannelTargets {
  /** the next safer risk of the same track; null when the channel is already the safest */
  next: PromotionTarget | null;
  /** the other places it could go, nearest first */
  others: PromotionTarget[];
}

/**
 * Where the release of a channel may go: towards the safer risks of its own track.
 * The next one is the nearest safer risk that exists on this track, else the nearest that the chart uses on any track,
 * else the safest. A risk that is not configured counts as less safe than all that are.
 * @param risks configured risks, safest first
 */
export function channelTargets(
  channel: ChartChannel,
  channels: readonly ChartChannel[],
  risks: readonly string[],
): ChannelTargets {
  const position = risks.indexOf(channel.risk);
  const safer = risks.slice(0, position < 0 ? risks.length : position).reverse();
  const existing = safer.find((risk) => find(channels, channel.track, risk) !== undefined);
  const used = safer.find((risk) => channels.some((other) => other.risk === risk));
  const nextRisk = existing ?? used ?? safer.at(-1);
  if (nextRisk === undefined) return { next: null, others: [] };
  const others = safer
    .filter((risk) => risk !== nextRisk)
    .map((risk) => target(channels, channel.track, risk));
  if (channel.track !== null) {
    // A tracked channel may also feed the bare channels the chart has: `1-stable` is often `stable` too.
    const bare = channels.filter(
      (other) => other.track === null && (other.risk === channel.risk || safer.includes(other.risk)),
    );
    others.push(...bare.map(existingTarget));
  }
  return { next: target(channels, channel.track, nextRisk), others };
}

/**
 * Where a version may be put: every channel the chart has, and the channels of its own major version.
 * Those that exist come first, then by track (newest first, bare risks last), then safest first.
 * @param risks configured risks, safest first
 */
export function versionTargets(
  version: Pick<ChartVersion, 'version'>,
  channels: readonly ChartChannel[],
  risks: readonly string[],
): PromotionTarget[] {
  const major = /^v?(\d+)/.exec(version.version)?.[1];
  const targets = channels.map(existingTarget);
  if (major !== undefined) {
    for (const risk of risks) {
      if (find(channels, major, risk) === undefined) targets.push(target(channels, major, risk));
    }
  }
  return targets.toSorted(
    (a, b) =>
      Number(b.exists) - Number(a.exists) ||
      compareTracks(a.track, b.track) ||
      rank(a.risk, risks) - rank(b.risk, risks),
  );
}

function find(
  channels: readonly ChartChannel[],
  track: string | null,
  risk: string,
): ChartChannel | undefined {
  return channels.find((channel) => channel.track === track && channel.risk === risk);
}

function target(channels: readonly ChartChannel[], track: string | null, risk: string): PromotionTarget {
  const channel = find(channels, track, risk);
  if (channel !== undefined) return existingTarget(channel);
  const tag = track === null ? risk : `${track}-${risk}`;
  return { tag, track, risk, digest: null, version: null, exists: false };
}

function existingTarget({ tag, track, risk, digest, version }: ChartChannel): PromotionTarget {
  return { tag, track, risk, digest, version, exists: true };
}

function rank(risk: string, risks: readonly string[]): number {
  const position = risks.indexOf(risk);
  return position < 0 ? risks.length : position;
}

function compareTracks(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return b.localeCompare(a, 'en', { numeric: true });
}

/** A channel at what it points at now; null for a channel that is gone. */
export function targetAt(
  seen: PromotionTarget,
  current: { digest: PromotionRequest['digest']; version: string | null } | null,
): PromotionTarget {
  if (current === null) return { ...seen, exists: false, digest: null, version: null };
  return { ...seen, exists: true, ...current };
}

/**
 * The channel as the server found it when it refused a promotion, or undefined when the failure says nothing of it.
 */
export function movedTarget(
  seen: PromotionTarget,
  { code, members }: ApiProblem,
): PromotionTarget | undefined {
  if (code !== 'channel_moved') return undefined;
  const { currentDigest, currentVersion } = members;
  if (currentDigest === null) return targetAt(seen, null);
  const digest = PromotionRequest.shape.digest.safeParse(currentDigest);
  if (!digest.success) return undefined;
  const version = typeof currentVersion === 'string' ? currentVersion : null;
  return targetAt(seen, { digest: digest.data, version });
}
