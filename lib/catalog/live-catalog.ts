import { setMaxListeners } from 'node:events';
import { layChannelBoard, type BoardChart } from '@/lib/catalog/channel-board';
import type { Catalog, CatalogOptions } from '@/lib/catalog/catalog';
import type { Chart, ChartSummary, ImageReport, ImageUse, Release } from '@/lib/catalog/chart';
import type { ChartReader, ChartReaders } from '@/lib/catalog/chart-reader';
import { ChartDesk } from '@/lib/catalog/chart-desk';
import { ChartOpener } from '@/lib/catalog/chart-opener';
import { HelmRepositoryCharts } from '@/lib/catalog/helm-repository-charts';
import { checkImage } from '@/lib/catalog/image-check';
import { lookUpImages, type ImageSighting } from '@/lib/catalog/image-lookup';
import { ImageIndex } from '@/lib/catalog/image-index';
import { IndexRows, type IndexRowSets } from '@/lib/catalog/index-rows';
import { readKnownMetadata } from '@/lib/catalog/known-metadata';
import { RegistryCrawler } from '@/lib/catalog/registry-crawler';
import type { RegistryState } from '@/lib/catalog/registry-state';
import { RegistryCharts } from '@/lib/catalog/registry-charts';
import { ReleaseReader } from '@/lib/catalog/release-reader';
import { RepositoryReader } from '@/lib/catalog/repository-reader';
import { RepositoryShelf } from '@/lib/catalog/repository-shelf';
import { ChartSnapshot } from '@/lib/catalog/snapshot';
import type { Source } from '@/lib/catalog/source';
import { AppError } from '@/lib/errors';
import type { ChartMetadata } from '@/lib/helm/chart-metadata';
import type { Digest } from '@/lib/oci/names';
import type { CallOptions } from '@/lib/oci/registry';
import type { ChartAddress, ChartReference } from '@/lib/references';
import type { Store } from '@/lib/store/store';

const INTERACTIVE: CallOptions = { priority: 'interactive' };

/** The catalog: puts shelf, readers and crawlers together, and answers from them. */
export class LiveCatalog implements Catalog {
  readonly #sources: ReadonlyMap<string, Source>;
  readonly #crawlers = new Map<string, RegistryCrawler>();
  readonly #life = new AbortController();
  readonly #shelf: RepositoryShelf;
  readonly #snapshot: ChartSnapshot;
  /** laid out when it is asked for, until a chart changes */
  #board: readonly BoardChart[] | undefined;
  readonly #reader: RepositoryReader;
  readonly #desk: ChartDesk;
  readonly #releases: ReleaseReader;
  readonly #images: ImageIndex;
  readonly #indexRows: IndexRows;
  readonly #options: Pick<Required<CatalogOptions>, 'store' | 'now'>;

  private constructor(
    options: Required<CatalogOptions>,
    readers: ChartReaders,
    shelf: RepositoryShelf,
    snapshot: ChartSnapshot,
  ) {
    const { store, sources, risks, words, now, deadline, report } = options;
    const names = { risks, words };
    const opener = new ChartOpener(store, readers);
    const onTagMoves: typeof options.onTagMoves = (address, moves) =>
      options.onTagMoves(address, moves).catch(report);
    const onVersions: typeof options.onVersions = (address, news) =>
      options.onVersions(address, news).catch(report);
    const reader = new RepositoryReader({ store, shelf, readers, names, now, onTagMoves, onVersions });
    this.#sources = new Map(sources.map((source) => [source.name, source]));
    this.#options = { store, now };
    this.#shelf = shelf;
    this.#snapshot = snapshot;
    this.#reader = reader;
    this.#images = new ImageIndex({ store, shelf, opener, report });
    this.#indexRows = new IndexRows({ store, shelf, images: this.#images, names });
    this.#releases = new ReleaseReader({ sources, store, shelf, reader, readers, opener, names });
    const { signal } = this.#life;
    setMaxListeners(0, signal); // one for each call under way
    const outage = (registry: string): string | null => this.#crawlers.get(registry)?.outage ?? null;
    this.#desk = new ChartDesk({ shelf, reader, names, now, deadline, signal, outage, report });
  }

  /** Opens the catalog over what the store holds. */
  static async open(options: Required<CatalogOptions>): Promise<LiveCatalog> {
    const { store, sources, now, random, report, onChange } = options;
    const names = sources.map(({ name }) => name);
    const readers = new Map(sources.map((source) => [source.name, openReader(source, store)]));
    const shelf = await RepositoryShelf.open(store, names, {
      onRecord: (address) => {
        catalog.#board = undefined;
        onChange({ kind: 'chart', ...address });
      },
      onSummary: () => {
        catalog.#board = undefined;
        snapshot.invalidate();
        onChange({ kind: 'index' });
      },
    });
    const snapshot: ChartSnapshot = new ChartSnapshot(() => summariesOf(shelf), now);
    const catalog: LiveCatalog = new LiveCatalog(options, readers, shelf, snapshot);
    const onState = (registry: string): void => onChange({ kind: 'registry', registry });
    const onCrawled = (source: Source, signal: AbortSignal): void => {
      catalog.#images.fill(source, signal);
      options.onCrawled(source, shelf.sample(source.name), signal);
    };
    for (const [source, charts] of sources.map((one) => [one, readers.get(one.name)] as const)) {
      if (charts === undefined) continue;
      const parts = {
        store,
        charts,
        shelf,
        reader: catalog.#reader,
        now,
        random,
        report,
        onCrawled,
        onState,
      };
      catalog.#crawlers.set(source.name, await RegistryCrawler.open(source, parts));
    }
    return catalog;
  }

