import type { ChartSummary } from '@/lib/catalog/chart';

/** While charts keep coming, the list is made anew at most this often, in milliseconds. */
const PAUSE = 250;

/** The list of all charts as of a moment. */
export class ChartSnapshot {
  readonly #read: () => Iterable<ChartSummary>;
  readonly #now: () => number;
  #charts: readonly ChartSummary[] = [];
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

  #update(settled: boolean): void {
    if (!this.#stale) return;
    const now = this.#now();
    if (!settled && now - this.#madeAt < PAUSE && now >= this.#madeAt) return;
    this.#stale = false;
    this.#madeAt = now;
    const charts = [...this.#read()].sort(compareSummaries);
    // What is equal stays the same object: see RepositoryShelf.save.
    const before = this.#charts;
    if (charts.length === before.length && charts.every((chart, i) => chart === before[i])) return;
    this.#charts = charts;
  }
}

/** Orders charts by name, then registry and repository (UTF-16 code units). For `sort`. */
export function compareSummaries(
  a: Pick<ChartSummary, 'name' | 'registry' | 'repository'>,
  b: Pick<ChartSummary, 'name' | 'registry' | 'repository'>,
): number {
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
