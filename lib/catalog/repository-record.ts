import type { Artifact } from '@/lib/catalog/artifact';
import type { ChartChannel, ChartSummary, FloatingVersion } from '@/lib/catalog/chart';
import type { TagRecord } from '@/lib/catalog/tag-record';
import type { Digest } from '@/lib/oci/names';
import type { ChartAddress } from '@/lib/references';
import { jsonTable, type Key } from '@/lib/store/store';

// Times are milliseconds since the epoch.

/** A release that stands for a chart: its newest version, or where a channel points. */
export interface Head {
  digest: Digest;
  version: string;
  channels: string[];
}

/** What a repository turned out to hold. It follows from the tags and artifacts known, and serves lists at once. */
export interface RepositoryRecord {
  kind: 'chart' | 'other';
  /** fingerprint of the tag list this was made from */
  tags: string;
  /** in the order of their grid; none for what is no chart */
  channels: ChartChannel[];
  floating: FloatingVersion[];
  /** the versions inside the charts of those tags that are something else than their name says, by tag */
  retold: Record<string, string>;
  summary: ChartSummary | null;
  heads: Head[];
  /** what about its newest version could not be read, in plain words */
  problem: string | null;
  /** when something that failed is to be read again; null when nothing did */
  retryAt: number | null;
}

/** When a repository was last looked at. Apart from the record, since this changes with every crawl. */
export interface RepositoryCheck {
  tagsAt: number;
  channelsAt: number;
}

/** A repository as it is kept in memory. */
export interface KnownRepository {
  address: ChartAddress;
  record: RepositoryRecord;
  check: RepositoryCheck;
}

/** Everything known of a repository. */
export interface RepositoryView {
  tags: readonly string[];
  records: Map<string, TagRecord>;
  artifacts: Map<Digest, Artifact>;
}

// All by [registry, repository], tag records by [registry, repository, tag].
export const repositories = jsonTable<RepositoryRecord>('repository', 3);
export const checks = jsonTable<RepositoryCheck>('check', 1);
export const tagLists = jsonTable<readonly string[]>('tags', 1);
export const tagRecords = jsonTable<TagRecord>('tag', 1);

/** The store's key of a repository. */
export function repositoryKey({ registry, repository }: ChartAddress): Key {
  return [registry, repository];
}

/** An address as one text. A registry's name holds no slash. */
export function addressText({ registry, repository }: ChartAddress): string {
  return `${registry}/${repository}`;
}

/** What a tag points at, as far as known. */
export function artifactOf(view: RepositoryView, tag: string): Artifact | undefined {
  const digest = view.records.get(tag)?.digest;
  return digest === undefined || digest === null ? undefined : view.artifacts.get(digest);
}

/** The version in the chart under a tag, as far as known. */
export function insideOf(view: RepositoryView, tag: string): string | undefined {
  const artifact = artifactOf(view, tag);
  return artifact?.kind === 'chart' ? (artifact.version ?? undefined) : undefined;
}
