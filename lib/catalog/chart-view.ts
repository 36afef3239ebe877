import type { Artifact } from '@/lib/catalog/artifact';
import type { Chart, ChartVersion } from '@/lib/catalog/chart';
import { artifactOf, type KnownRepository, type RepositoryView } from '@/lib/catalog/repository-record';
import { viewPointers } from '@/lib/catalog/channel-view';
import type { TagList, VersionTag } from '@/lib/catalog/tag-list';
import { discriminateTag } from '@/lib/channels/classify-tag';
import type { Digest } from '@/lib/oci/names';

/** Puts together what a chart's page shows. `error` is why the last look at the registry failed, if it did. */
export function viewChart(
  known: KnownRepository,
  view: RepositoryView,
  list: TagList,
  error: string | null,
): Chart {
  const { address, record, check } = known;
  const pointing = channelsByDigest(view, list);
  const isForeign = ({ tag }: { tag: string }): boolean => artifactOf(view, tag)?.kind === 'other';
  const versions = list.versions
    .filter((version) => !isForeign(version))
    .map((version) => viewVersion(view, version, pointing));
  const isRead = ({ tag, error: failure }: ChartVersion): boolean =>
    failure === null && artifactOf(view, tag) !== undefined;
  const summary = record.summary;
  const { channels, floating } = viewPointers(view, list);
  return {
    registry: address.registry,
    repository: address.repository,
    name: summary?.name ?? address.repository.slice(address.repository.lastIndexOf('/') + 1),
    description: summary?.description ?? '',
    icon: summary?.icon ?? null,
    deprecated: summary?.deprecated ?? false,
    versions,
    channels,
    floating,
    otherTags: [
      ...list.others,
      ...[...list.channels, ...list.versions, ...list.floating.map((tag) => ({ tag }))]
        .filter(isForeign)
        .map(({ tag }) => tag),
    ],
    defaultVersion: summary?.version ?? versions[0]?.version ?? '',
    complete: error === null && versions.every(isRead),
    checkedAt: check.tagsAt === 0 ? null : new Date(check.tagsAt).toISOString(),
    error,
  };
}

function viewVersion(
  view: RepositoryView,
  { tag, version, prerelease }: VersionTag,
  pointing: ReadonlyMap<Digest, string[]>,
): ChartVersion {
  const record = view.records.get(tag);
  const artifact = artifactOf(view, tag);
  const chart = artifact?.kind === 'chart' ? artifact : undefined;
  const digest = record?.digest ?? null;
  const inside = chart?.version ?? null;
  return {
    version,
    tag,
    digest,
    created: chart?.created ?? null,
    appVersion: chart?.appVersion ?? null,
    prerelease,
    deprecated: chart?.deprecated ?? false,
    channels: digest === null ? [] : (pointing.get(digest) ?? []),
    previousDigest: record?.previous ?? null,
    since: digest === null || record === undefined ? null : new Date(record.firstSeen).toISOString(),
    inside: inside !== null && discriminateTag(tag, inside) === 'pointer' ? inside : null,
    error: record?.failure?.message ?? problemOf(artifact),
  };
}

function problemOf(artifact: Artifact | undefined): string | null {
  if (artifact?.kind === 'chart') return artifact.problem;
  return artifact?.kind === 'unreadable' ? artifact.message : null;
}

function channelsByDigest(view: RepositoryView, list: TagList): Map<Digest, string[]> {
  const channels = new Map<Digest, string[]>();
  for (const { tag } of list.channels) {
    const digest = view.records.get(tag)?.digest;
    if (digest === undefined || digest === null) continue;
    channels.set(digest, [...(channels.get(digest) ?? []), tag]);
  }
  return channels;
}
