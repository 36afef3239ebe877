import type { ChannelFacts, ChartFacts, PointerFacts } from '@/lib/channels/channel-state';
import { isWithinTrack } from '@/lib/channels/track';
import { compareVersions, isPrerelease, isVersion, withoutV } from '@/lib/helm/chart-tag';

/** Something about where a channel or floating version points that a person should know. */
export interface ChannelWarning {
  /**
   * - `behind` a newer finished version of its track exists
   * - `regress` older than what it pointed at before
   * - `cross-track` the version is of another track
   * - `prerelease` a pre-release where the safest are expected
   * - `risk-inversion` older than a safer channel of its track
   * - `orphan` no version tag has the digest: the registry may delete it once the channel moves
   * - `repushed` the version's own tag means other bytes now
   */
  kind: 'behind' | 'regress' | 'cross-track' | 'prerelease' | 'risk-inversion' | 'orphan' | 'repushed';
  /** a sentence that stands beside the channel's name */
  message: string;
}

/**
 * What is wrong with where a channel points, the worst first. What is not known raises nothing: a version outside SemVer,
 * a tag that was not read.
 * @param safer the next safer channel of its track; null when there is none, or its risk has no place in the order
 */
export function channelWarnings(
  channel: ChannelFacts,
  safer: ChannelFacts | null,
  chart: ChartFacts,
): ChannelWarning[] {
  const { version, track } = channel;
  const warnings = bytesWarnings(channel, chart);
  if (version === null || !isVersion(version)) return warnings;
  if (track !== null && !isWithinTrack(version, track)) {
    warnings.push({
      kind: 'cross-track',
      message: `${version} is not of track ${track}: who installs ${channel.tag} expects ${track}.x.`,
    });
  }
  const isSafest = channel.risk === chart.risks[0];
  if (isSafest && isPrerelease(version)) {
    warnings.push({
      kind: 'prerelease',
      message: `${version} is a pre-release, in the channel for finished versions.`,
    });
  }
  if (safer?.version && isOlder(version, safer.version)) {
    warnings.push({
      kind: 'risk-inversion',
      message: `${version} is older than ${safer.version}, which the safer ${safer.tag} has.`,
    });
  }
  return [
    ...warnings,
    ...regressWarnings(channel),
    ...(isSafest ? behindWarnings(channel, track, chart) : []),
  ];
}

/** What is wrong with where a floating version such as `1.2` points, the worst first. */
export function floatingWarnings(pointer: PointerFacts, chart: ChartFacts): ChannelWarning[] {
  return [
    ...bytesWarnings(pointer, chart),
    ...regressWarnings(pointer),
    ...behindWarnings(pointer, pointer.tag, chart),
  ];
}

function bytesWarnings({ digest, version }: PointerFacts, { versions }: ChartFacts): ChannelWarning[] {
  if (digest === null || versions.holds(digest)) return [];
  const named = version === null ? undefined : versions.find(version);
  if (named !== undefined) {
    // Where the version's own tag was not read, it may well have these bytes.
    if (named.digest === null) return [];
    const message = `${version} was pushed again; this is not what its tag points at now.`;
    return [{ kind: 'repushed', message }];
  }
  if (version === null && versions.hasUnread) return [];
  const message = 'No version tag has these bytes: the registry may delete them once the channel moves.';
  return [{ kind: 'orphan', message }];
}

function regressWarnings({ version, previous }: PointerFacts): ChannelWarning[] {
  const before = previous?.version ?? null;
  if (version === null || before === null || !isOlder(version, before)) return [];
  return [{ kind: 'regress', message: `${version} is older than ${before}, which it pointed at before.` }];
}

/** @param within a track or floating version; null for all versions */
function behindWarnings(
  { version }: PointerFacts,
  within: string | null,
  { versions }: ChartFacts,
): ChannelWarning[] {
  if (version === null || !isVersion(version)) return [];
  const newer = versions.versions
    .slice(0, versions.countNewer(version))
    .filter(
      (known) =>
        !known.prerelease &&
        isOlder(version, known.version) &&
        (within === null || isWithinTrack(known.version, within)),
    );
  const [newest] = newer;
  if (newest === undefined) return [];
  const count = newer.length === 1 ? 'One version' : `${newer.length} versions`;
  const kind = within === null ? '' : ` ${withoutV(within)}.x`;
  return [{ kind: 'behind', message: `${count} behind: ${newest.version} is the newest${kind}.` }];
}

function isOlder(version: string, than: string): boolean {
  return isVersion(version) && isVersion(than) && compareVersions(withoutV(version), withoutV(than)) < 0;
}
