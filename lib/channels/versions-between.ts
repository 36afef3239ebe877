import { compareVersions, isPrerelease, isVersion, sortVersions } from '@/lib/helm/chart-tag';

/** Where a step leads, by the order of versions. `unknown`: not both are SemVer. */
export type Direction = 'forward' | 'back' | 'same' | 'unknown';

/** Versions that a step passes. */
export interface PassedVersions {
  direction: Direction;
  /** newest first: going forward the target and what lies before it, going back the start and what lies before it */
  versions: string[];
}

/**
 * The versions whose changes a step brings, or takes back: those above the lower end, up to and with the upper one.
 * Pre-releases count only where one of the ends is one. A new channel brings the version itself.
 * @param from null for a channel that does not exist yet
 * @param known the chart's versions, in any order
 */
export function versionsBetween(from: string | null, to: string, known: readonly string[]): PassedVersions {
  if (from === null) return { direction: 'forward', versions: [to] };
  if (from === to) return { direction: 'same', versions: [] };
  if (!isVersion(from) || !isVersion(to)) return { direction: 'unknown', versions: [to] };
  const forward = compareVersions(to, from) > 0;
  const [low, high] = forward ? [from, to] : [to, from];
  const withPrereleases = isPrerelease(low) || isPrerelease(high);
  const passed = known.filter(
    (version) =>
      isVersion(version) &&
      compareVersions(version, low) > 0 &&
      compareVersions(version, high) < 0 &&
      (withPrereleases || !isPrerelease(version)),
  );
  return { direction: forward ? 'forward' : 'back', versions: sortVersions([...passed, high]) };
}
