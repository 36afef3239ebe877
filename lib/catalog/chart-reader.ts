import type { Artifact, ChartArtifact } from '@/lib/catalog/artifact';
import type { DiscoveryReport } from '@/lib/catalog/registry-state';
import type { RepositoryScope } from '@/lib/catalog/source';
import type { ChartMetadata } from '@/lib/helm/chart-metadata';
import type { Digest } from '@/lib/oci/names';
import type { CallOptions, ListedTag } from '@/lib/oci/registry';
import type { Change } from '@/lib/store/store';

/** What a tag or digest turned out to be. */
export interface Found {
  digest: Digest;
  artifact: Artifact;
  /** a chart's metadata, when it was read now */
  metadata?: ChartMetadata;
  /** what is to be kept of it; empty when it was known */
  changes: Change[];
}

/** It was found out which digest is meant, but what is there could not be read whole. */
export class ArtifactFailure extends Error {
  override readonly name = 'ArtifactFailure';
  readonly digest: Digest;
  override readonly cause: unknown;

  constructor(digest: Digest, cause: unknown) {
    super('The artifact could not be read whole.', { cause });
    this.digest = digest;
    this.cause = cause;
  }
}

/** What reads each registry, by its configured name. */
export type ChartReaders = ReadonlyMap<string, ChartReader>;

/** The reader of a registry. One that was never opened is a bug. */
export function readerOf(readers: ChartReaders, registry: string): ChartReader {
  const reader = readers.get(registry);
  if (reader === undefined) throw new Error(`There is no reader for the registry ${registry}.`);
  return reader;
}

/**
 * Reads one configured place, whatever it is: an OCI registry, a folder of image layouts, a static Helm repository.
 * What the store knows by digest is never asked for again. Every method throws RegistryError.
 */
export interface ChartReader {
  /** requests sent so far: what a crawl costs */
  readonly requests: number;
  /** whether asking where a tag points costs nothing, where reading what is there is counted */
  readonly headIsFree: boolean;
  /** Names of repositories, page by page. `report` is filled with how they were found. */
  repositories(
    scope: RepositoryScope,
    report: DiscoveryReport,
    call: CallOptions,
  ): AsyncGenerator<string[], void, void>;
  /** The tags of a repository, with their digests where the list itself says them. `not_found` without the repository. */
  tags(repository: string, call: CallOptions): Promise<ListedTag[]>;
  /** Where a tag points. */
  head(repository: string, tag: string, call: CallOptions): Promise<Digest>;
  /**
   * Finds out what is under a tag or digest.
   * @throws ArtifactFailure when only the digest could be found out
   */
  read(repository: string, reference: string, call: CallOptions): Promise<Found>;
  /** A chart's archive, checked against its digest; `digest` is the chart's own, as `read` gave it. */
  archive(
    repository: string,
    digest: Digest,
    archive: NonNullable<ChartArtifact['archive']>,
    call: CallOptions,
  ): Promise<Uint8Array>;
}
