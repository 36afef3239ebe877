import { setImmediate as breathe } from 'node:timers/promises';
import type { ChartSummary } from '@/lib/catalog/chart';
import type { ImageIndex } from '@/lib/catalog/image-index';
import {
  repositoryKey,
  tagLists,
  type KnownRepository,
  type RepositoryRecord,
} from '@/lib/catalog/repository-record';
import type { RepositoryShelf } from '@/lib/catalog/repository-shelf';
import { readTagList } from '@/lib/catalog/tag-list';
import type { ChannelWords } from '@/lib/channels/classify-tag';
import type { Store } from '@/lib/store/store';

/** A chart as it is searched. Its icon is only looked at, and stands aside. */
export type IndexedChart = Omit<ChartSummary, 'digest' | 'icon'> & { icon: null };

/** A chart's icon. */
export interface IndexedIcon {
  repository: string;
  icon: string;
}

/** The distinct images that a chart's newest version and its channels refer to, as far as known. */
export interface IndexedImages {
  repository: string;
  images: readonly string[];
}

/** A chart's versions, newest first, by SemVer. */
export interface IndexedVersions {
  repository: string;
  versions: readonly string[];
}

/** What is searched of a registry's charts, each list by repository (UTF-16 code units). */
export interface IndexRowSets {
  readonly charts: readonly IndexedChart[];
  /** of charts that have one */
  readonly icons: readonly IndexedIcon[];
  /** of charts that have any */
  readonly images: readonly IndexedImages[];
  readonly versions: readonly IndexedVersions[];
}

export interface IndexRowsOptions {
  store: Store;
  shelf: RepositoryShelf;
  images: ImageIndex;
  /** the words that name channels */
  names: ChannelWords;
}

/** Repositories that are worked on before others get their turn. */
const BATCH = 500;

interface KnownChart extends KnownRepository {
  summary: ChartSummary;
}

/** What is searched of a registry's charts. Rows of charts that did not change are the same objects each time. */
export class IndexRows {
  readonly #options: IndexRowsOptions;
  readonly #charts = new WeakMap<ChartSummary, IndexedChart>();
  readonly #icons = new WeakMap<ChartSummary, IndexedIcon>();
  readonly #images = new WeakMap<RepositoryRecord, IndexedImages>();
  readonly #versions = new WeakMap<RepositoryRecord, IndexedVersions>();

  constructor(options: IndexRowsOptions) {
    this.#options = options;
  }

  /** Another number whenever `read` may give other rows. */
  mark(registry: string): number {
    return this.#options.shelf.mark(registry) + this.#options.images.mark;
  }

  /** The rows as of now. */
  async read(registry: string): Promise<IndexRowSets> {
    const charts = this.#chartsOf(registry);
    const versions = await this.#readVersions(charts);
    const images = await this.#readImages(charts);
    const icons: IndexedIcon[] = [];
    const rows: IndexedChart[] = [];
    for (const { summary } of charts) {
      rows.push(remember(this.#charts, summary, toChartRow));
      const { repository, icon } = summary;
      if (icon !== null) icons.push(remember(this.#icons, summary, () => ({ repository, icon })));
    }
    return { charts: rows, icons, images, versions };
  }

  #chartsOf(registry: string): KnownChart[] {
    const charts: KnownChart[] = [];
    for (const known of this.#options.shelf.all()) {
      const { summary } = known.record;
      if (known.address.registry === registry && summary !== null) charts.push({ ...known, summary });
    }
    return charts.sort((a, b) => (a.address.repository < b.address.repository ? -1 : 1));
  }

  async #readVersions(charts: readonly KnownChart[]): Promise<IndexedVersions[]> {
    const { store, shelf, names } = this.#options;
    const unread = charts.filter(({ record }) => !this.#versions.has(record));
    if (unread.length > 0) await shelf.flush(); // records are known a moment before their tags are written
    for (const batch of inBatches(unread)) {
      const lists = await store.getMany(
        tagLists,
        batch.map(({ address }) => repositoryKey(address)),
      );
      for (const [index, { address, record }] of batch.entries()) {
        const { versions } = readTagList(lists[index] ?? [], names, {
          fingerprint: record.tags,
          inside: (tag) => (Object.hasOwn(record.retold, tag) ? record.retold[tag] : undefined),
        });
        const { repository } = address;
        this.#versions.set(record, { repository, versions: versions.map(({ version }) => version) });
      }
      await breathe();
    }
    return charts.flatMap(({ record }) => this.#versions.get(record) ?? []);
  }

  async #readImages(charts: readonly KnownChart[]): Promise<IndexedImages[]> {
    const rows: IndexedImages[] = [];
    for (const batch of inBatches(charts)) {
      const unread = batch.filter(({ record }) => !this.#images.has(record));
      const digests = unread.flatMap(({ record }) => record.heads.map(({ digest }) => digest));
      const found = await this.#options.images.getMany(digests);
      for (const { address, record } of batch) {
        let row = this.#images.get(record);
        if (row === undefined) {
          const images = record.heads.map(({ digest }) => found.get(digest));
          row = {
            repository: address.repository,
            images: [...new Set(images.flatMap((some) => some ?? []))],
          };
          if (images.every((some) => some !== undefined)) this.#images.set(record, row);
        }
        if (row.images.length > 0) rows.push(row);
      }
      if (unread.length > 0) await breathe();
    }
    return rows;
  }
}

/** The members in the order in which a segment gives them, so that equal rows have equal JSON. */
function toChartRow(chart: ChartSummary): IndexedChart {
  return {
    registry: chart.registry,
    repository: chart.repository,
    name: chart.name,
    description: chart.description,
    version: chart.version,
    appVersion: chart.appVersion,
    created: chart.created,
    deprecated: chart.deprecated,
    library: chart.library,
    signed: chart.signed,
    keywords: chart.keywords,
    maintainers: chart.maintainers,
    license: chart.license,
    icon: null,
    channels: chart.channels,
    drifted: chart.drifted,
    versionCount: chart.versionCount,
  };
}

function remember<K extends object, V>(known: WeakMap<K, V>, key: K, make: (key: K) => V): V {
  let value = known.get(key);
  if (value === undefined) {
    value = make(key);
    known.set(key, value);
  }
  return value;
}

function* inBatches<T>(all: readonly T[]): Generator<readonly T[], void, void> {
  for (let start = 0; start < all.length; start += BATCH) yield all.slice(start, start + BATCH);
}
