import { setMaxListeners } from 'node:events';
import type { ChartReader } from '@/lib/catalog/chart-reader';
import { crawl, type CrawlOutcome, type CrawlProgress } from '@/lib/catalog/crawl';
import { isCanceled } from '@/lib/catalog/failure';
import { crawlDelay } from '@/lib/catalog/freshness';
import { CRAWL_LOOK, FORCED_LOOK, type Look } from '@/lib/catalog/look';
import type {
  DiscoveryReport,
  RegistryState,
  RegistryStatus,
  RepositoryFailure,
} from '@/lib/catalog/registry-state';
import type { RepositoryReader } from '@/lib/catalog/repository-reader';
import type { RepositoryShelf } from '@/lib/catalog/repository-shelf';
import type { Source } from '@/lib/catalog/source';
import { jsonTable, put, type Store } from '@/lib/store/store';

/** How a registry was after its last crawl. */
interface CrawlRecord {
  status: Exclude<RegistryStatus, 'crawling'>;
  repositories: number;
  complete: boolean;
  /** milliseconds since the epoch */
  crawledAt: number | null;
  error: string | null;
  failures: RepositoryFailure[];
  lastCrawl: { requests: number; duration: number } | null;
  discovery: DiscoveryReport;
}

const crawls = jsonTable<CrawlRecord>('crawl', 2);

const NEVER: CrawlRecord = {
  status: 'ok',
  repositories: 0,
  complete: false,
  crawledAt: null,
  error: null,
  failures: [],
  lastCrawl: null,
  discovery: { method: null, attempts: [] },
};

export interface RegistryCrawlerOptions {
  store: Store;
  /** reads the registry */
  charts: ChartReader;
  reader: RepositoryReader;
  shelf: RepositoryShelf;
  /** milliseconds since the epoch */
  now: () => number;
  /** a number in [0, 1) */
  random: () => number;
  /** a crawl has ended, well or not; the signal ends what is begun then */
  onCrawled: (source: Source, signal: AbortSignal) => void;
  /** told whenever the registry's state has changed */
  onState: (registry: string) => void;
  /** takes what nobody waits for and nobody expected */
  report: (error: unknown) => void;
}

/** Crawls one registry again and again, and knows how it is doing. */
export class RegistryCrawler {
  readonly source: Source;
  readonly #options: RegistryCrawlerOptions;
  readonly #life = new AbortController();
  #record: CrawlRecord;
  #progress: CrawlProgress | null = null;
  /** whether the crawl under way has had an answer */
  #reached = false;
  #running: Promise<void> | undefined;
  #again = false;
  #timer: NodeJS.Timeout | undefined;

  private constructor(source: Source, options: RegistryCrawlerOptions, record: CrawlRecord) {
    this.source = source;
    this.#options = options;
    this.#record = record;
    setMaxListeners(0, this.#life.signal); // one for each call under way
  }

  /** A crawler that remembers its registry's last crawl. */
  static async open(source: Source, options: RegistryCrawlerOptions): Promise<RegistryCrawler> {
    const record = await options.store.get(crawls, [source.name]);
    return new RegistryCrawler(source, options, record ?? NEVER);
  }

  /** Whether a crawl is under way. */
  get busy(): boolean {
    return this.#running !== undefined;
  }

  /** Why the registry gave no answer when it was last crawled, or null. */
  get outage(): string | null {
    return this.#record.status === 'unreachable' && !this.#reached ? this.#record.error : null;
  }

  /** Whether everything the registry has was read. */
  get complete(): boolean {
    return this.#record.complete;
  }

  /** Begins to crawl, at once and then again every `refresh` milliseconds. */
  start(): void {
    this.#begin(CRAWL_LOOK);
  }

  /** Crawls now, known channels included; after the crawl under way, if there is one. */
  refresh(): void {
    if (this.#running === undefined) this.#begin(FORCED_LOOK);
    else this.#again = true;
  }

  /** Ends the crawl under way and plans no other. */
  async close(): Promise<void> {
    this.#life.abort();
    clearTimeout(this.#timer);
    await this.#running;
  }

  /** @param charts how many charts of this registry are known */
  state(charts: number): RegistryState {
    const { source } = this;
    const { crawledAt, ...record } = this.#record;
    const registry = source.kind === 'helm-repository' ? undefined : source.registry;
    const pending = this.busy || (crawledAt === null && record.error === null);
    return {
      name: source.name,
      url: source.url,
      kind: source.kind,
      ...record,
      status: pending && this.outage === null ? 'crawling' : record.status,
      charts,
      repositories: Math.max(record.repositories, this.#progress?.found ?? 0),
      crawledAt: crawledAt === null ? null : new Date(crawledAt).toISOString(),
      progress: this.#progress === null ? null : { ...this.#progress },
      abilities: registry?.abilities() ?? {},
      condition: registry?.condition() ?? null,
      insecure: source.insecure === true,
      promotion: source.promotion,
    };
  }

  #begin(look: Look): void {
    if (this.#running !== undefined || this.#life.signal.aborted) return;
    clearTimeout(this.#timer);
    this.#again = false;
    this.#running = this.#run(look);
    this.#options.onState(this.source.name);
  }

  async #run(look: Look): Promise<void> {
    await this.#crawl(look);
    this.#running = undefined;
    this.#progress = null;
    this.#options.onState(this.source.name);
    this.#plan();
  }

  #plan(): void {
    if (this.#life.signal.aborted) return;
    this.#options.onCrawled(this.source, this.#life.signal);
    if (this.#again) {
      this.#begin(FORCED_LOOK);
      return;
    }
    const delay = crawlDelay(this.source.refresh, this.outage === null, this.#options.random());
    this.#timer = setTimeout(() => this.#begin(CRAWL_LOOK), delay).unref();
  }

  /** One crawl. Never rejects. */
  async #crawl(look: Look): Promise<void> {
    const { store, shelf, charts, reader, now, report } = this.#options;
    const { source } = this;
    const began = { at: now(), requests: charts.requests };
    const progress = { read: 0, found: 0 };
    this.#progress = progress;
    this.#reached = false;
    try {
      const onReached = (): void => {
        this.#reached = true;
      };
      const signal = this.#life.signal;
      const outcome = await crawl({ source, charts, reader, shelf, look, signal, progress, onReached });
      this.#reached = outcome.reached;
      const lastCrawl = { requests: charts.requests - began.requests, duration: now() - began.at };
      this.#record = recordOf(outcome, this.#record, now(), lastCrawl);
      await store.write([put(crawls, [source.name], this.#record)]);
    } catch (error) {
      if (isCanceled(error) && this.#life.signal.aborted) return;
      const message = error instanceof Error ? error.message : String(error);
      this.#record = {
        ...this.#record,
        status: 'degraded',
        complete: false,
        error: `The crawl broke off: ${message}`,
      };
      report(error);
    }
  }
}

/** How a registry is after a crawl. One that did not answer keeps what was known of it. */
function recordOf(
  outcome: CrawlOutcome,
  before: CrawlRecord,
  at: number,
  lastCrawl: { requests: number; duration: number },
): CrawlRecord {
  const { reached, complete, error, failures, discovery } = outcome;
  if (!reached) return { ...before, status: 'unreachable', complete: false, error };
  return {
    status: error === null ? 'ok' : 'degraded',
    repositories: outcome.repositories === 0 && error !== null ? before.repositories : outcome.repositories,
    complete,
    crawledAt: complete || outcome.repositories > 0 ? at : before.crawledAt,
    error,
    failures,
    lastCrawl,
    discovery,
  };
}
