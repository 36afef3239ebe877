import { archives, artifacts, configs, type ChartArtifact } from '@/lib/catalog/artifact';
import type { ChartReader, Found } from '@/lib/catalog/chart-reader';
import type { DiscoveryReport } from '@/lib/catalog/registry-state';
import type { HelmSource, RepositoryScope } from '@/lib/catalog/source';
import { parseChartMetadata } from '@/lib/helm/chart-metadata';
import { tagForVersion } from '@/lib/helm/chart-tag';
import { ARCHIVE_LIMITS } from '@/lib/helm/limits';
import type { IndexedVersion } from '@/lib/helm/repository-index';
import type { StaticRepository } from '@/lib/helm/static-repository';
import { digestOf } from '@/lib/oci/digest';
import { isDigest, type Digest } from '@/lib/oci/names';
import type { CallOptions, ListedTag } from '@/lib/oci/registry';
import { RegistryError } from '@/lib/oci/registry-error';
import type { WebClient } from '@/lib/oci/web-client';
import { put } from '@/lib/store/store';

/**
 * Reads charts from a static Helm repository. Each chart is a repository, each version a tag, and a version's digest is
 * that of its archive, as the index gives it; where the index gives none, the archive is fetched to know it.
 */
export class HelmRepositoryCharts implements ChartReader {
  /** the index tells everything at once */
  readonly headIsFree = false;
  readonly #repository: StaticRepository;
  readonly #client: WebClient;

  constructor({ helmRepository, client }: HelmSource) {
    this.#repository = helmRepository;
    this.#client = client;
  }

  get requests(): number {
    return this.#client.requests;
  }

  async *repositories(
    _scope: RepositoryScope,
    report: DiscoveryReport,
    call: CallOptions,
  ): AsyncGenerator<string[], void, void> {
    const index = await this.#repository.index(call);
    report.method = 'index';
    yield [...index.charts];
    if (index.unusable.length > 0) yield [...index.unusable];
  }

  async tags(repository: string, call: CallOptions): Promise<ListedTag[]> {
    // A person wants to know what is there now; the crawler has just read the index.
    if (call.priority === 'interactive') await this.#repository.index(call);
    const versions = await this.#repository.versions(repository, call);
    return versions.map(({ version, digest }) =>
      digest === null ? { tag: tagForVersion(version) } : { tag: tagForVersion(version), digest },
    );
  }

  async head(repository: string, tag: string, call: CallOptions): Promise<Digest> {
    const { digest } = await this.#find(repository, tag, call);
    return digest ?? (await this.read(repository, tag, call)).digest;
  }

  async read(repository: string, reference: string, call: CallOptions): Promise<Found> {
    const entry = await this.#find(repository, reference, call);
    if (entry.digest !== null) return describe(entry, entry.digest);
    const bytes = await this.#repository.archive(repository, entry, ARCHIVE_LIMITS.compressed, call);
    const digest = digestOf(bytes);
    const found = describe(entry, digest);
    return { ...found, changes: [...found.changes, put(archives, [digest], bytes)] };
  }

  async archive(
    repository: string,
    digest: Digest,
    _archive: NonNullable<ChartArtifact['archive']>,
    call: CallOptions,
  ): Promise<Uint8Array> {
    const entry = await this.#find(repository, digest, call);
    return this.#repository.archive(repository, entry, ARCHIVE_LIMITS.compressed, call);
  }

  async #find(repository: string, reference: string, call: CallOptions): Promise<IndexedVersion> {
    const versions = await this.#repository.versions(repository, call);
    const entry = versions.find(({ version, digest }) =>
      isDigest(reference) ? digest === reference : tagForVersion(version) === reference,
    );
    if (entry !== undefined) return entry;
    throw new RegistryError(
      'not_found',
      `The index of ${this.#repository.url} lists no “${reference}” of the chart “${repository}”.`,
      { url: this.#repository.url },
    );
  }
}

function describe({ metadata: text, created }: IndexedVersion, digest: Digest): Found {
  const metadata = parseChartMetadata(JSON.parse(text));
  const config = digestOf(Buffer.from(text));
  const artifact: ChartArtifact = {
    kind: 'chart',
    config,
    archive: { digest, size: null },
    provenance: false,
    created,
    version: metadata.version,
    appVersion: metadata.appVersion ?? null,
    deprecated: metadata.deprecated,
    problem: null,
  };
  return {
    digest,
    artifact,
    metadata,
    changes: [put(configs, [config], metadata), put(artifacts, [digest], artifact)],
  };
}
