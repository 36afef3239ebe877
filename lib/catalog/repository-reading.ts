import { artifacts } from '@/lib/catalog/artifact';
import { ArtifactFailure, type ChartReader, type Found } from '@/lib/catalog/chart-reader';
import { isCanceled, isContentFailure, isSilence, toTagFailure } from '@/lib/catalog/failure';
import { isReadDue } from '@/lib/catalog/freshness';
import { artifactOf, tagRecords, type RepositoryView } from '@/lib/catalog/repository-record';
import type { KnownTags } from '@/lib/catalog/tag-move';
import { isNews, observeDigest, observeFailure, type TagRecord } from '@/lib/catalog/tag-record';
import type { ChartMetadata } from '@/lib/helm/chart-metadata';
import type { Digest } from '@/lib/oci/names';
import type { CallOptions } from '@/lib/oci/registry';
import type { ChartAddress } from '@/lib/references';
import { put, type Change, type Store } from '@/lib/store/store';

/** Where to read. */
export interface Place {
  reader: ChartReader;
  repository: string;
  call: CallOptions;
}

/** So many failures of the registry in a row, and the rest is not tried. */
const MAX_SILENCE = 3;

/**
 * One piece of reading in one repository: asks the registry, notes what it learns in the view, and gathers the changes
 * to be kept. What a tag's content does wrong is noted on the tag; `failure` is the first failure of the registry.
 */
export class RepositoryReading {
  readonly address: ChartAddress;
  readonly view: RepositoryView;
  /** what the view held when the reading began */
  readonly before: KnownTags;
  /** the metadata read now, by the config blob's digest */
  readonly metadata = new Map<Digest, ChartMetadata>();
  /** the first failure that was not the content's fault */
  failure: unknown;
  readonly #place: Place;
  readonly #store: Store;
  /** where the registry's own list says that tags point */
  readonly #listed: ReadonlyMap<string, Digest>;
  readonly #now: () => number;
  #changes: Change[] = [];
  #news = false;
  #silence = 0;

  constructor(
    address: ChartAddress,
    place: Place,
    view: RepositoryView,
    { store, now }: { store: Store; now: () => number },
    listed: ReadonlyMap<string, Digest> = new Map(),
  ) {
    this.address = address;
    this.#place = place;
    this.view = view;
    this.before = { tags: view.tags, records: new Map(view.records) };
    this.#store = store;
    this.#listed = listed;
    this.#now = now;
  }

  /** Whether the tag is still to be read: never was, or failed long enough ago. */
  needs(tag: string): boolean {
    return isReadDue(this.view.records.get(tag), artifactOf(this.view, tag) !== undefined, this.#now());
  }

  /**
   * Reads what a tag points at.
   * @throws RegistryError `canceled`, or the registry's failure once it has failed several times in a row
   */
  async read(tag: string): Promise<void> {
    if (this.#listed.has(tag) || this.#place.reader.headIsFree) {
      await this.check(tag);
      return;
    }
    await this.#attempt(tag, async () => {
      const found = await this.#ask(tag);
      this.#learn(found);
      this.#note(tag, observeDigest(this.view.records.get(tag), found.digest, this.#now()));
    });
  }

  /** Asks where a known tag points now, and reads that when it is new. Throws like `read`. */
  async check(tag: string): Promise<void> {
    await this.#attempt(tag, async () => {
      const { reader, repository, call } = this.#place;
      const digest = this.#listed.get(tag) ?? (await reader.head(repository, tag, call));
      // A digest nobody can read is not where the tag points: a header was wrong, or a replica is behind.
      await this.#fill(digest);
      this.#note(tag, observeDigest(this.view.records.get(tag), digest, this.#now()));
    });
  }

  /** Notes where a tag points, as someone else found out. Reads what is there when it is new. Throws like `read`. */
  async observe(tag: string, digest: Digest): Promise<void> {
    await this.#attempt(tag, async () => {
      // A digest nobody can read is not where the tag points: a header was wrong, or a replica is behind.
      await this.#fill(digest);
      this.#note(tag, observeDigest(this.view.records.get(tag), digest, this.#now()));
    });
  }

  /** Notes where tags seen for the first time point, as the list says: a later second digest is then noticed. */
  noteFirst(): void {
    for (const [tag, digest] of this.#listed)
      if (!this.view.records.has(tag)) this.#note(tag, observeDigest(undefined, digest, this.#now()));
  }

  /** The known tags that the list shows to have moved: `check` asks for none of them where they point. */
  moved(): string[] {
    return [...this.#listed].flatMap(([tag, digest]) => {
      const record = this.view.records.get(tag);
      return record === undefined || record.digest === digest ? [] : [tag];
    });
  }

  /** Whether anything that pages show was found: that a tag still points where it did is none. */
  get foundNews(): boolean {
    return this.#news;
  }

  /** What is to be kept of the reading so far; the next call gives what came after. */
  drain(): Change[] {
    const changes = this.#changes;
    this.#changes = [];
    return changes;
  }

  async #fill(digest: Digest): Promise<void> {
    if (this.view.artifacts.has(digest)) return;
    const known = await this.#store.get(artifacts, [digest]);
    if (known !== undefined) {
      this.view.artifacts.set(digest, known);
      return;
    }
    this.#learn(await this.#ask(digest));
  }

  #ask(reference: string): Promise<Found> {
    const { reader, repository, call } = this.#place;
    return reader.read(repository, reference, call);
  }

  #learn({ digest, artifact, metadata, changes }: Found): void {
    this.view.artifacts.set(digest, artifact);
    if (artifact.kind === 'chart' && metadata !== undefined) this.metadata.set(artifact.config, metadata);
    this.#changes.push(...changes);
  }

  async #attempt(tag: string, task: () => Promise<void>): Promise<void> {
    try {
      await task();
      this.#silence = 0;
    } catch (thrown) {
      const error = thrown instanceof ArtifactFailure ? thrown.cause : thrown;
      if (isCanceled(error)) throw error;
      const at = this.#now();
      let record = this.view.records.get(tag);
      if (thrown instanceof ArtifactFailure) record = observeDigest(record, thrown.digest, at);
      this.#note(tag, observeFailure(record, toTagFailure(error, at)));
      if (isContentFailure(error)) return;
      this.failure ??= error;
      this.#silence = isSilence(error) ? this.#silence + 1 : 0;
      if (this.#silence >= MAX_SILENCE) throw error;
    }
  }

  #note(tag: string, record: TagRecord): void {
    this.#news ||= isNews(this.view.records.get(tag), record);
    this.view.records.set(tag, record);
    this.#changes.push(put(tagRecords, [this.address.registry, this.address.repository, tag], record));
  }
}
