import { configs } from '@/lib/catalog/artifact';
import { runBounded } from '@/lib/oci/run-bounded';
import { readerOf, type ChartReaders, type Found } from '@/lib/catalog/chart-reader';
import { isCanceled } from '@/lib/catalog/failure';
import { conclude } from '@/lib/catalog/conclusion';
import { areChannelsDue } from '@/lib/catalog/freshness';
import { POINTERS_AT_MOST, driftCandidates, isRetryDue, isSettled, type Look } from '@/lib/catalog/look';
import {
  artifactOf,
  repositoryKey,
  tagLists,
  type KnownRepository,
  type RepositoryCheck,
  type RepositoryView,
} from '@/lib/catalog/repository-record';
import { RepositoryReading, type Place } from '@/lib/catalog/repository-reading';
import type { RepositoryShelf } from '@/lib/catalog/repository-shelf';
import type { Source } from '@/lib/catalog/source';
import { chooseSubject } from '@/lib/catalog/summary';
import { findTagMoves, type TagMove } from '@/lib/catalog/tag-move';
import { candidateTags, fingerprintTags, sortTags, type TagList } from '@/lib/catalog/tag-list';
import type { ChannelWords } from '@/lib/channels/classify-tag';
import { findVersionNews, type VersionNews } from '@/lib/catalog/version-news';
import { isTag, type Digest } from '@/lib/oci/names';
import type { CallOptions, ListedTag } from '@/lib/oci/registry';
import type { ChartAddress } from '@/lib/references';
import { put, type Store } from '@/lib/store/store';

/** Requests under way for one repository at most. */
const WIDTH = 6;
/** Versions read between two writes. */
const BATCH = 48;
/** Batches a person may be waiting for; later ones give way to others. */
const URGENT_BATCHES = 3;

export interface RepositoryReaderOptions {
  store: Store;
  shelf: RepositoryShelf;
  readers: ChartReaders;
  /** the words that name channels */
  names: ChannelWords;
  /** milliseconds since the epoch */
  now: () => number;
  /** told which channels have moved, before that is kept: told again where the process ends in between; never rejects */
  onTagMoves: (address: ChartAddress, moves: readonly TagMove[]) => Promise<void>;
  /** told what happened to a chart's versions, before that is kept; may be told again; never rejects */
  onVersions: (address: ChartAddress, news: VersionNews) => Promise<void>;
}

/** Reads repositories and keeps what it learns. */
export class RepositoryReader {
  readonly #options: RepositoryReaderOptions;

  constructor(options: RepositoryReaderOptions) {
    this.#options = options;
  }

