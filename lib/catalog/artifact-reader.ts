import {
  artifacts,
  brokenChartArtifact,
  chartArtifact,
  configs,
  otherArtifact,
  readConfig,
  type Artifact,
} from '@/lib/catalog/artifact';
import { describeFailure, isContentFailure } from '@/lib/catalog/failure';
import { AppError } from '@/lib/errors';
import { chartChildren, isChartManifest } from '@/lib/helm/chart-manifest';
import type { ChartMetadata } from '@/lib/helm/chart-metadata';
import type { ImageIndex, ImageManifest, Manifest, RawManifest } from '@/lib/oci/manifest';
import type { Digest } from '@/lib/oci/names';
import { parseManifest } from '@/lib/oci/parse-manifest';
import type { CallOptions, Registry } from '@/lib/oci/registry';
import { put, type Change, type Store } from '@/lib/store/store';

/** Config blobs are Chart.yaml as JSON: a few KiB. */
const MAX_CONFIG_BYTES = 1024 * 1024;

/** Where to read. */
export interface Place {
  registry: Registry;
  repository: string;
  call: CallOptions;
}

/** What a tag or digest turned out to be. */
export interface Found {
  digest: Digest;
  artifact: Artifact;
  /** a chart's metadata, when it was read now */
  metadata?: ChartMetadata;
  /** what is to be kept of it; empty when it was known */
  changes: Change[];
}

/** The manifest came, what it needs did not. */
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

/** Finds out what manifests are. What the store knows by digest is never asked for again. */
export class ArtifactReader {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** What is known of a manifest, by its digest. */
  known(digest: Digest): Promise<Artifact | undefined> {
    return this.#store.get(artifacts, [digest]);
  }

  /**
   * Reads the manifest under a tag or digest, and a chart's config blob.
   * @throws RegistryError when the manifest could not be had; ArtifactFailure when something it names could not
   */
  async read(place: Place, reference: string): Promise<Found> {
    const raw = await place.registry.getManifest(place.repository, reference, place.call);
    const known = await this.known(raw.digest);
    if (known !== undefined) return { digest: raw.digest, artifact: known, changes: [] };
    const manifest = tryParse(raw);
    if (typeof manifest === 'string') {
      return this.#found(raw.digest, { kind: 'unreadable', message: manifest }, []);
    }
    try {
      const chart = manifest.kind === 'index' ? await findChart(place, manifest) : manifest;
      if (chart === undefined || !isChartManifest(chart))
        return this.#found(raw.digest, otherArtifact(manifest), []);
      return await this.#readChart(place, raw.digest, chart);
    } catch (error) {
      throw new ArtifactFailure(raw.digest, error);
    }
  }

  async #readChart(place: Place, digest: Digest, manifest: ImageManifest): Promise<Found> {
    const { config } = manifest;
    const known = await this.#store.get(configs, [config.digest]);
    if (known !== undefined) return this.#found(digest, chartArtifact(manifest, known), []);
    const bytes = await place.registry.getBlob(place.repository, config, MAX_CONFIG_BYTES, place.call);
    let metadata: ChartMetadata;
    try {
      metadata = readConfig(bytes);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return this.#found(digest, brokenChartArtifact(manifest, error.message), []);
    }
    const changes = [put(configs, [config.digest], metadata)];
    return { ...this.#found(digest, chartArtifact(manifest, metadata), changes), metadata };
  }

  #found(digest: Digest, artifact: Artifact, changes: Change[]): Found {
    return { digest, artifact, changes: [...changes, put(artifacts, [digest], artifact)] };
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

async function findChart(place: Place, index: ImageIndex): Promise<Manifest | undefined> {
  for (const { digest } of chartChildren(index)) {
    const child = tryParse(await place.registry.getManifest(place.repository, digest, place.call));
    if (typeof child !== 'string' && isChartManifest(child)) return child;
  }
  return undefined;
}
