import type { ChannelMove } from '@/lib/channels/channel-move';
import { hasMoved } from '@/lib/channels/promotion';
import { chartPath, formatChartReference, type ChartAddress } from '@/lib/references';
import type { Digest } from '@/lib/oci/names';

/** Something that happened to a chart. Paths begin with `/`. */
export interface ChartNewsEntry {
  /** tells it from everything else that happens to the chart, for ever the same */
  key: string;
  title: string;
  text: string;
  /** RFC 3339 */
  at: string;
  path: string;
  author: string | null;
  category: 'version' | 'channel' | 'drift';
}

/** News of a chart, or of one of its channels. */
export interface ChartNews {
  key: string;
  title: string;
  path: string;
  /** newest first */
  entries: ChartNewsEntry[];
}

/** What is known of a version tag. */
export interface VersionNews {
  version: string;
  tag: string;
  digest: Digest | null;
  created: string | null;
  /** since when its tag has been seen with this digest: RFC 3339 */
  since: string | null;
  /** the digest it had before, when it was seen with a second one */
  previousDigest: Digest | null;
}

/** Entries a feed has at most. */
export const MOST_NEWS = 100;

/**
 * What happened to a chart: versions that were published, channels that moved, versions that were pushed again. Pure.
 * @param channel only the moves of this one; null for everything
 */
export function listChartNews(
  address: ChartAddress,
  channel: string | null,
  versions: readonly VersionNews[],
  moves: readonly ChannelMove[],
): ChartNews {
  const { registry, repository } = address;
  const reference = {
    registry,
    repository,
    ...(channel !== null && { selector: { kind: 'channel', tag: channel } as const }),
  };
  const entries = [
    ...(channel === null ? versions.flatMap((version) => versionEntries(address, version)) : []),
    ...moves
      .filter((move) => hasMoved(move) && (channel === null || move.channel === channel))
      .map((move) => moveEntry(address, move)),
  ];
  return {
    key: formatChartReference(reference),
    title: `${formatChartReference(reference)} in Chartroom`,
    path: chartPath(reference),
    entries: entries
      .toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at) || (a.key < b.key ? 1 : -1))
      .slice(0, MOST_NEWS),
  };
}

function versionEntries(address: ChartAddress, version: VersionNews): ChartNewsEntry[] {
  const { registry, repository } = address;
  const path = chartPath({ registry, repository, selector: { kind: 'version', version: version.version } });
  const entries: ChartNewsEntry[] = [];
  const { created, digest, previousDigest, since } = version;
  if (created !== null && !Number.isNaN(Date.parse(created))) {
    entries.push({
      key: `version ${version.tag}`,
      title: `${version.version} was published`,
      text: digest === null ? '' : `Digest ${digest}`,
      at: created,
      path,
      author: null,
      category: 'version',
    });
  }
  if (previousDigest !== null && digest !== null && since !== null) {
    entries.push({
      key: `drift ${version.tag} ${digest}`,
      title: `${version.version} was pushed again with other content`,
      text: `Its tag meant ${previousDigest} before, and means ${digest} now. A version must never move: find out who pushed it.`,
      at: since,
      path,
      author: null,
      category: 'drift',
    });
  }
  return entries;
}

function moveEntry({ registry, repository }: ChartAddress, move: ChannelMove): ChartNewsEntry {
  const { channel, id, from, to, origin, actor, reason, at, outcome } = move;
  const place = origin === 'outside' ? 'Seen in the registry; not made by Chartroom.' : '';
  const digests = [
    from && `From ${from.version} (${from.digest}).`,
    to && `To ${to.version} (${to.digest}).`,
  ];
  const overwritten = outcome === 'overwritten' ? 'Somebody else moved it again right after.' : '';
  return {
    key: `move ${id}`,
    title: moveTitle(move),
    text: [...digests, reason === '' ? '' : `Reason: ${reason}`, place, overwritten]
      .filter(Boolean)
      .join(' '),
    at,
    path: chartPath({ registry, repository, selector: { kind: 'channel', tag: channel } }),
    author: actor,
    category: 'channel',
  };
}

function moveTitle({ channel, kind, from, to }: ChannelMove): string {
  if (to === null) return `${channel} was removed`;
  if (kind === 'rollback') return `${channel} was rolled back to ${to.version}`;
  if (kind === 'undo') return `${channel} went back to ${to.version}: a promotion was undone`;
  return from === null
    ? `${channel} began at ${to.version}`
    : `${channel} moved from ${from.version} to ${to.version}`;
}
