import { createHash } from 'node:crypto';
import { insideOf, type RepositoryView } from '@/lib/catalog/repository-record';
import { compareChannels, type Channel } from '@/lib/channels/channel';
import {
  channelWords,
  classifyRead,
  classifyTag,
  isDoubtful,
  type ChannelWords,
} from '@/lib/channels/classify-tag';
import { compareTracks } from '@/lib/channels/track';
import { sortVersions, withoutV } from '@/lib/helm/chart-tag';

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
  /** tags such as `1` and `1.2` over a chart whose version begins so, the highest first */
  floating: string[];
  /** neither of these: names that mean nothing, and numbers that are not known to be floating versions */
  others: string[];
  /** tags to be read to know what they are, the likeliest first, some dozens at most */
  doubtful: string[];
  /** the versions inside the charts of those tags that are something else than their name says, by tag */
  retold: Record<string, string>;
  /** the configured risks, safest first */
  risks: readonly string[];
}

/** What is known beside the names of tags. */
export interface TagKnowledge {
  /** of the tags; made from them where it is not known */
  fingerprint?: string | undefined;
  /** the version in the chart under a tag, as far as known */
  inside?: (tag: string) => string | undefined;
}

/** Doubtful tags that are read at most. */
const MAX_DOUBTFUL = 30;

/**
 * Sorts the tags of a repository. Duplicates count once; the order they come in does not matter.
 * @param names the words that name channels
 */
export function readTagList(
  tags: readonly string[],
  names: ChannelWords,
  { fingerprint = fingerprintTags(tags), inside = () => undefined }: TagKnowledge = {},
): TagList {
  const words = channelWords(names);
  const versions = new Map<string, string>();
  const channels: Channel[] = [];
  const floating: string[] = [];
  const others: string[] = [];
  const doubtful: string[] = [];
  const retold: [string, string][] = [];
  for (const tag of new Set(tags)) {
    const named = classifyTag(tag, words);
    const version = inside(tag);
    const tagClass = version === undefined ? named : classifyRead(tag, words, version);
    if (version === undefined && isDoubtful(tag, words)) doubtful.push(tag);
    if (version !== undefined && tagClass.kind !== named.kind) retold.push([tag, version]);
    if (tagClass.kind === 'version') versions.set(tagClass.version, tag);
    else if (tagClass.kind === 'channel') channels.push({ tag, track: tagClass.track, risk: tagClass.risk });
    else if (tagClass.kind === 'floating' && version !== undefined) floating.push(tag);
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
    channels: channels.sort(compareChannels(words)),
    floating: floating.sort((a, b) => compareTracks(b, a)),
    others: others.sort(),
    doubtful: likeliest(doubtful, sorted),
    retold: Object.fromEntries(retold),
    risks: names.risks,
  };
}

/** A repository's tags, sorted by all that is known of them. */
export function sortTags(view: RepositoryView, names: ChannelWords, fingerprint?: string): TagList {
  return readTagList(view.tags, names, { fingerprint, inside: (tag) => insideOf(view, tag) });
}

/** Names of channels and numbers that begin a version first: most other numbers are builds and commits. */
function likeliest(doubtful: readonly string[], versions: readonly VersionTag[]): string[] {
  const tracks = new Set(versions.flatMap(({ version }) => tracksOf(version)));
  const isLikely = (tag: string): boolean => tag.includes('-') || tracks.has(withoutV(tag));
  return [
    ...doubtful.filter(isLikely).sort(),
    ...doubtful.filter((tag) => !isLikely(tag) && versions.length === 0).sort(),
  ].slice(0, MAX_DOUBTFUL);
}

/** `1` and `1.2` for `1.2.1`. */
function tracksOf(version: string): string[] {
  const [major = '', minor = ''] = withoutV(version).split('.', 2);
  return [major, `${major}.${minor}`];
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