  /**
   * Looks at a repository: its tags, what its newest version is, and where its channels point.
   * @throws RegistryError when the tags could not be read (`not_found`: there is no such repository), or when the
   *   registry failed at part of the rest; what was learnt until then is kept
   */
  look(source: Source, repository: string, look: Look, call: CallOptions): Promise<void> {
    const address = { registry: source.name, repository };
    return this.#options.shelf.lock(address, async () => {
      const { shelf, names, now } = this.#options;
      const listed = (await readerOf(this.#options.readers, source.name).tags(repository, call)).filter(
        ({ tag }) => isTag(tag),
      );
      const tags = listed.map(({ tag }) => tag);
      const digests = digestsOf(listed);
      const fingerprint = fingerprintTags(listed.map(describeTag));
      const at = now();
      const known = shelf.get(address);
      const told = digests.size === tags.length && tags.length > 0;
      if (
        known?.record.tags === fingerprint &&
        (told ? !isRetryDue(known, at) : isSettled(known, look, at))
      ) {
        await shelf.touch(known, { ...known.check, tagsAt: at });
        return;
      }
      const view = await shelf.view(address);
      const reading = this.#reading(address, source, call, view, digests);
      view.tags = tags;
      const list = sortTags(view, names, fingerprint);
      reading.noteFirst();
      await settle(
        reading,
        runBounded(reading.moved(), WIDTH, (tag) => reading.check(tag)),
      );
      await this.#examine(reading, list, look, known);
    });
  }

  /**
   * Reads every version that was not read yet, newest first. What was read is kept as it comes.
   * @throws RegistryError like `look`
   */
  async readVersions(source: Source, repository: string, call: CallOptions): Promise<void> {
    const address = { registry: source.name, repository };
    const { shelf, names, now } = this.#options;
    const { versions } = sortTags(await shelf.view(address), names);
    let failure: unknown;
    let broken = false;
    for (let start = 0; start < versions.length && !broken; start += BATCH) {
      const batch = versions.slice(start, start + BATCH).map(({ tag }) => tag);
      const priority = start < URGENT_BATCHES * BATCH ? call.priority : 'background';
      broken = await shelf.lock(address, async () => {
        const view = await shelf.viewTags(address, batch);
        const reading = this.#reading(address, source, { ...call, priority }, view);
        const due = batch.filter((tag) => reading.needs(tag));
        const ended = await settle(
          reading,
          runBounded(due, WIDTH, (tag) => reading.read(tag)),
        );
        await shelf.keep(reading.address, reading.drain());
        if (reading.foundNews) shelf.tell(reading.address);
        failure ??= reading.failure;
        return !ended;
      });
    }
    await shelf.lock(address, async () => {
      const reading = this.#reading(address, source, call, await shelf.view(address));
      const known = shelf.get(address);
      await this.#conclude(reading, known?.check ?? { tagsAt: now(), channelsAt: 0 }, known?.record.tags);
    });
    if (failure !== undefined) throw failure;
  }

  /** Notes that a tag points at a digest now, as found out elsewhere; a new tag joins the list. Throws like `look`. */
  observe(
    source: Source,
    repository: string,
    tag: string,
    { digest, changes = [] }: Pick<Found, 'digest'> & Partial<Found>,
    call: CallOptions,
  ): Promise<void> {
    const address = { registry: source.name, repository };
    return this.#options.shelf.lock(address, async () => {
      const { shelf, now } = this.#options;
      await shelf.keep(address, changes);
      const view = await shelf.view(address);
      const reading = this.#reading(address, source, call, view);
      if (!view.tags.includes(tag)) view.tags = [...view.tags, tag];
      await settle(reading, reading.observe(tag, digest));
      await this.#conclude(reading, shelf.get(address)?.check ?? { tagsAt: now(), channelsAt: 0 });
      if (reading.failure !== undefined) throw reading.failure;
    });
  }

  #reading(
    address: ChartAddress,
    source: Source,
    call: CallOptions,
    view: RepositoryView,
    digests?: ReadonlyMap<string, Digest>,
  ): RepositoryReading {
    const place: Place = {
      reader: readerOf(this.#options.readers, source.name),
      repository: address.repository,
      call,
    };
    return new RepositoryReading(address, place, view, this.#options, digests);
  }

  async #examine(
    reading: RepositoryReading,
    list: TagList,
    look: Look,
    known: KnownRepository | undefined,
  ): Promise<void> {
    const { now, shelf } = this.#options;
    const { view } = reading;
    const check: RepositoryCheck = { tagsAt: now(), channelsAt: known?.check.channelsAt ?? 0 };
    await settle(reading, readUntilChart(reading, list));
    if (chooseSubject(view, list) !== undefined && reading.failure === undefined) {
      const again = look.channels === 'always' || areChannelsDue(check.channelsAt, check.tagsAt);
      await settle(reading, this.#lookCloser(reading, list, look, again));
      if (again) check.channelsAt = check.tagsAt;
    }
    // What is known of a chart stays when the registry fails half-way. Its tags count as unread, so the next look
    // tries again.
    if (reading.failure !== undefined && known?.record.kind === 'chart') {
      await this.#tellMoves(reading, list);
      await shelf.keep(reading.address, reading.drain());
    } else await this.#conclude(reading, check, list.fingerprint);
    if (reading.failure !== undefined) throw reading.failure;
  }

  async #lookCloser(reading: RepositoryReading, list: TagList, look: Look, again: boolean): Promise<void> {
    const at = this.#options.now();
    const moving = [...list.channels.map(({ tag }) => tag), ...list.floating];
    const pointers = [...moving, ...list.doubtful].slice(0, POINTERS_AT_MOST);
    const fresh = pointers.filter((tag) => reading.needs(tag));
    const known = again
      ? moving.slice(0, POINTERS_AT_MOST).filter((tag) => !fresh.includes(tag) && isRead(reading, tag, at))
      : [];
    const checked = [...known, ...driftCandidates(reading.view, list, look.drift, at)];
    const steps = [
      ...fresh.map((tag) => () => reading.read(tag)),
      ...checked.map((tag) => () => reading.check(tag)),
    ];
    if (steps.length > 0) await runBounded(steps, WIDTH, (step) => step());
  }

  /** @param fingerprint of the tags, where it is known */
  async #conclude(reading: RepositoryReading, check: RepositoryCheck, fingerprint?: string): Promise<void> {
    const { store, shelf, names } = this.#options;
    const { address, view } = reading;
    const list = sortTags(view, names, fingerprint); // what was read may have shown what a tag is
    const subject = chooseSubject(view, list);
    const config = subject?.artifact.problem === null ? subject.artifact.config : undefined;
    const metadata =
      config === undefined
        ? undefined
        : (reading.metadata.get(config) ?? (await store.get(configs, [config])));
    const record = conclude(address, view, list, metadata);
    const tagsChanged = shelf.get(address)?.record.tags !== record.tags;
    await this.#tellMoves(reading, list);
    await shelf.save({ address, record, check }, [
      ...reading.drain(),
      ...(tagsChanged ? [put(tagLists, repositoryKey(address), view.tags)] : []),
    ]);
    if (reading.foundNews || tagsChanged) shelf.tell(address);
  }

  async #tellMoves({ before, view, address }: RepositoryReading, list: TagList): Promise<void> {
    const { names, now, onTagMoves, onVersions } = this.#options;
    const moves = findTagMoves(before, view, list, names, now());
    if (moves.length > 0) await onTagMoves(address, moves);
    const news = findVersionNews(before, view, list);
    if (news.published.length > 0 || news.drifted.length > 0) await onVersions(address, news);
  }
}

function digestsOf(listed: readonly ListedTag[]): Map<string, Digest> {
  const digests = new Map<string, Digest>();
  for (const { tag, digest } of listed) if (digest !== undefined) digests.set(tag, digest);
  return digests;
}

/** What of a listed tag makes the list another one when it changes. */
function describeTag({ tag, digest }: ListedTag): string {
  return digest === undefined ? tag : `${tag} ${digest}`;
}

async function readUntilChart(reading: RepositoryReading, list: TagList): Promise<void> {
  for (const tag of candidateTags(list)) {
    if (reading.needs(tag)) await reading.read(tag);
    const artifact = artifactOf(reading.view, tag);
    if (artifact?.kind === 'chart' && artifact.problem === null) return;
  }
}

function isRead(reading: RepositoryReading, tag: string, before: number): boolean {
  const record = reading.view.records.get(tag);
  return record !== undefined && record.digest !== null && record.lastSeen < before;
}

/**
 * Waits for a piece of reading. The registry's failure is noted, so that what was learnt can be kept first.
 * @returns whether it came to its end
 */
async function settle(reading: RepositoryReading, work: Promise<void>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    if (isCanceled(error)) throw error;
    reading.failure ??= error;
    return false;
  }
}