  start(): void {
    for (const crawler of this.#crawlers.values()) crawler.start();
  }

  refresh(registry: string): void {
    const crawler = this.#crawlers.get(registry);
    if (crawler === undefined) throw unknownRegistry(registry);
    crawler.refresh();
  }

  registries(): RegistryState[] {
    return [...this.#crawlers].map(([name, crawler]) => crawler.state(this.#shelf.countCharts(name)));
  }

  charts(): readonly ChartSummary[] {
    return this.#snapshot.charts(this.#isSettled());
  }

  channelBoard(): readonly BoardChart[] {
    return (this.#board ??= layChannelBoard(this.#shelf.all()));
  }

  indexState(registry: string): { mark: number; settled: boolean } {
    this.#source({ registry });
    return {
      mark: this.#indexRows.mark(registry),
      settled: this.#crawlers.get(registry)?.busy !== true,
    };
  }

  indexRows(registry: string): Promise<IndexRowSets> {
    this.#source({ registry });
    return this.#indexRows.read(registry);
  }

  incomplete(): string[] {
    return [...this.#crawlers].filter(([, crawler]) => !crawler.complete).map(([name]) => name);
  }

  async chart(address: ChartAddress, options: CallOptions = INTERACTIVE): Promise<Chart> {
    return this.#desk.chart(this.#source(address), plainAddress(address), options);
  }

  async refreshChart(address: ChartAddress, options: CallOptions = INTERACTIVE): Promise<Chart> {
    return this.#desk.refresh(this.#source(address), plainAddress(address), options);
  }

  lookAt(address: ChartAddress): void {
    this.#desk.lookAt(this.#source(address), plainAddress(address));
  }

  async release(reference: ChartReference, options: CallOptions = INTERACTIVE): Promise<Release> {
    const source = this.#source(reference);
    await this.#desk.know(source, plainAddress(reference), options);
    const release = await this.#releases.read(source, reference, options);
    const whole = release.problems.every(({ part }) => part !== 'archive');
    if (whole) {
      await this.#images.keep(
        release.digest,
        release.images.map(({ image }) => image),
      );
    }
    return release;
  }

  async files(
    reference: ChartReference,
    options: CallOptions = INTERACTIVE,
  ): Promise<ReadonlyMap<string, Uint8Array>> {
    const source = this.#source(reference);
    await this.#desk.know(source, plainAddress(reference), options);
    return this.#releases.files(source, reference, options);
  }

  knownMetadata(digests: readonly Digest[]): Promise<ReadonlyMap<Digest, ChartMetadata>> {
    return readKnownMetadata(this.#options.store, digests);
  }

  checkImage(image: string, options: CallOptions = INTERACTIVE): Promise<ImageReport> {
    return checkImage([...this.#sources.values()], image, options);
  }

  lookUpImages(images: readonly string[], options: CallOptions = INTERACTIVE): Promise<ImageSighting[]> {
    const { store, now } = this.#options;
    return lookUpImages(images, { sources: [...this.#sources.values()], store, now }, options);
  }

  findImages(query: string): Promise<ImageUse[]> {
    return this.#images.find(query);
  }

  async observeTag(address: ChartAddress, tag: string, digest: Digest): Promise<void> {
    const { signal } = this.#life;
    await this.#reader.observe(
      this.#source(address),
      address.repository,
      tag,
      { digest },
      { ...INTERACTIVE, signal },
    );
  }

  async close(): Promise<void> {
    this.#life.abort();
    await Promise.all([...this.#crawlers.values()].map((crawler) => crawler.close()));
    await Promise.all([this.#desk.settle(), this.#images.settle()]);
    await this.#shelf.flush();
  }

  #isSettled(): boolean {
    return [...this.#crawlers.values()].every(({ busy }) => !busy);
  }

  #source({ registry }: Pick<ChartAddress, 'registry'>): Source {
    const source = this.#sources.get(registry);
    if (source === undefined) throw unknownRegistry(registry);
    return source;
  }
}

function openReader(source: Source, store: Store): ChartReader {
  return source.kind === 'helm-repository'
    ? new HelmRepositoryCharts(source)
    : new RegistryCharts(source, store);
}

function* summariesOf(shelf: RepositoryShelf): Generator<ChartSummary, void, void> {
  for (const { record } of shelf.all()) if (record.summary !== null) yield record.summary;
}

function plainAddress({ registry, repository }: ChartAddress): ChartAddress {
  return { registry, repository };
}

function unknownRegistry(name: string): AppError {
  return new AppError(
    'registry_not_found',
    `No registry is configured under the name “${name.slice(0, 63)}”.`,
  );
}
