import type { ChartAddress } from '@/lib/references';
import type { IndexCopy } from '@/lib/search/index-copy';
import { joinImages } from '@/lib/search/join-images';
import { parseQuery } from '@/lib/search/parse-query';
import { runSteps, runStepsApart } from '@/lib/search/run-steps';
import { indexCorpus, indexImages, type IndexedCorpus } from '@/lib/search/search-corpus';
import type { SearchDocument } from '@/lib/search/search-document';
import { openSearchEngine, type SearchEngine } from '@/lib/search/search-engine';
import type { IndexState } from '@/lib/search/search-messages';
import type { SearchRequest } from '@/lib/search/search-request';
import type { SearchResult } from '@/lib/search/search-result';

/** What a query needs of the index: images only where it may ask for them. */
type ImageNeed = 'none' | 'welcome' | 'needed';

export interface SearchedIndexOptions {
  copy: IndexCopy;
  /** gives what else there is to do its turn; a long piece of work calls it in between */
  pause: () => Promise<void>;
  /** told when there is more to search without anybody having asked */
  changed: (state: IndexState) => void;
}

/** Searches a copy of the index, and makes the engine anew behind the searches when the copy changes. */
export class SearchedIndex {
  readonly #options: SearchedIndexOptions;
  #engine: SearchEngine | undefined;
  #corpus: IndexedCorpus | undefined;
  /** the copy's revision of charts that `#corpus` was made of */
  #charts: string | null = null;
  /** the same of images; null while they are not searched */
  #images: string | null = null;
  #icons = new Map<string, string>();
  #wantsImages = false;
  #wantsVersions = false;
  #working: Promise<unknown> = Promise.resolve();

  constructor(options: SearchedIndexOptions) {
    this.#options = options;
  }

  get state(): IndexState {
    const { copy } = this.#options;
    return {
      revision:
        this.#charts === null ? null : `${this.#charts} ${this.#images ?? ''} ${copy.revision(['icons'])}`,
      charts: this.#corpus?.documents.length ?? 0,
      incomplete: copy.incomplete,
    };
  }

