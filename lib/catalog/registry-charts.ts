import {
  artifacts,
  brokenChartArtifact,
  chartArtifact,
  configs,
  otherArtifact,
  readConfig,
  type Artifact,
  type ChartArtifact,
} from '@/lib/catalog/artifact';
import { ArtifactFailure, type ChartReader, type Found } from '@/lib/catalog/chart-reader';
import { describeFailure, isContentFailure } from '@/lib/catalog/failure';
import type { DiscoveryReport } from '@/lib/catalog/registry-state';
import type { RegistrySource, RepositoryScope } from '@/lib/catalog/source';
import { AppError } from '@/lib/errors';
import { chartChildren, isChartManifest } from '@/lib/helm/chart-manifest';
import type { ChartMetadata } from '@/lib/helm/chart-metadata';
import { ARCHIVE_LIMITS } from '@/lib/helm/limits';
import type { Discovery } from '@/lib/oci/discovery';
import type { ImageIndex, ImageManifest, Manifest, RawManifest } from '@/lib/oci/manifest';
import type { Digest } from '@/lib/oci/names';
import { parseManifest } from '@/lib/oci/parse-manifest';
import type { CallOptions, ListedTag, Registry } from '@/lib/oci/registry';
import { put, type Change, type Store } from '@/lib/store/store';

/** Config blobs are Chart.yaml as JSON: a few KiB. */
const MAX_CONFIG_BYTES = 1024 * 1024;

/** Reads charts from an OCI registry, or from a folder that holds what one would. */
export class RegistryCharts implements ChartReader {
  readonly #registry: Registry;
  readonly #kind: RegistrySource['kind'];
  readonly #store: Store;

  constructor({ registry, kind }: RegistrySource, store: Store) {
    this.#registry = registry;
    this.#kind = kind;
    this.#store = store;
  }

  get requests(): number {
    return this.#registry.requests;
  }

  get headIsFree(): boolean {
    return this.#registry.headIsFree;
  }

  async *repositories(
    scope: RepositoryScope,
    report: DiscoveryReport,
    call: CallOptions,
  ): AsyncGenerator<string[], void, void> {
    const discovery: Discovery = { method: null, attempts: report.attempts };
    for await (const page of this.#registry.discover(scope.namespaces, discovery, call)) {
      report.method = discovery.method;
      yield page;
    }
    report.method = this.#kind === 'oci-layout' ? 'folder' : discovery.method;
  }

  tags(repository: string, call: CallOptions): Promise<ListedTag[]> {
    return this.#registry.listTags(repository, call);
  }

  async head(repository: string, tag: string, call: CallOptions): Promise<Digest> {
    return (await this.#registry.headManifest(repository, tag, call)).digest;
  }

  async read(repository: string, reference: string, call: CallOptions): Promise<Found> {
    const raw = await this.#registry.getManifest(repository, reference, call);
    const known = await this.#store.get(artifacts, [raw.digest]);
    if (known !== undefined) return { digest: raw.digest, artifact: known, changes: [] };
    const manifest = tryParse(raw);
    if (typeof manifest === 'string') {
      return found(raw.digest, { kind: 'unreadable', message: manifest }, []);
    }
    try {
      const chart = manifest.kind === 'index' ? await this.#findChart(repository, manifest, call) : manifest;
      if (chart === undefined || !isChartManifest(chart))
        return found(raw.digest, otherArtifact(manifest), []);
      return await this.#readChart(repository, raw.digest, chart, call);
    } catch (error) {
      throw new ArtifactFailure(raw.digest, error);
    }
  }

  archive(
    repository: string,
    _digest: Digest,
    { digest, size }: NonNullable<ChartArtifact['archive']>,
    call: CallOptions,
  ): Promise<Uint8Array> {
    const blob = size === null ? { digest } : { digest, size };
    return this.#registry.getBlob(repository, blob, ARCHIVE_LIMITS.compressed, call);
  }

  async #readChart(
    repository: string,
    digest: Digest,
    manifest: ImageManifest,
    call: CallOptions,
  ): Promise<Found> {
    const { config } = manifest;
    const known = await this.#store.get(configs, [config.digest]);
    if (known !== undefined) return found(digest, chartArtifact(manifest, known), []);
    const bytes = await this.#registry.getBlob(repository, config, MAX_CONFIG_BYTES, call);
    let metadata: ChartMetadata;
    try {
      metadata = readConfig(bytes);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return found(digest, brokenChartArtifact(manifest, error.message), []);
    }
    const changes = [put(configs, [config.digest], metadata)];
    return { ...found(digest, chartArtifact(manifest, metadata), changes), metadata };
  }

  async #findChart(repository: string, index: ImageIndex, call: CallOptions): Promise<Manifest | undefined> {
    for (const { digest } of chartChildren(index)) {
      const child = tryParse(await this.#registry.getManifest(repository, digest, call));
      if (typeof child !== 'string' && isChartManifest(child)) return child;
    }
    return undefined;
  }
}

/** The manifest, or why the bytes are none. */
function tryParse(raw: RawManifest): Manifest | string {
  try {
    return parseManifest(raw);
  } catch (error) {
    if (isContentFailure(error)) return describeFailure(error);
    throw error;
  }
}

function found(digest: Digest, artifact: Artifact, changes: Change[]): Found {
  return { digest, artifact, changes: [...changes, put(artifacts, [digest], artifact)] };
}
