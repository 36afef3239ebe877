import type { BoardChart } from '@/lib/catalog/channel-board';
import type { Chart, ChartSummary, ImageReport, ImageUse, Release } from '@/lib/catalog/chart';
import type { Change } from '@/lib/catalog/changes';
import type { ImageSighting } from '@/lib/catalog/image-lookup';
import type { IndexRowSets } from '@/lib/catalog/index-rows';
import { LiveCatalog } from '@/lib/catalog/live-catalog';
import type { RegistryState } from '@/lib/catalog/registry-state';
import type { KnownRelease } from '@/lib/catalog/repository-shelf';
import type { Source } from '@/lib/catalog/source';
import type { TagMove } from '@/lib/catalog/tag-move';
import type { ChartMetadata } from '@/lib/helm/chart-metadata';
import type { VersionNews } from '@/lib/catalog/version-news';
import type { Digest } from '@/lib/oci/names';
import type { CallOptions } from '@/lib/oci/registry';
import type { ChartAddress, ChartReference } from '@/lib/references';
import type { Store } from '@/lib/store/store';

/**
 * What is known of every chart in every configured registry. It answers from the store; registries are read behind,
 * each on its own, so that one that is down or slow takes nothing away. Every method that takes an address throws
 * AppError `registry_not_found` when no registry of that name is configured.
 */
export interface Catalog {
  /** Begins to crawl every registry, at once and then again and again. */
  start(): void;
  /** Crawls one registry now, known channel tags and the newest versions included. */
  refresh(registry: string): void;
  /** Every registry and how it is doing, in the order of the configuration. */
  registries(): RegistryState[];
  /** Every chart known, by name; the same array until something changes. Do not change it. */
  charts(): readonly ChartSummary[];
  /** Every chart's channels, by name, from memory; the same array until something changes. Do not change it. */
  channelBoard(): readonly BoardChart[];
  /**
   * Another `mark` whenever `indexRows` may give other rows of the registry; `settled` is false while a crawl is under
   * way, so that they may soon change again.
   */
  indexState(registry: string): { mark: number; settled: boolean };
  /** What is searched of a registry's charts. Rows of what did not change are the same objects; do not change them. */
  indexRows(registry: string): Promise<IndexRowSets>;
  /** The registries of which not everything was read, by name. */
  incomplete(): string[];
  /**
   * A chart with its versions and channels, from what is known. Where nothing is, or versions were never read, the
   * registry is asked; after a deadline (8 s unless told otherwise, and 2 s where a chart is known already) the answer is
   * what is known by then, with `complete: false`, and reading goes on behind. A registry that fails leaves what is known, with `error`.
   * @throws AppError `chart_not_found` when there is no such repository or it holds no chart, `invalid_chart` when
   *   nothing in it can be read; RegistryError when nothing is known and the registry can't be asked
   */
  chart(address: ChartAddress, options?: CallOptions): Promise<Chart>;
  /** Like `chart`, after a look at the registry: tags, where channels point, versions not read yet. */
  refreshChart(address: ChartAddress, options?: CallOptions): Promise<Chart>;
  /** Looks at one repository again behind the answer, as when its registry says that it has changed. */
  lookAt(address: ChartAddress): void;
  /**
   * One release, opened. Without a selector the chart's default version. A version or channel is where the tag pointed
   * when last seen. A part that can't be read is among `problems`.
   * @throws AppError `chart_not_found`, `invalid_chart`; RegistryError when the registry is needed and can't be asked
   */
  release(reference: ChartReference, options?: CallOptions): Promise<Release>;
  /**
   * Every file of a release by its path, those of its subcharts' archives as if they were unpacked.
   * @throws AppError `chart_not_found`, `invalid_chart`; RegistryError when the registry is needed and can't be asked
   */
  files(reference: ChartReference, options?: CallOptions): Promise<ReadonlyMap<string, Uint8Array>>;
  /** The metadata of releases as far as it is known, by digest. No registry is asked. */
  knownMetadata(digests: readonly Digest[]): Promise<ReadonlyMap<Digest, ChartMetadata>>;
  /**
   * Asks the registry an image names whether it has it, if that registry is configured; no other is ever asked.
   * @throws AppError `invalid_reference` when the text is no image reference
   */
  checkImage(image: string, options?: CallOptions): Promise<ImageReport>;
  /**
   * Asks the configured registries for the digests of images, at most 60. What was not asked before the call was given
   * up is `unknown`; a tag that meant another digest before says so. One sighting for each image, in their order.
   */
  lookUpImages(images: readonly string[], options?: CallOptions): Promise<ImageSighting[]>;
  /**
   * The images with `query` in their reference, and the charts whose newest version or channels use them; at most
   * 500 images. `nginx:1.25` finds `docker.io/library/nginx:1.25.3`.
   */
  findImages(query: string): Promise<ImageUse[]>;
  /** Notes that a tag points at a digest now, as after a promotion, so that pages show it at once. */
  observeTag(address: ChartAddress, tag: string, digest: Digest): Promise<void>;
  /** Ends all reading and waits for it. The store stays open. */
  close(): Promise<void>;
}

export interface CatalogOptions {
  store: Store;
  sources: readonly Source[];
  /** risk words of channel tags, safest first */
  risks: readonly string[];
  /** further words that name channels; none unless told otherwise */
  words?: readonly string[];
  /** milliseconds since the epoch */
  now: () => number;
  /** a number in [0, 1); spreads crawls over time */
  random?: () => number;
  /** how long a page waits for a registry, in milliseconds; 8,000 unless told otherwise */
  deadline?: number;
  /** told of whatever pages show, as it changes */
  onChange?: (change: Change) => void;
  /** told when a registry was read, with a release that can be had from it */
  onCrawled?: (source: Source, sample: KnownRelease | undefined, signal: AbortSignal) => void;
  /**
   * told which channels of a chart were seen to have moved, before anything else shows it; the same may be told again.
   * Reading the chart goes on when it resolves
   */
  onTagMoves?: (address: ChartAddress, moves: readonly TagMove[]) => Promise<void>;
  /** told which versions of a chart were published or pushed again, likewise */
  onVersions?: (address: ChartAddress, news: VersionNews) => Promise<void>;
  /** takes failures nobody waits for and nobody expected; by default they become process warnings */
  report?: (error: unknown) => void;
}

const DEADLINE = 8000;

/** Opens the catalog over what the store holds: it can be asked at once. Nothing is read before `start`. */
export function openCatalog(options: CatalogOptions): Promise<Catalog> {
  return LiveCatalog.open({
    random: Math.random,
    deadline: DEADLINE,
    words: [],
    report: warn,
    onChange: () => {},
    onCrawled: () => {},
    onTagMoves: async () => {},
    onVersions: async () => {},
    ...options,
  });
}

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : new Error(String(error)));
}
