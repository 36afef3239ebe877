import { compareBuild, parse } from 'semver';
import { isTag } from '@/lib/oci/names';

/**
 * The tag a chart version is pushed under. `+` is not allowed in tags, so Helm writes `_` instead, which SemVer never
 * uses: the mapping loses nothing. Rule: https://helm.sh/docs/topics/registries/#oci-feature-deprecation-and-behavior-changes-with-v370
 */
export function tagForVersion(version: string): string {
  return version.replaceAll('+', '_');
}

/**
 * The chart version a tag stands for, or undefined when the tag is not a version (a channel, a floating tag such as
 * `1.2`, a signature). Strict SemVer 2 (https://semver.org) after `_` → `+`.
 * A leading `v` is accepted and kept, because a chart may carry it in its own version; `hasLeadingV` reports it.
 * `tagForVersion` gives the same tag back. Versions with a number above 2^53 - 1 are not recognised. Never throws.
 */
export function versionForTag(tag: string): string | undefined {
  if (!isTag(tag)) return undefined;
  const version = tag.replaceAll('_', '+');
  return isVersion(version) ? version : undefined;
}

/** Whether `text` is a strict SemVer 2 version, optionally with a leading `v`. */
export function isVersion(text: string): boolean {
  return parseVersion(text) !== null;
}

/** Whether the version starts with `v`. Helm finds such a tag only by its full name, never by a range or “newest”. */
export function hasLeadingV(version: string): boolean {
  return version.startsWith('v') && isVersion(version);
}

/** The version, or a part of one, without its leading `v`. */
export function withoutV(version: string): string {
  return version.startsWith('v') ? version.slice(1) : version;
}

// What Helm's loose parser takes: https://github.com/Masterminds/semver/blob/v3.3.0/version.go (`looseVersionRegex`)
const LOOSE =
  /^v?(\d+)(\.\d+)?(\.\d+)?(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?(\+[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$/;
const ZERO_LED = /^0\d+$/;

/**
 * Whether Helm installs what is under the tag by its name (`--version <tag>`): it takes text that reads as a version,
 * however loosely, literally; anything else is a range it looks for among versions. So `1-stable`, `1.2` and
 * `0.0.0-stable` can be installed, `stable` and `stable-1` can not. Rule:
 * https://github.com/helm/helm/blob/v3.17.0/pkg/registry/client.go (`ValidateReference`)
 */
export function isInstallableTag(tag: string): boolean {
  const match = LOOSE.exec(tag.replaceAll('_', '+'));
  if (match === null) return false;
  const identifiers = match[4]?.slice(1).split('.') ?? [];
  return !identifiers.some((identifier) => ZERO_LED.test(identifier));
}

/** Whether the version is a SemVer pre-release, such as `1.2.0-rc.1`. False for text that is not a version. */
export function isPrerelease(version: string): boolean {
  const parsed = parseVersion(version);
  return parsed !== null && parsed.prerelease.length > 0;
}

/**
 * Orders versions oldest first: SemVer precedence, then build metadata by the same rule, then the text itself, so that
 * the order is total and two different texts are never equal. Text that is not a version comes before every version.
 * @returns negative when `a` is older, positive when it is newer, 0 only for the same text
 */
export function compareVersions(a: string, b: string): number {
  return compareParsed(readVersion(a), readVersion(b));
}

/** The versions newest first, in the order of `compareVersions`; each is parsed once, so long lists are cheap. */
export function sortVersions(versions: readonly string[]): string[] {
  return versions
    .map(readVersion)
    .sort((a, b) => compareParsed(b, a))
    .map(({ text }) => text);
}

/** The newest stable version, else the newest pre-release, else undefined. Text that is not a version is passed over. */
export function newestVersion(versions: readonly string[]): string | undefined {
  const valid = versions.map(readVersion).filter(({ parsed }) => parsed !== null);
  const stable = valid.filter(({ parsed }) => parsed?.prerelease.length === 0);
  const candidates = stable.length > 0 ? stable : valid;
  let newest = candidates[0];
  for (const candidate of candidates) {
    if (newest !== undefined && compareParsed(candidate, newest) > 0) newest = candidate;
  }
  return newest?.text;
}

type SemVer = NonNullable<ReturnType<typeof parse>>;

interface ReadVersion {
  text: string;
  parsed: SemVer | null;
}

function readVersion(text: string): ReadVersion {
  return { text, parsed: parseVersion(text) };
}

// semver.parse also takes ` 1.2.3 `, `=1.2.3` and `v 1.2.3`; only text that reads back exactly is a version here.
function parseVersion(text: string): SemVer | null {
  const bare = withoutV(text);
  const parsed = parse(bare);
  if (parsed === null) return null;
  const canonical = parsed.build.length > 0 ? `${parsed.version}+${parsed.build.join('.')}` : parsed.version;
  return canonical === bare ? parsed : null;
}

function compareParsed(a: ReadVersion, b: ReadVersion): number {
  if (a.parsed === null || b.parsed === null) {
    if (a.parsed !== null) return 1;
    if (b.parsed !== null) return -1;
    return compareText(a.text, b.text);
  }
  return compareBuild(a.parsed, b.parsed) || compareText(a.text, b.text);
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
