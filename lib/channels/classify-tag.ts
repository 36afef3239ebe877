import { versionForTag } from '@/lib/helm/chart-tag';

/** What a tag is for, as far as its name tells. */
export type TagClass =
  /** an alias of one digest for ever; `version` is SemVer with `+`; a leading `v` is kept, as the chart may carry it */
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

/**
 * Says what a tag is for, by its name alone. The first rule that fits wins: machinery, version, floating version,
 * channel, other. So `1.2.1-stable` is a version (a SemVer pre-release) and `1.2-stable` is a channel; `20260823` is
 * floating. Only the chart inside can tell for certain: a version tag's chart carries the same version.
 *
 * @param tag any text; never throws
 * @param risks the configured risk words, safest first; `COMMON_RISKS` count besides them
 */
export function classifyTag(tag: string, risks: readonly string[]): TagClass {
  if (isMachinery(tag)) return { kind: 'machinery' };
  const version = versionForTag(tag);
  if (version !== undefined) return { kind: 'version', version };
  if (FLOATING.test(tag)) return { kind: 'floating' };
  const tracked = TRACKED.exec(tag);
  const track = tracked?.[1] ?? null;
  const risk = tracked?.[2] ?? tag;
  if (risks.includes(risk) || COMMON_RISKS.includes(risk)) return { kind: 'channel', track, risk };
  return { kind: 'other' };
}

// Artifact Hub keeps a repository's metadata under its own tag: https://artifacthub.io/docs/topics/repositories/helm-charts/
// A leading `_` is legal in a tag but starts no version and no name, so tools use it for their own records.
function isMachinery(tag: string): boolean {
  return tag === 'artifacthub.io' || tag.startsWith('_') || REFERRERS.test(tag);
}
