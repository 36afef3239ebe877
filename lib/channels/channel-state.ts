import type { Channel } from '@/lib/channels/channel';
import { channelWarnings, type ChannelWarning } from '@/lib/channels/channel-warnings';
import { compareTracks } from '@/lib/channels/track';
import { compareVersions, isInstallableTag, isVersion, withoutV } from '@/lib/helm/chart-tag';
import type { VersionOrder } from '@/lib/channels/version-order';
import type { Digest } from '@/lib/oci/names';

/** What is known of where a movable tag points. */
export interface PointerFacts {
  tag: string;
  /** null when it was not read */
  digest: Digest | null;
  /** null when it is not known */
  version: string | null;
  /** where it pointed before, when it was seen to move */
  previous: { digest: Digest; version: string | null } | null;
}

export type ChannelFacts = Channel & PointerFacts;

/** A chart, as far as the states of its channels follow from it. */
export interface ChartFacts {
  versions: VersionOrder;
  channels: readonly ChannelFacts[];
  /** the configured risks, safest first */
  risks: readonly string[];
}

/** How a channel stands among the others, and what is wrong with it. */
export interface ChannelState {
  /**
   * how many versions newer than the nearest safer channel of its track whose version is known; 0 for the same. Null
   * where there is no such channel, or it is newer.
   */
  ahead: { of: string; versions: number } | null;
  /** worst first */
  warnings: ChannelWarning[];
  /** whether Helm installs it by its name */
  helm: boolean;
}

/**
 * How one of a chart's channels stands. A risk that is not configured counts as less safe than all that are, and has no
 * place among its like. Never throws.
 */
export function channelState(channel: ChannelFacts, chart: ChartFacts): ChannelState {
  const safer = nextSafer(channel, chart);
  const inOrder = chart.risks.includes(channel.risk) ? safer : null;
  return {
    ahead: countAhead(channel, safer, chart.versions),
    warnings: channelWarnings(channel, inOrder, chart),
    helm: isInstallableTag(channel.tag),
  };
}

function nextSafer(channel: ChannelFacts, { channels, risks }: ChartFacts): ChannelFacts | null {
  const rank = (risk: string): number => {
    const index = risks.indexOf(risk);
    return index < 0 ? risks.length : index;
  };
  const own = rank(channel.risk);
  let next: ChannelFacts | null = null;
  for (const other of channels) {
    if (other.version === null || compareTracks(other.track, channel.track) !== 0) continue;
    if (rank(other.risk) >= own) continue;
    if (next === null || rank(other.risk) > rank(next.risk)) next = other;
  }
  return next;
}

function countAhead(
  { version }: ChannelFacts,
  safer: ChannelFacts | null,
  versions: VersionOrder,
): ChannelState['ahead'] {
  const base = safer?.version ?? null;
  if (safer === null || base === null || version === null) return null;
  if (withoutV(version) === withoutV(base)) return { of: safer.tag, versions: 0 };
  if (!isVersion(version) || !isVersion(base) || compareVersions(version, base) < 0) return null;
  const unlisted = versions.find(version) === undefined ? 1 : 0;
  return { of: safer.tag, versions: versions.countNewer(base) - versions.countNewer(version) + unlisted };
}
