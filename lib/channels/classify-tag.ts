import { isWithinTrack } from '@/lib/channels/track';
import { versionForTag, withoutV } from '@/lib/helm/chart-tag';

/** What a tag is for. */
export type TagClass =
  /**
   * an alias of one digest for ever; `version` is written with `+`; a leading `v` is kept, as the chart may carry it. It
   * is SemVer where the tag's name makes it a version, and what the chart says where its content does
   */
  | { kind: 'version'; version: string }
  /** `1` or `1.2`: follows the newest version that starts so */
  | { kind: 'floating' }
  /** a movable tag: `1-stable` has track `1`, `stable` has none */
  | { kind: 'channel'; track: string | null; risk: string }
  /** referrers, signatures and repository metadata that registries and tools keep under tags */
  | { kind: 'machinery' }
  | { kind: 'other' };

/** The risk levels when the configuration names none, safest first. */
export const DEFAULT_RISKS: readonly string[] = ['stable', 'candidate', 'beta', 'edge'];

/** Words that publishers use for movable tags besides the configured risks, roughly safest first. */
export const COMMON_RISKS: readonly string[] = [
  'lts',
  'stable',
  'latest',
  'candidate',
  'rc',
  'beta',
  'alpha',
  'edge',
  'canary',
  'nightly',
  'dev',
  'main',
];

// `sha256-<hex>` is the referrers tag schema (its encoded part is cut at 64 characters), with a suffix it is cosign's:
// https://github.com/opencontainers/distribution-spec/blob/main/spec.md#referrers-tag-schema
// https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md
const REFERRERS = /^sha(256|512)-[0-9a-f]{64}([0-9a-f]{64})?(\..+)?$/;
const FLOATING = /^v?\d+(\.\d+)?$/;
const TRACKED = /^(v?\d+(?:\.\d+)?)-(.+)$/;
// `0.0.0-stable` is how publishers make Helm list a channel; `2.0.0-stable` is the same for track 2.
const PADDED = /^(v?\d+)\.0\.0-(.+)$/;

/** The words of the configuration that name channels. */
export interface ChannelWords {
  /** safest first */
  risks: readonly string[];
  /** words that name channels besides, with no place in the order of risks */
  words: readonly string[];
}

/** Every configured word that names a channel, the risks first: what the functions here take. */
export function channelWords({ risks, words }: ChannelWords): string[] {
  return [...new Set([...risks, ...words])];
}

/**
 * Says what a tag is for, by its name alone. The first rule that fits wins: machinery, version, floating version,
 * channel, other. So `1.2.1-stable` is a version (a SemVer pre-release) and `1.2-stable` is a channel; `20260823` is
 * floating. Only the chart inside can tell for certain: see `classifyRead`.
 *
 * @param tag any text; never throws
 * @param words the configured words of `channelWords`; `COMMON_RISKS` count besides them
 */
export function classifyTag(tag: string, words: readonly string[]): TagClass {
  if (isMachinery(tag)) return { kind: 'machinery' };
  const version = versionForTag(tag);
  if (version !== undefined) return { kind: 'version', version };
  if (FLOATING.test(tag)) return { kind: 'floating' };
  const tracked = TRACKED.exec(tag);
  const track = tracked?.[1] ?? null;
  const risk = tracked?.[2] ?? tag;
  return isChannelWord(risk, words) ? { kind: 'channel', track, risk } : { kind: 'other' };
}

/**
 * Tells a version from a pointer, by what is inside: a tag is a version when its chart carries the same version (after
 * `_` → `+`, and with or without a leading `v`), and a pointer when it carries another. It needs no policy and no
 * naming rule.
 * @param inside the version in the chart under the tag
 */
export function discriminateTag(tag: string, inside: string): 'version' | 'pointer' {
  return withoutV(tag.replaceAll('_', '+')) === withoutV(inside) ? 'version' : 'pointer';
}

/**
 * Says what a tag is for, once the chart under it is known. Where the chart carries the tag as its version, the tag is
 * that version, whatever it looks like (Helm takes `1.2` and `1-stable` for versions too). Where it carries another,
 * the tag is a pointer: `0.0.0-stable` and `2.0.0-stable` are channels, `1.2` floats only over versions that begin with
 * it, and a version's name stays one that holds something else than it says (`discriminateTag` tells).
 *
 * @param tag any text; never throws
 * @param words as for `classifyTag`
 * @param inside the version in the chart under the tag
 */
export function classifyRead(tag: string, words: readonly string[], inside: string): TagClass {
  const named = classifyTag(tag, words);
  if (named.kind === 'machinery') return named;
  if (discriminateTag(tag, inside) === 'version') {
    return named.kind === 'version' ? named : { kind: 'version', version: tag.replaceAll('_', '+') };
  }
  if (named.kind === 'version') return paddedChannel(tag, words) ?? named;
  if (named.kind === 'floating') return isWithinTrack(inside, tag) ? named : { kind: 'other' };
  return named;
}

/** Whether only the chart inside tells what the tag is: by its name it may be a version and a channel alike. */
export function isDoubtful(tag: string, words: readonly string[]): boolean {
  return FLOATING.test(tag) || paddedChannel(tag, words) !== undefined;
}

function paddedChannel(tag: string, words: readonly string[]): TagClass | undefined {
  const [, track = '', risk = ''] = PADDED.exec(tag) ?? [];
  if (!isChannelWord(risk, words)) return undefined;
  return { kind: 'channel', track: Number(withoutV(track)) === 0 ? null : track, risk };
}

function isChannelWord(word: string, words: readonly string[]): boolean {
  return words.includes(word) || COMMON_RISKS.includes(word);
}

// Artifact Hub keeps a repository's metadata under its own tag: https://artifacthub.io/docs/topics/repositories/helm-charts/
// A leading `_` is legal in a tag but starts no version and no name, so tools use it for their own records.
function isMachinery(tag: string): boolean {
  return tag === 'artifacthub.io' || tag.startsWith('_') || REFERRERS.test(tag);
}
