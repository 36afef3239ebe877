import { setMaxListeners } from 'node:events';
import { viewChart } from '@/lib/catalog/chart-view';
import type { Chart } from '@/lib/catalog/chart';
import { waitAtMost } from '@/lib/catalog/deadline';
import { isBug, isCanceled } from '@/lib/catalog/failure';
import { isReadDue, REGISTRY_PAUSE } from '@/lib/catalog/freshness';
import { CLOSE_LOOK, CRAWL_LOOK, type Look } from '@/lib/catalog/look';
import { addressText, artifactOf, type RepositoryView } from '@/lib/catalog/repository-record';
import type { RepositoryReader } from '@/lib/catalog/repository-reader';
import type { RepositoryShelf } from '@/lib/catalog/repository-shelf';
import { scopeOf, type Source } from '@/lib/catalog/source';
import { sortTags, type TagList } from '@/lib/catalog/tag-list';
import type { ChannelWords } from '@/lib/channels/classify-tag';
import { AppError } from '@/lib/errors';
import type { CallOptions } from '@/lib/oci/registry';
import { RegistryError } from '@/lib/oci/registry-error';
import type { ChartAddress } from '@/lib/references';

export interface ChartDeskOptions {
  shelf: RepositoryShelf;
  reader: RepositoryReader;
  /** the words that name channels */
  names: ChannelWords;
  /** milliseconds since the epoch */
  now: () => number;
  /** how long a page waits for a registry, in milliseconds */
  deadline: number;
  /** ends what goes on behind */
  signal: AbortSignal;
  /** why a registry gave no answer when it was last crawled, or null */
  outage: (registry: string) => string | null;
  /** takes what nobody waits for and nobody expected */
  report: (error: unknown) => void;
}

/** How long a page that has something to show waits for more, in milliseconds. */
const PATIENCE = 2000;

/** Reading that several may wait for. */
interface Flight {
  work: Promise<void>;
  /** ends it */
  abort: AbortController;
  waiting: number;
  /** somebody was answered without it: it goes on, whoever leaves */
  behind: boolean;
}

interface Trouble {
  message: string;
  at: number;
}

/** Answers for single charts: from what is known, and by asking the registry where that is not enough. */
export class ChartDesk {
  readonly #options: ChartDeskOptions;
  /** reading under way, by what and where */
  readonly #flights = new Map<string, Flight>();
  /** repositories looked at behind an answer, and those to be looked at once more */
  readonly #looking = new Set<string>();
  readonly #again = new Set<string>();
  /** why the last look at a chart failed */
  readonly #troubles = new Map<string, Trouble>();

  constructor(options: ChartDeskOptions) {
    this.#options = options;
  }

  /** A chart from what is known; see `Catalog.chart`. */
  async chart(source: Source, address: ChartAddress, call: CallOptions): Promise<Chart> {
    await this.know(source, address, call);
    const { view, list } = await this.#view(address);
    const asleep = this.#isPaused(address) || this.#options.outage(address.registry) !== null;
    if (!asleep && this.#hasUnread(view, list)) {
      await this.#wait(address, this.#readVersions(source, address), call, PATIENCE);
    }
    return this.#answer(address);
  }

  /** A chart after a look at its registry; see `Catalog.refreshChart`. */
  async refresh(source: Source, address: ChartAddress, call: CallOptions): Promise<Chart> {
    this.#checkScope(source, address);
    await this.#wait(address, this.#lookAndRead(source, address), call);
    return this.#answer(address);
  }

