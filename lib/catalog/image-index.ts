import type { ImageUse, ImageUser } from '@/lib/catalog/chart';
import type { ChartOpener } from '@/lib/catalog/chart-opener';
import { artifacts } from '@/lib/catalog/artifact';
import { runBounded } from '@/lib/oci/run-bounded';
import { isBug, isCanceled, isContentFailure, isSilence } from '@/lib/catalog/failure';
import { imageMatcher } from '@/lib/catalog/image-match';
import { addressText, type KnownRepository } from '@/lib/catalog/repository-record';
import type { RepositoryShelf } from '@/lib/catalog/repository-shelf';
import type { Source } from '@/lib/catalog/source';
import type { Digest } from '@/lib/oci/names';
import { jsonTable, put, type Store } from '@/lib/store/store';

/** The images of a chart, by the digest of its manifest. */
const chartImages = jsonTable<string[]>('images', 1);

/** Archives opened at once: opening one keeps the processor busy, and pages come first. */
const WIDTH = 1;
/** So many archives in a row that the registry did not give, and the rest is left for the next time. */
const MAX_SILENCE = 3;
const MAX_IMAGES = 500;

export interface ImageIndexOptions {
  store: Store;
  shelf: RepositoryShelf;
  opener: ChartOpener;
  /** takes what nobody waits for and nobody expected */
  report: (error: unknown) => void;
}

/** Knows which charts use an image: of every chart the newest version and where its channels point. */
export class ImageIndex {
  readonly #options: ImageIndexOptions;
  readonly #images = new Map<Digest, readonly string[]>();
  /** archives that could not be had; they are asked for again after a restart */
  readonly #failed = new Set<Digest>();
  /** releases whose images the store does not have, as far as was looked */
  readonly #unknown = new Set<Digest>();
  #mark = 0;
  readonly #filling = new Map<string, Promise<void>>();

  constructor(options: ImageIndexOptions) {
    this.#options = options;
  }

  /** Counts up whenever the images of another release are known. */
  get mark(): number {
    return this.#mark;
  }

  /** Remembers a release's images. */
  async keep(digest: Digest, images: readonly string[]): Promise<void> {
    if (this.#images.has(digest)) return;
    const distinct = [...new Set(images)];
    this.#images.set(digest, distinct);
    this.#unknown.delete(digest);
    this.#mark += 1;
    await this.#options.store.write([put(chartImages, [digest], distinct)]);
  }

  /**
   * Finds out the images of a registry's charts that are not known yet, one archive a chart: that of the release which
   * describes it. Releases that only a channel points at join when they are opened. Never rejects.
   */
  fill(source: Source, signal: AbortSignal): void {
    if (this.#filling.has(source.name)) return;
    const filling = this.#fill(source, signal)
      .catch((error: unknown) => {
        if (isBug(error)) this.#options.report(error);
      })
      .finally(() => this.#filling.delete(source.name));
    this.#filling.set(source.name, filling);
  }

  /** Waits until nothing is being filled. */
  async settle(): Promise<void> {
    await Promise.all(this.#filling.values());
  }

  /** The images of those releases of which they are known. */
  async getMany(digests: readonly Digest[]): Promise<Map<Digest, readonly string[]>> {
    const unread = digests.filter((digest) => !this.#images.has(digest) && !this.#unknown.has(digest));
    const found = await this.#options.store.getMany(
      chartImages,
      unread.map((digest) => [digest]),
    );
    for (const [index, digest] of unread.entries()) {
      const images = found[index];
      if (images !== undefined) this.#images.set(digest, images);
      else if (!this.#images.has(digest)) this.#unknown.add(digest);
    }
    const known = new Map<Digest, readonly string[]>();
    for (const digest of digests) {
      const images = this.#images.get(digest);
      if (images !== undefined) known.set(digest, images);
    }
    return known;
  }

  /** See `Catalog.findImages`. */
  async find(query: string): Promise<ImageUse[]> {
    const matches = imageMatcher(query);
    const uses = new Map<string, ImageUser[]>();
    for (const { address, record } of this.#options.shelf.all()) {
      for (const head of record.heads) {
        for (const image of (await this.#imagesOf(head.digest)) ?? []) {
          if (!matches(image)) continue;
          const users = uses.get(image) ?? [];
          users.push({ ...address, version: head.version, channels: [...head.channels] });
          uses.set(image, users);
        }
      }
    }
    return [...uses]
      .map(([image, charts]) => ({ image, charts: charts.sort(compareUsers) }))
      .sort((a, b) => (a.image < b.image ? -1 : 1))
      .slice(0, MAX_IMAGES);
  }

  async #imagesOf(digest: Digest): Promise<readonly string[] | undefined> {
    const known = this.#images.get(digest) ?? (await this.#options.store.get(chartImages, [digest]));
    if (known !== undefined) this.#images.set(digest, known);
    return known;
  }

  async #fill(source: Source, signal: AbortSignal): Promise<void> {
    let silence = 0;
    const charts = [...this.#options.shelf.all()].filter(({ address }) => address.registry === source.name);
    await runBounded(charts, WIDTH, async (chart) => {
      if (signal.aborted || silence >= MAX_SILENCE) return;
      try {
        await this.#fillChart(source, chart, signal);
        silence = 0;
      } catch (error) {
        if (isCanceled(error) || isBug(error)) throw error;
        silence = isSilence(error) ? silence + 1 : 0;
      }
    });
  }

  async #fillChart(source: Source, { address, record }: KnownRepository, signal: AbortSignal): Promise<void> {
    const digest = record.heads[0]?.digest;
    if (digest === undefined || this.#failed.has(digest) || (await this.#imagesOf(digest)) !== undefined)
      return;
    const artifact = await this.#options.store.get(artifacts, [digest]);
    if (artifact?.kind !== 'chart' || artifact.problem !== null) return;
    const call = { signal, priority: 'background' } as const;
    try {
      const content = await this.#options.opener.images(
        { source, repository: address.repository, digest },
        artifact,
        call,
      );
      await this.keep(digest, content);
    } catch (error) {
      if (isContentFailure(error)) this.#failed.add(digest);
      throw error;
    }
  }
}

function compareUsers(a: ImageUser, b: ImageUser): number {
  return addressText(a) < addressText(b) ? -1 : Number(addressText(a) > addressText(b));
}
