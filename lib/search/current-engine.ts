import type { IndexSource } from '@/lib/search/index-segments';
import { joinImages } from '@/lib/search/join-images';
import { runStepsApart } from '@/lib/search/run-steps';
import { indexCorpus, type SearchCorpus } from '@/lib/search/search-corpus';
import type { SearchDocument } from '@/lib/search/search-document';
import { openSearchEngine, type SearchEngine } from '@/lib/search/search-engine';

export interface CurrentEngineOptions {
  source: IndexSource;
  /** what a page is to show for an icon */
  showIcon: (icon: string) => string;
  /** gives what else there is to do its turn; making an engine calls it in between */
  pause: () => Promise<void>;
  /** milliseconds */
  now: () => number;
}

/** While charts keep coming, at most one part in so many of the time goes into engines. */
const EFFORT = 10;

interface Made {
  mark: string;
  engine: SearchEngine;
  madeAt: number;
  /** milliseconds it took */
  effort: number;
}

/** The engine over what there is to search now, made when it is asked for and something has changed. */
export class CurrentEngine {
  readonly #options: CurrentEngineOptions;
  #made: Made | undefined;
  #making: Promise<Made> | undefined;

  constructor(options: CurrentEngineOptions) {
    this.#options = options;
  }

  /** The engine over every chart, or while they keep changing, over those of a moment ago. */
  async get(): Promise<SearchEngine> {
    for (;;) {
      const { mark, settled } = this.#look();
      const made = this.#made;
      if (made !== undefined && (made.mark === mark || (!settled && this.#isFresh(made)))) return made.engine;
      if (this.#making === undefined) {
        this.#making = this.#make(mark).finally(() => (this.#making = undefined));
        this.#made = await this.#making;
        return this.#made.engine;
      }
      await this.#making; // it may have begun before the last change
    }
  }

  #look(): { mark: string; settled: boolean } {
    const { source } = this.#options;
    const states = source.registries().map(({ name }) => source.indexState(name));
    return {
      mark: states.map(({ mark }) => mark).join(' '),
      settled: states.every(({ settled }) => settled),
    };
  }

  #isFresh({ madeAt, effort }: Made): boolean {
    const age = this.#options.now() - madeAt;
    return age >= 0 && age < effort * EFFORT;
  }

  async #make(mark: string): Promise<Made> {
    const { now, pause } = this.#options;
    const began = now();
    const corpus = await runStepsApart(indexCorpus(await this.#read()), pause);
    const madeAt = now();
    return { mark, engine: openSearchEngine(corpus), madeAt, effort: madeAt - began };
  }

  async #read(): Promise<SearchCorpus> {
    const { source, showIcon } = this.#options;
    const documents: SearchDocument[] = [];
    const images: (readonly string[])[] = [];
    for (const { name } of source.registries()) {
      const rows = await source.indexRows(name);
      const icons = new Map(rows.icons.map(({ repository, icon }) => [repository, icon]));
      for (const row of rows.charts) {
        const icon = icons.get(row.repository);
        documents.push(icon === undefined ? row : { ...row, icon: showIcon(icon) });
      }
      for (const used of joinImages(rows.charts, rows.images)) images.push(used);
    }
    return { documents, images };
  }
}