  /**
   * Looks at a repository again, behind the answer. While that goes on any number of further calls lead to one more
   * look, so that a flood of notifications costs no more than two.
   */
  lookAt(source: Source, address: ChartAddress): void {
    const key = addressText(address);
    if (this.#looking.has(key)) {
      this.#again.add(key);
      return;
    }
    this.#looking.add(key);
    this.#lookBehind(source, address)
      .catch((error: unknown) => this.#note(address, error))
      .finally(() => {
        this.#looking.delete(key);
        if (this.#again.delete(key) && !this.#options.signal.aborted) this.lookAt(source, address);
      });
  }

  /**
   * Makes sure that a repository was looked at and holds a chart.
   * @throws AppError `chart_not_found`, `invalid_chart`; RegistryError when the registry can't be asked
   */
  async know(source: Source, address: ChartAddress, call: CallOptions): Promise<void> {
    const { shelf, now } = this.#options;
    this.#checkScope(source, address);
    const known = shelf.get(address);
    if (known?.record.kind === 'chart') return;
    const fresh =
      known !== undefined && known.record.retryAt === null && now() - known.check.tagsAt < REGISTRY_PAUSE;
    if (!fresh) await this.#wait(address, this.#look(source, address, CRAWL_LOOK), call);
    const record = shelf.get(address)?.record;
    if (record?.kind === 'chart') return;
    if (record?.problem) {
      throw new AppError(
        'invalid_chart',
        `Nothing in “${addressText(address)}” can be read as a chart. ${record.problem}`,
      );
    }
    throw new AppError('chart_not_found', `The repository “${addressText(address)}” holds no Helm chart.`);
  }

  /** Waits until nothing goes on behind any more. */
  async settle(): Promise<void> {
    while (this.#flights.size > 0)
      await Promise.allSettled([...this.#flights.values()].map(({ work }) => work));
  }

  async #answer(address: ChartAddress): Promise<Chart> {
    const known = this.#options.shelf.get(address);
    if (known?.record.kind !== 'chart') throw notFound(address);
    const { view, list } = await this.#view(address);
    const trouble =
      this.#troubles.get(addressText(address))?.message ?? this.#options.outage(address.registry);
    return viewChart(known, view, list, trouble);
  }

  async #view(address: ChartAddress): Promise<{ view: RepositoryView; list: TagList }> {
    const view = await this.#options.shelf.view(address);
    return { view, list: sortTags(view, this.#options.names) };
  }

  #hasUnread(view: RepositoryView, list: TagList): boolean {
    const at = this.#options.now();
    return list.versions.some(({ tag }) =>
      isReadDue(view.records.get(tag), artifactOf(view, tag) !== undefined, at),
    );
  }

  /** Whether the registry failed so lately that nobody shall wait for it again. */
  #isPaused(address: ChartAddress): boolean {
    const trouble = this.#troubles.get(addressText(address));
    return trouble !== undefined && this.#options.now() - trouble.at < REGISTRY_PAUSE;
  }

  #look(source: Source, address: ChartAddress, look: Look): Flight {
    const { reader } = this.#options;
    const key = `first ${addressText(address)}`;
    return this.#share(key, (signal) =>
      reader.look(source, address.repository, look, { signal, priority: 'interactive' }),
    );
  }

  #lookAndRead(source: Source, address: ChartAddress): Flight {
    const { reader } = this.#options;
    return this.#share(`close ${addressText(address)}`, async (signal) => {
      const call = { signal, priority: 'interactive' } as const;
      await reader.look(source, address.repository, CLOSE_LOOK, call);
      const { view, list } = await this.#view(address);
      if (this.#hasUnread(view, list)) await reader.readVersions(source, address.repository, call);
    });
  }

  async #lookBehind(source: Source, address: ChartAddress): Promise<void> {
    const { reader, shelf, signal } = this.#options;
    try {
      await reader.look(source, address.repository, CLOSE_LOOK, { signal, priority: 'background' });
    } catch (error) {
      if (!(error instanceof RegistryError) || error.kind !== 'not_found') throw error;
      await shelf.drop(address);
    }
  }

  #readVersions(source: Source, address: ChartAddress): Flight {
    const { reader } = this.#options;
    return this.#share(`versions ${addressText(address)}`, (signal) =>
      reader.readVersions(source, address.repository, { signal, priority: 'interactive' }),
    );
  }

  #share(key: string, begin: (signal: AbortSignal) => Promise<void>): Flight {
    const known = this.#flights.get(key);
    if (known !== undefined && !known.abort.signal.aborted) return known;
    const abort = new AbortController();
    const signal = AbortSignal.any([this.#options.signal, abort.signal]);
    setMaxListeners(0, signal); // one for each call under way
    const flight: Flight = { work: begin(signal), abort, waiting: 0, behind: false };
    flight.work = flight.work.finally(() => {
      if (this.#flights.get(key) === flight) this.#flights.delete(key);
    });
    this.#flights.set(key, flight);
    return flight;
  }

  /**
   * Waits for a look until the deadline. A failure is remembered; where a chart is known all the same, it goes on
   * being shown. When all who wait leave before the deadline, the look ends with its calls to the registry.
   */
  async #wait(address: ChartAddress, flight: Flight, call: CallOptions, patience = Infinity): Promise<void> {
    const { shelf } = this.#options;
    const deadline = Math.min(this.#options.deadline, patience);
    const noted = flight.work.then(
      () => void this.#troubles.delete(addressText(address)),
      (error: unknown) => {
        this.#note(address, error);
        throw error;
      },
    );
    const isKnown = (): boolean => shelf.get(address)?.record.kind === 'chart';
    flight.waiting += 1;
    try {
      const outcome = await waitAtMost(noted, deadline, call.signal);
      if (outcome === 'late') flight.behind = true;
      if (outcome === 'late' && !isKnown()) throw tooLate(address, deadline);
    } catch (error) {
      if (isCanceled(error) || isBug(error) || !isKnown()) throw translate(error, address);
    } finally {
      flight.waiting -= 1;
      if (flight.waiting === 0 && !flight.behind) flight.abort.abort();
    }
  }

  #note(address: ChartAddress, error: unknown): void {
    if (isCanceled(error)) return;
    const message = error instanceof Error ? error.message : String(error);
    this.#troubles.set(addressText(address), { message, at: this.#options.now() });
    if (this.#troubles.size > 1000) this.#troubles.delete(this.#troubles.keys().next().value ?? '');
    if (isBug(error)) this.#options.report(error);
  }

  #checkScope({ repositories, name }: Source, { repository }: ChartAddress): void {
    if (scopeOf(repositories).includes(repository)) return;
    throw new AppError(
      'chart_not_found',
      `“${repository}” is not among the repositories configured for the registry “${name}”.`,
    );
  }
}

function notFound(address: ChartAddress): AppError {
  return new AppError('chart_not_found', `There is no chart “${addressText(address)}”.`);
}

function tooLate(address: ChartAddress, deadline: number): RegistryError {
  return new RegistryError(
    'timeout',
    `The registry did not say within ${deadline / 1000} s what “${addressText(address)}” holds. It is being read; try again in a moment.`,
  );
}

function translate(error: unknown, { registry, repository }: ChartAddress): unknown {
  if (!(error instanceof RegistryError) || error.kind !== 'not_found') return error;
  return new AppError('chart_not_found', `The registry “${registry}” has no repository “${repository}”.`, {
    cause: error,
  });
}
