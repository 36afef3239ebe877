import { LRUCache } from 'lru-cache';
import { archives, configs, type ChartArtifact } from '@/lib/catalog/artifact';
import { describeFailure, isCanceled } from '@/lib/catalog/failure';
import { readerOf, type ChartReaders } from '@/lib/catalog/chart-reader';
import type { Source } from '@/lib/catalog/source';
import { AppError } from '@/lib/errors';
import { readChartArchive } from '@/lib/helm/chart-archive';
import { readChartContent, type ChartContent } from '@/lib/helm/chart-content';
import { listChartFiles } from '@/lib/helm/chart-files';
import type { ChartMetadata } from '@/lib/helm/chart-metadata';
import { readDeclaredImages } from '@/lib/helm/declared-images';
import type { Digest } from '@/lib/oci/names';
import type { CallOptions } from '@/lib/oci/registry';
import { SingleFlight } from '@/lib/oci/single-flight';
import { put, type Store } from '@/lib/store/store';

/** Opened charts kept in memory, in characters of their text. */
const CACHE_SIZE = 32 * 1024 * 1024;

const NOTHING: ChartContent = {
  readme: null,
  values: null,
  schema: null,
  dependencies: [],
  images: [],
  changes: [],
  files: [],
  subcharts: [],
  problems: [],
};

/** A release in a registry. */
export interface ReleasePlace {
  source: Source;
  repository: string;
  /** of the release, as its tags point at it */
  digest: Digest;
}

/** Opens charts. An archive is asked for once and kept for ever under its digest. */
export class ChartOpener {
  readonly #store: Store;
  readonly #readers: ChartReaders;
  readonly #cache = new LRUCache<string, ChartContent>({ maxSize: CACHE_SIZE, sizeCalculation: sizeOf });
  readonly #flights = new SingleFlight<ChartContent>();

  constructor(store: Store, readers: ChartReaders) {
    this.#store = store;
    this.#readers = readers;
  }

  /** A chart's metadata, from its config blob. */
  async metadata(artifact: ChartArtifact): Promise<ChartMetadata> {
    const metadata = await this.#store.get(configs, [artifact.config]);
    // Both are written together, so that one without the other is a broken store.
    if (metadata === undefined)
      throw new Error(`The store holds no metadata for the config ${artifact.config}.`);
    return metadata;
  }

  /**
   * What is in a chart. An archive that is missing, broken, or not to be had now gives an empty chart with the reason
   * among its problems.
   * @throws RegistryError `canceled`
   */
  async open(place: ReleasePlace, artifact: ChartArtifact, call: CallOptions): Promise<ChartContent> {
    const metadata = await this.metadata(artifact);
    try {
      return await this.#read(place, artifact, metadata, call);
    } catch (error) {
      if (isCanceled(error)) throw error;
      return {
        ...NOTHING,
        dependencies: metadata.dependencies,
        images: declared(metadata),
        problems: [{ part: 'archive', message: describeFailure(error) }],
      };
    }
  }

  /**
   * Every file of a chart by its path, those of its subcharts' archives as if they were unpacked. They are read anew each
   * time: up to 100 MiB are too much to keep.
   * @throws AppError `invalid_chart` for a broken archive; RegistryError when it can't be had
   */
  async files(
    place: ReleasePlace,
    artifact: ChartArtifact,
    call: CallOptions,
  ): Promise<Map<string, Uint8Array>> {
    const bytes = await this.#archive(place, archiveOf(artifact), call);
    return listChartFiles(await readChartArchive(bytes));
  }

  /**
   * The images a chart refers to: as its author declares them, else as found in its archive. A broken archive has none.
   * @throws RegistryError when the archive is needed and can't be had
   */
  async images(place: ReleasePlace, artifact: ChartArtifact, call: CallOptions): Promise<string[]> {
    const metadata = await this.metadata(artifact);
    const known = declared(metadata);
    if (known.length > 0) return known.map(({ image }) => image);
    try {
      const content = await this.#read(place, artifact, metadata, call);
      return content.images.map(({ image }) => image);
    } catch (error) {
      if (error instanceof AppError && error.code === 'invalid_chart') return [];
      throw error;
    }
  }

  async #read(
    place: ReleasePlace,
    artifact: ChartArtifact,
    metadata: ChartMetadata,
    call: CallOptions,
  ): Promise<ChartContent> {
    const archive = archiveOf(artifact);
    const key = `${artifact.config} ${archive.digest}`;
    const cached = this.#cache.get(key);
    if (cached !== undefined) return cached;
    return this.#flights.join(key, call.signal, async (signal) => {
      const bytes = await this.#archive(place, archive, { ...call, signal });
      const content = readChartContent(await readChartArchive(bytes), metadata);
      this.#cache.set(key, content);
      return content;
    });
  }

  async #archive(
    { source, repository, digest }: ReleasePlace,
    archive: NonNullable<ChartArtifact['archive']>,
    call: CallOptions,
  ): Promise<Uint8Array> {
    const known = await this.#store.get(archives, [archive.digest]);
    if (known !== undefined) return known;
    const bytes = await readerOf(this.#readers, source.name).archive(repository, digest, archive, call);
    await this.#store.write([put(archives, [archive.digest], bytes)]);
    return bytes;
  }
}

function archiveOf({ archive }: ChartArtifact): NonNullable<ChartArtifact['archive']> {
  if (archive !== null) return archive;
  throw new AppError('invalid_chart', 'The manifest names no chart archive among its layers.');
}

function declared(metadata: ChartMetadata): ChartContent['images'] {
  return readDeclaredImages(metadata, 'Chart.yaml', []).map(({ image, annotation }) => ({
    image,
    from: `annotation ${annotation}`,
    default: true,
  }));
}

function sizeOf({ readme, values, schema, images, files }: ChartContent): number {
  const text = (readme?.length ?? 0) + (values?.length ?? 0) + (schema?.length ?? 0);
  return text + 200 * (images.length + files.length) + 1000;
}
