import { createHash } from 'node:crypto';
import type { ChartSummary } from '@/lib/catalog/chart';

/** While charts keep coming, the list is made anew at most this often, in milliseconds. */
const PAUSE = 250;

/** The list of all charts as of a moment, and a mark that changes whenever the list does. */
export class ChartSnapshot {
  readonly #read: () => Iterable<ChartSummary>;
  readonly #now: () => number;
  readonly #fingerprints = new WeakMap<ChartSummary, string>();
  #charts: readonly ChartSummary[] = [];
  #revision = '';
  #stale = true;
  #madeAt = Number.NEGATIVE_INFINITY;

  /**
   * @param read gives the charts, in any order
   * @param now milliseconds, for the pause between two lists
   */
  constructor(read: () => Iterable<ChartSummary>, now: () => number) {
    this.#read = read;
    this.#now = now;
  }

  /** A chart came, went or changed. */
  invalidate(): void {
    this.#stale = true;
  }

  /**
   * All charts by name, then registry and repository; the same array until something changes.
   * @param settled false while a crawl is under way: a list a moment old will do then
   */
  charts(settled: boolean): readonly ChartSummary[] {
    this.#update(settled);
    return this.#charts;
  }

  /** Equal for equal lists, in every process. */
  revision(settled: boolean): string {
    this.#update(settled);
    return this.#revision;
  }

  #update(settled: boolean): void {
    if (!this.#stale) return;
    const now = this.#now();
    if (!settled && now - this.#madeAt < PAUSE && now >= this.#madeAt) return;
    this.#stale = false;
    this.#madeAt = now;
    const charts = [...this.#read()].sort(compareSummaries);
    const hash = createHash('sha256');
    for (const chart of charts) hash.update(this.#fingerprint(chart));
    const revision = hash.digest('base64url').slice(0, 22);
    if (revision === this.#revision) return;
    this.#revision = revision;
    this.#charts = charts;
  }

  #fingerprint(chart: ChartSummary): string {
    let fingerprint = this.#fingerprints.get(chart);
    if (fingerprint === undefined) {
      fingerprint = createHash('sha256').update(JSON.stringify(chart)).digest('base64url');
      this.#fingerprints.set(chart, fingerprint);
    }
    return fingerprint;
  }
}

function compareSummaries(a: ChartSummary, b: ChartSummary): number {
  return (
    compareText(a.name, b.name) ||
    compareText(a.registry, b.registry) ||
    compareText(a.repository, b.repository)
  );
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