  /** Takes up what the browser keeps. */
  open(): Promise<IndexState> {
    return this.#inTurn(async () => {
      const { copy } = this.#options;
      await copy.restore();
      // What was kept was wanted once, and costs no call.
      this.#wantsImages = copy.registries().some((registry) => copy.rows(registry, 'images').length > 0);
      await this.#build();
      void this.#inTurn(() => this.#prepare());
      return this.state;
    });
  }

  /**
   * Fetches what changed; icons come when there is something to search already.
   * @throws Error when the server can't be reached or its answer read
   */
  refresh(): Promise<IndexState> {
    return this.#inTurn(async () => {
      const { copy } = this.#options;
      if (this.#corpus === undefined) {
        await copy.update(['charts']);
        await this.#build();
        this.#options.changed(this.state); // whoever waits can begin
        await this.#prepare();
        await copy.complete(this.#wantedParts());
      } else await copy.update(this.#wantedParts());
      await this.#build();
      void this.#inTurn(() => copy.keepFetched());
      return this.state;
    });
  }

  /**
   * Searches what is here. Images are fetched when a query first asks for them: with `image:` it waits, else they join
   * a moment later.
   * @throws Error when there is nothing to search, or images are needed and can't be fetched
   */
  async search(request: SearchRequest, now: number): Promise<SearchResult> {
    if (this.#engine === undefined) await this.#working; // what is kept is being taken up
    if (this.#engine === undefined) await this.refresh();
    const need = this.#images === null ? needOf(request.query) : 'none';
    if (need === 'needed') await this.#fetchImages();
    if (this.#engine === undefined) throw new Error('There is no index to search yet.');
    const result = this.#engine.search(request, now);
    if (need === 'welcome' && !this.#wantsImages) {
      void this.#fetchImages().then(
        () => this.#options.changed(this.state),
        () => undefined, // a refresh tries again, and tells
      );
    }
    return {
      ...result,
      hits: result.hits.map((hit) => ({ ...hit, document: this.#withIcon(hit.document) })),
    };
  }

  /**
   * All versions of a chart, newest first; none for a chart that is not known.
   * @throws Error when they can't be fetched
   */
  versions({ registry, repository }: ChartAddress): Promise<string[]> {
    return this.#inTurn(async () => {
      const { copy } = this.#options;
      this.#wantsVersions = true;
      await copy.complete(['versions']);
      void this.#inTurn(() => copy.keepFetched());
      return (
        copy
          .rows(registry, 'versions')
          .find((row) => row.repository === repository)
          ?.versions.slice() ?? []
      );
    });
  }

  #wantedParts(): ('charts' | 'icons' | 'images' | 'versions')[] {
    return [
      'charts',
      'icons',
      ...(this.#wantsImages ? (['images'] as const) : []),
      ...(this.#wantsVersions ? (['versions'] as const) : []),
    ];
  }

  #fetchImages(): Promise<void> {
    this.#wantsImages = true;
    return this.#inTurn(async () => {
      const { copy } = this.#options;
      await copy.complete(['images']);
      await this.#build();
      void this.#inTurn(() => copy.keepFetched());
    });
  }

  /** Makes the engine anew where the copy has other charts or images. The one before answers meanwhile. */
  async #build(): Promise<void> {
    const { copy } = this.#options;
    const charts = copy.revision(['charts']);
    const images = this.#wantsImages ? copy.revision(['images']) : null;
    this.#icons = listIcons(copy);
    if (charts === null || (charts === this.#charts && images === this.#images)) return;
    const documents =
      charts === this.#charts && this.#corpus !== undefined
        ? this.#corpus.documents
        : copy.registries().flatMap((registry): readonly SearchDocument[] => copy.rows(registry, 'charts'));
    const corpus =
      documents === this.#corpus?.documents
        ? this.#corpus
        : await this.#run(indexCorpus({ documents, images: null }));
    const whole = images === null ? corpus : await this.#run(indexImages(corpus, listImages(copy)));
    this.#corpus = whole;
    this.#engine = openSearchEngine(whole);
    this.#charts = charts;
    this.#images = images;
  }

  /** Makes what the first search for a word spelt otherwise would have to wait for, behind what is asked already. */
  async #prepare(): Promise<void> {
    await this.#options.pause();
    this.#corpus?.words.vocabulary.prepare();
  }

  /** Gives way to searches where there is something to search. */
  async #run<Result>(steps: Generator<void, Result, void>): Promise<Result> {
    return this.#engine === undefined ? runSteps(steps) : runStepsApart(steps, this.#options.pause);
  }

  #withIcon(document: SearchDocument): SearchDocument {
    const icon = this.#icons.get(`${document.registry}/${document.repository}`);
    return icon === undefined ? document : { ...document, icon };
  }

  /** One after the other, whatever became of those before. */
  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#working.then(work, work);
    this.#working = turn.catch(() => undefined);
    return turn;
  }
}

function needOf(text: string): ImageNeed {
  let need: ImageNeed = 'none';
  for (const { condition, negated } of parseQuery(text).terms) {
    if (condition.kind === 'text' && condition.field === 'image') return 'needed';
    // What must not be found must be known of.
    if (condition.kind === 'word' || condition.kind === 'phrase') {
      if (negated) return 'needed';
      need = 'welcome';
    }
  }
  return need;
}

function listIcons(copy: IndexCopy): Map<string, string> {
  const icons = new Map<string, string>();
  for (const registry of copy.registries())
    for (const { repository, icon } of copy.rows(registry, 'icons'))
      icons.set(`${registry}/${repository}`, icon);
  return icons;
}

/** By chart, its images. */
function listImages(copy: IndexCopy): (readonly string[])[] {
  return copy
    .registries()
    .flatMap((registry) => joinImages(copy.rows(registry, 'charts'), copy.rows(registry, 'images')));
}
