import { artifacts, type Artifact } from '@/lib/catalog/artifact';
import type { ChartSummary } from '@/lib/catalog/chart';
import {
  addressText,
  checks,
  repositories,
  repositoryKey,
  tagLists,
  tagRecords,
  type KnownRepository,
  type RepositoryCheck,
  type RepositoryRecord,
  type RepositoryView,
} from '@/lib/catalog/repository-record';
import type { TagRecord } from '@/lib/catalog/tag-record';
import { WriteBuffer } from '@/lib/catalog/write-buffer';
import { KeyedLock } from '@/lib/channels/keyed-lock';
import type { Digest } from '@/lib/oci/names';
import type { ChartAddress } from '@/lib/references';
import { put, remove, scan, type Change, type Store } from '@/lib/store/store';

/** Told of changes. */
export interface ShelfListeners {
  /** what is known of a chart has changed, or it is gone */
  onRecord: (address: ChartAddress) => void;
  /** what lists show of a chart has changed */
  onSummary: () => void;
}

/** A release that is known to be in a registry. */
export interface KnownRelease {
  repository: string;
  digest: Digest;
}

/** What is known of every repository: the records in memory, everything else in the store. */
export class RepositoryShelf {
  readonly #store: Store;
  readonly #known = new Map<string, KnownRepository>();
  readonly #charts = new Map<string, number>();
  readonly #marks = new Map<string, number>();
  readonly #locks = new KeyedLock();
  readonly #listeners: ShelfListeners;
  readonly #writes: WriteBuffer;
  /** registries of which the store held nothing when it was opened: what is not in memory is not in it either */
  readonly #fresh = new Set<string>();

  private constructor(store: Store, listeners: ShelfListeners) {
    this.#store = store;
    this.#writes = new WriteBuffer(store);
    this.#listeners = listeners;
  }

  /** Reads the records of the named registries. */
  static async open(
    store: Store,
    registries: readonly string[],
    listeners: ShelfListeners,
  ): Promise<RepositoryShelf> {
    const shelf = new RepositoryShelf(store, listeners);
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
      const [any] = await store.list(tagRecords, { prefix: [registry], limit: 1 });
      if (any === undefined) shelf.#fresh.add(registry);
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

  /** Counts up whenever a registry's charts, their heads or their tags have changed. */
  mark(registry: string): number {
    return this.#marks.get(registry) ?? 0;
  }

  /** Any release of a registry, or undefined when it is known to have none. */
  sample(registry: string): KnownRelease | undefined {
    for (const { address, record } of this.#known.values()) {
      const digest = record.heads[0]?.digest;
      if (address.registry === registry && digest !== undefined)
        return { repository: address.repository, digest };
    }
    return undefined;
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
    const text = addressText(address);
    if (this.#fresh.has(address.registry) && !this.#known.has(text) && !this.#writes.has(text))
      return emptyView();
    await this.#writes.settle(text);
    const records = new Map<string, TagRecord>();
    for await (const { key, value } of scan(this.#store, tagRecords, { prefix: repositoryKey(address) })) {
      const tag = key[2];
      if (tag !== undefined) records.set(tag, value);
    }
    return this.#viewOf(address, records);
  }

  /** Like `view`, with the records of some tags only. */
  async viewTags(address: ChartAddress, tags: readonly string[]): Promise<RepositoryView> {
    await this.#writes.settle(addressText(address));
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
    for (const { digest, previous } of records.values()) {
      if (digest !== null) digests.add(digest);
      if (previous !== null) digests.add(previous); // a channel tells which version it had
    }
    return { tags, records, artifacts: await this.#artifacts([...digests]) };
  }

  /** Keeps what was found out about a repository, all or nothing. It is shown at once, and written a moment later. */
  async save(known: KnownRepository, changes: readonly Change[]): Promise<void> {
    const key = repositoryKey(known.address);
    const before = this.get(known.address)?.record;
    const same = isSame(before?.summary, known.record.summary);
    if (same && before !== undefined) known.record = shareRecord(before, known.record);
    this.#place(known);
    if (!same || !isSameFrame(before, known.record)) this.#countUp(known.address.registry);
    if (!same) this.#listeners.onSummary();
    await this.#writes.add(addressText(known.address), [
      ...changes,
      put(repositories, key, known.record),
      put(checks, key, known.check),
    ]);
  }

  /** Tells that what pages show of a repository has changed, once it is kept. */
  tell(address: ChartAddress): void {
    if (this.get(address)?.record.kind === 'chart') this.#listeners.onRecord(address);
  }

  /** Keeps changes that do not touch the record. */
  async keep(address: ChartAddress, changes: readonly Change[]): Promise<void> {
    await this.#writes.add(addressText(address), changes);
  }

  /** Notes that a repository was looked at and nothing had changed. */
  async touch(known: KnownRepository, check: RepositoryCheck): Promise<void> {
    known.check = check;
    await this.#writes.add(addressText(known.address), [put(checks, repositoryKey(known.address), check)]);
  }

  /** Forgets a repository that is gone. What its tags pointed at stays, in case it comes back changed. */
  async drop(address: ChartAddress): Promise<void> {
    const text = addressText(address);
    const known = this.#known.get(text);
    this.#known.delete(text);
    this.#fresh.delete(address.registry);
    if (known?.record.summary) {
      this.#charts.set(address.registry, this.countCharts(address.registry) - 1);
      this.#countUp(address.registry);
      this.#listeners.onSummary();
      this.#listeners.onRecord(address);
    }
    const key = repositoryKey(address);
    await this.#writes.add(text, [remove(repositories, key), remove(checks, key), remove(tagLists, key)]);
  }

  /** Waits until everything is written. */
  flush(): Promise<void> {
    return this.#writes.flush();
  }

  #countUp(registry: string): void {
    this.#marks.set(registry, this.mark(registry) + 1);
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

function isSame(before: ChartSummary | null | undefined, after: ChartSummary | null): boolean {
  if (!before || after === null) return !before && after === null;
  return JSON.stringify(before) === JSON.stringify(after);
}

/** What is made from a record or its summary stays good as long as the object is the same. */
function shareRecord(before: RepositoryRecord, after: RepositoryRecord): RepositoryRecord {
  const shared = { ...after, summary: before.summary };
  return JSON.stringify(before) === JSON.stringify(shared) ? before : shared;
}

function isSameFrame(before: RepositoryRecord | undefined, after: RepositoryRecord): boolean {
  return before?.tags === after.tags && JSON.stringify(before.heads) === JSON.stringify(after.heads);
}

function emptyView(): RepositoryView {
  return { tags: [], records: new Map(), artifacts: new Map() };
}
