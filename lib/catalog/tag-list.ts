import { createHash } from 'node:crypto';
import { compareChannels, type Channel } from '@/lib/channels/channel';
import { classifyTag } from '@/lib/channels/classify-tag';
import { sortVersions } from '@/lib/helm/chart-tag';

// Enough for text that is known to be SemVer: https://semver.org/#spec-item-9
const PRERELEASE = /^[^+]*-/;

/** A tag that stands for a version. */
export interface VersionTag {
  tag: string;
  /** SemVer, with `+` */
  version: string;
  prerelease: boolean;
}

/** A repository's tags, sorted by what they are for. Signatures and other machinery are left out. */
export interface TagList {
  /** of all tags */
  fingerprint: string;
  /** newest first, by SemVer */
  versions: VersionTag[];
  /** stable versions before pre-releases, each newest first: the first that can be read describes the chart */
  bestFirst: VersionTag[];
  /** by track and risk, the safest risk of the highest track first */
  channels: Channel[];
  /** neither versions, channels nor machinery; floating versions are among them */
  others: string[];
}

/**
 * Sorts the tags of a repository. Duplicates count once; the order they come in does not matter.
 * @param fingerprint of the tags, where it is known
 */
export function readTagList(
  tags: readonly string[],
  risks: readonly string[],
  fingerprint: string = fingerprintTags(tags),
): TagList {
  const versions = new Map<string, string>();
  const channels: Channel[] = [];
  const others: string[] = [];
  for (const tag of new Set(tags)) {
    const tagClass = classifyTag(tag, risks);
    if (tagClass.kind === 'version') versions.set(tagClass.version, tag);
    else if (tagClass.kind === 'channel') channels.push({ tag, track: tagClass.track, risk: tagClass.risk });
    else if (tagClass.kind !== 'machinery') others.push(tag);
  }
  const sorted = sortVersions([...versions.keys()]).map((version) => ({
    tag: versions.get(version) ?? version,
    version,
    prerelease: PRERELEASE.test(version),
  }));
  return {
    fingerprint,
    versions: sorted,
    bestFirst: [
      ...sorted.filter(({ prerelease }) => !prerelease),
      ...sorted.filter(({ prerelease }) => prerelease),
    ],
    channels: channels.sort(compareChannels(risks)),
    others: others.sort(),
  };
}

/** How many version tags are tried at most to find out whether a repository holds a chart. */
export const MAX_CANDIDATES = 20;
const MAX_CHANNEL_CANDIDATES = 5;

/**
 * The tags that may show what a repository holds, best first: stable versions from the newest on, then pre-releases;
 * channels where there is no version at all. A repository may hold charts and images side by side, so that the first
 * is an image proves nothing.
 */
export function candidateTags(list: TagList): string[] {
  if (list.versions.length === 0) return list.channels.slice(0, MAX_CHANNEL_CANDIDATES).map(({ tag }) => tag);
  return list.bestFirst.slice(0, MAX_CANDIDATES).map(({ tag }) => tag);
}

/** Changes when, and only when, the set of tags does. */
export function fingerprintTags(tags: readonly string[]): string {
  return createHash('sha256')
    .update([...tags].sort().join('\n'))
    .digest('base64url')
    .slice(0, 22);
}
