import compare from 'semver/functions/compare.js';
import parse from 'semver/functions/parse.js';
import type { PromotionTarget } from '@/components/channel/promotion-target';

/**
 * What a person should know before a release goes to a channel: a step back, a pre-release where the safest are
 * expected, a version from another track. Versions outside SemVer raise none of these.
 * @param version what would be promoted
 * @param risks configured risks, safest first
 */
export function promotionWarnings(
  version: string,
  target: PromotionTarget,
  risks: readonly string[],
): string[] {
  const promoted = parse(version);
  if (promoted === null) return [];
  const warnings: string[] = [];
  const current = target.version === null ? null : parse(target.version);
  if (current !== null && compare(current, promoted) > 0) {
    warnings.push(
      `This is a step back: ${target.tag} is ${target.version} now, which is newer than ${version}. ` +
        'Helm users keep what they have; Flux downgrades by itself.',
    );
  }
  if (promoted.prerelease.length > 0 && target.risk === risks[0]) {
    warnings.push(`${version} is a pre-release, and ${target.tag} is where people expect finished versions.`);
  }
  const track = target.track?.replace(/^v/, '');
  if (track !== undefined && !isOnTrack(promoted.version, track)) {
    warnings.push(
      `${version} does not belong to track ${target.track}: who installs ${target.tag} expects ${track}.x.`,
    );
  }
  return warnings;
}

function isOnTrack(version: string, track: string): boolean {
  // `0.0.0-stable` is a way to write a channel that Helm reads as a version; its track says nothing.
  return track === '0.0.0' || version === track || version.startsWith(`${track}.`);
}
