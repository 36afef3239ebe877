import type { ChartArtifact } from '@/lib/catalog/artifact';
import type { ChartSummary } from '@/lib/catalog/chart';
import { artifactOf, type Head, type RepositoryView } from '@/lib/catalog/repository-record';
import type { TagList } from '@/lib/catalog/tag-list';
import type { ChartMetadata } from '@/lib/helm/chart-metadata';
import { plainLine, truncateText } from '@/lib/helm/plain-text';
import type { Digest } from '@/lib/oci/names';
import type { ChartAddress } from '@/lib/references';

/** Longer icons are pictures written into the address; lists do without them. */
const MAX_ICON = 2048;
const MAX_LICENSE = 253;

/** Where charts say their license, the more specific first: Artifact Hub's annotation, then OCI's. */
const LICENSE_ANNOTATIONS = ['artifacthub.io/license', 'org.opencontainers.image.licenses'];

/** The release that describes a chart. */
export interface Subject {
  version: string;
  digest: Digest;
  artifact: ChartArtifact;
}

/**
 * The release that describes a chart: its newest stable version, else its newest pre-release, else what a channel
 * points at. One whose metadata could not be read counts only where there is no other.
 * @returns undefined when nothing that was read is a chart
 */
export function chooseSubject(view: RepositoryView, list: TagList): Subject | undefined {
  let broken: Subject | undefined;
  for (const { tag, version } of namedTags(list)) {
    const digest = view.records.get(tag)?.digest;
    const artifact = artifactOf(view, tag);
    if (digest === undefined || digest === null || artifact?.kind !== 'chart') continue;
    const subject = { version: version ?? artifact.version ?? tag, digest, artifact };
    if (artifact.problem === null) return subject;
    broken ??= subject;
  }
  return broken;
}

function* namedTags(list: TagList): Generator<{ tag: string; version?: string }, void, void> {
  yield* list.bestFirst;
  yield* list.channels;
}

/** The version tags known to point at each digest. */
export function versionsByDigest(view: RepositoryView, list: TagList): Map<Digest, string[]> {
  const versions = new Map<Digest, string[]>();
  for (const { tag, version } of list.versions) {
    const digest = view.records.get(tag)?.digest;
    if (digest === undefined || digest === null) continue;
    const same = versions.get(digest);
    if (same === undefined) versions.set(digest, [version]);
    else same.push(version);
  }
  return versions;
}

/**
 * The version a digest is: the version tag that points at it (of several, the one the chart itself carries, else the
 * newest), else the chart's own word. Null when neither is known.
 */
export function versionOf(
  view: RepositoryView,
  versions: ReadonlyMap<Digest, readonly string[]>,
  digest: Digest,
): string | null {
  const artifact = view.artifacts.get(digest);
  const inside = artifact?.kind === 'chart' ? artifact.version : null;
  const tagged = versions.get(digest) ?? [];
  if (inside !== null && tagged.includes(inside)) return inside;
  return tagged[0] ?? inside;
}

/** The releases that stand for a chart: the one that describes it, and every channel's. */
export function headsOf(view: RepositoryView, list: TagList, subject: Subject): Head[] {
  const versions = versionsByDigest(view, list);
  const heads = new Map<Digest, Head>([
    [
      subject.digest,
      {
        digest: subject.digest,
        version: versionOf(view, versions, subject.digest) ?? subject.version,
        channels: [],
      },
    ],
  ]);
  for (const { tag } of list.channels) {
    const digest = view.records.get(tag)?.digest;
    if (digest === undefined || digest === null) continue;
    const version = versionOf(view, versions, digest);
    if (version === null) continue;
    const head = heads.get(digest) ?? { digest, version, channels: [] };
    head.channels.push(tag);
    heads.set(digest, head);
  }
  return [...heads.values()];
}

/**
 * A chart as lists show it.
 * @param metadata of the subject; undefined when its config blob could not be read
 */
export function summarise(
  address: ChartAddress,
  view: RepositoryView,
  list: TagList,
  subject: Subject,
  metadata: ChartMetadata | undefined,
): ChartSummary {
  const channels: [string, string][] = headsOf(view, list, subject).flatMap((head) =>
    head.channels.map((tag): [string, string] => [tag, head.version]),
  );
  const order = new Map(list.channels.map(({ tag }, index) => [tag, index]));
  channels.sort(([a], [b]) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
  const icon = metadata?.icon ?? null;
  return {
    registry: address.registry,
    repository: address.repository,
    name: metadata?.name ?? lastSegment(address.repository),
    description: metadata?.description ?? '',
    version: subject.version,
    appVersion: subject.artifact.appVersion,
    created: wholeSeconds(subject.artifact.created),
    deprecated: subject.artifact.deprecated,
    library: metadata?.type === 'library',
    signed: subject.artifact.provenance,
    keywords: metadata?.keywords ?? [],
    maintainers: [...new Set(metadata?.maintainers.map(({ name }) => name))],
    license: readLicense(metadata?.annotations ?? {}),
    icon: icon !== null && icon.length <= MAX_ICON ? icon : null,
    channels: Object.fromEntries(channels),
    drifted: driftedVersions(view, list),
    versionCount: list.versions.filter(({ tag }) => artifactOf(view, tag)?.kind !== 'other').length,
    digest: subject.digest,
  };
}

/** The versions whose tag was seen with a second digest, newest first. */
function driftedVersions(view: RepositoryView, list: TagList): string[] {
  return list.versions
    .filter(({ tag }) => {
      const previous = view.records.get(tag)?.previous ?? null;
      return previous !== null && artifactOf(view, tag)?.kind !== 'other';
    })
    .map(({ version }) => version);
}

/** The license a chart's annotations tell, on one line; null when they tell none. */
function readLicense(annotations: Readonly<Record<string, string>>): string | null {
  for (const name of LICENSE_ANNOTATIONS) {
    const line = Object.hasOwn(annotations, name) ? plainLine(annotations[name] ?? '') : '';
    if (line !== '') return truncateText(line, MAX_LICENSE);
  }
  return null;
}

function wholeSeconds(created: string | null): string | null {
  return created?.replace(/\.\d+Z$/, 'Z') ?? null;
}

function lastSegment(repository: string): string {
  return repository.slice(repository.lastIndexOf('/') + 1);
}
