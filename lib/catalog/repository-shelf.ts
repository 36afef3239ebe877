import { artifacts, type Artifact } from '@/lib/catalog/artifact';
import {
  addressText,
  checks,
  repositories,
  repositoryKey,
  tagLists,
  tagRecords,
  type KnownRepository,
  type RepositoryCheck,
  type RepositoryView,
} from '@/lib/catalog/repository-record';
import type { TagRecord } from '@/lib/catalog/tag-record';
import { KeyedLock } from '@/lib/channels/keyed-lock';
import type { Digest } from '@/lib/oci/names';
import type { ChartAddress } from '@/lib/references';
import { put, remove, scan, type Change, type Store } from '@/lib/store/store';

/** Checks are small and many: this many are written together. */
const CHECK_BATCH = 500;

/** What is known of every repository: the records in memory, everything else in the store. */
export class RepositoryShelf {
  readonly #store: Store;
  readonly #known = new Map<string, KnownRepository>();
  readonly #charts = new Map<string, number>();
  readonly #locks = new KeyedLock();
  readonly #changed: () => void;
  #pending: Change[] = [];

  private constructor(store: Store, changed: () => void) {
    this.#store = store;
    this.#changed = changed;
  }

  /** Reads the records of the named registries. `changed` is called whenever a chart's summary changes. */
  static async open(
    store: Store,
    registries: readonly string[],
    changed: () => void,
  ): Promise<RepositoryShelf> {
    const shelf = new RepositoryShelf(store, changed);
    for (const registry of registries) {
      const known = new Map<string, RepositoryCheck>();
      for await (const { key, value } of scan(store, checks, { prefix: [registry] })) {
        known.set(key[1] ?? '', value);
      }
      for await (const { key, value } of scan(store, repositories, { prefix: [registry] })) {
        const address = { registry, repository: key[1] ?? '' };
        const check = known.get(address.repository) ?? { tagsAt: 0, channelsAt: 0 };
        shelf.#place({ address, record: value, check });
      }
    }
    return shelf;
  }

  get(address: ChartAddress): KnownRepository | undefined {
    return this.#known.get(addressText(address));
  }

  /** How many charts of a registry are known. */
  countCharts(registry: string): number {
    return this.#charts.get(registry) ?? 0;
  }

  /** Every repository known, in no order. */
  all(): Iterable<KnownRepository> {
    return this.#known.values();
  }

  /** Lets one task at a time work on a repository. Whoever saves must hold the lock since it read the view. */
  lock<Result>(address: ChartAddress, task: () => Promise<Result>): Promise<Result> {
    return this.#locks.run(addressText(address), task);
  }

  /** Everything known of a repository; empty when nothing is. The caller may change it. */
  async view(address: ChartAddress): Promise<RepositoryView> {
    const records = new Map<string, TagRecord>();
    for await (const { key, value } of scan(this.#store, tagRecords, { prefix: repositoryKey(address) })) {
      const tag = key[2];
      if (tag !== undefined) records.set(tag, value);
    }
    return this.#viewOf(address, records);
  }

  /** Like `view`, with the records of some tags only. */
  async viewTags(address: ChartAddress, tags: readonly string[]): Promise<RepositoryView> {
    const found = await this.#store.getMany(
      tagRecords,
      tags.map((tag) => [...repositoryKey(address), tag]),
    );
    const records = new Map<string, TagRecord>();
    for (const [index, tag] of tags.entries()) {
      const record = found[index];
      if (record !== undefined) records.set(tag, record);
    }
    return this.#viewOf(address, records);
  }

  async #viewOf(address: ChartAddress, records: Map<string, TagRecord>): Promise<RepositoryView> {
    const tags = (await this.#store.get(tagLists, repositoryKey(address))) ?? [];
    const digests = new Set<Digest>();
    for (const { digest } of records.values()) if (digest !== null) digests.add(digest);
    return { tags, records, artifacts: await this.#artifacts([...digests]) };
  }

  /** Keeps what was found out about a repository, all or nothing. */
  async save(known: KnownRepository, changes: readonly Change[]): Promise<void> {
    const key = repositoryKey(known.address);
    const before = this.get(known.address);
    await this.#store.write([
      ...changes,
      put(repositories, key, known.record),
      put(checks, key, known.check),
    ]);
    this.#place(known);
    if (JSON.stringify(before?.record.summary) !== JSON.stringify(known.record.summary)) this.#changed();
  }

  /** Keeps changes that do not touch the record. */
  async keep(changes: readonly Change[]): Promise<void> {
    await this.#store.write(changes);
  }

  /** Notes that a repository was looked at and nothing had changed. Written with the next `flush`. */
  async touch(known: KnownRepository, check: RepositoryCheck): Promise<void> {
    known.check = check;
    this.#pending.push(put(checks, repositoryKey(known.address), check));
    if (this.#pending.length >= CHECK_BATCH) await this.flush();
  }

  /** Writes what `touch` noted. */
  async flush(): Promise<void> {
    const changes = this.#pending;
    this.#pending = [];
    await this.#store.write(changes);
  }

  /** Forgets a repository that is gone. What its tags pointed at stays, in case it comes back changed. */
  async drop(address: ChartAddress): Promise<void> {
    const key = repositoryKey(address);
    await this.#store.write([remove(repositories, key), remove(checks, key), remove(tagLists, key)]);
    const known = this.get(address);
    this.#known.delete(addressText(address));
    if (!known?.record.summary) return;
    this.#charts.set(address.registry, this.countCharts(address.registry) - 1);
    this.#changed();
  }

  #place(known: KnownRepository): void {
    const { registry } = known.address;
    const before = this.get(known.address)?.record.summary ? 1 : 0;
    const after = known.record.summary === null ? 0 : 1;
    this.#charts.set(registry, this.countCharts(registry) + after - before);
    this.#known.set(addressText(known.address), known);
  }

  async #artifacts(digests: readonly Digest[]): Promise<Map<Digest, Artifact>> {
    const found = await this.#store.getMany(
      artifacts,
      digests.map((digest) => [digest]),
    );
    const known = new Map<Digest, Artifact>();
    for (const [index, digest] of digests.entries()) {
      const artifact = found[index];
      if (artifact !== undefined) known.set(digest, artifact);
    }
    return known;
  }
}
