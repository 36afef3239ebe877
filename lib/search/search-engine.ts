import { LRUCache } from 'lru-cache';
import { findClosestNames } from '@/lib/search/closest-names';
import { gatherEvidence, type Evidence } from '@/lib/search/evidence';
import { listAskedImages, listReadings } from '@/lib/search/explain-hit';
import { measureCloseness, preferUsers } from '@/lib/search/closeness';
import { countFacets } from '@/lib/search/facets';
import { compileChoices, compileCondition, compileExclusion, type Accepts } from '@/lib/search/filters';
import { listExclusions, sift, type Filter, type Sifted } from '@/lib/search/sift';
import { sortByDistance } from '@/lib/search/sort-by-distance';
import { FIELDS, KIND, matchWords, PARTIAL, type WordMatches } from '@/lib/search/match-words';
import { parseQuery } from '@/lib/search/parse-query';
import type { Condition, Query, Term } from '@/lib/search/query';
import { rankHits, type Rank } from '@/lib/search/rank-hits';
import { readWord } from '@/lib/search/read-word';
import { runSteps } from '@/lib/search/run-steps';
import type { SearchDocument } from '@/lib/search/search-document';
import { indexCorpus, type IndexedCorpus, type SearchCorpus } from '@/lib/search/search-corpus';
import { normalizeQuery, type SearchChoices, type SearchRequest } from '@/lib/search/search-request';
import type { Facets, SearchHit, SearchResult } from '@/lib/search/search-result';
import { readWords } from '@/lib/search/search-words';

export interface SearchEngine {
  /**
   * Searches. Never throws, whatever the query.
   * @param now milliseconds since the epoch, for what is asked by age
   */
  search(request: SearchRequest, now: number): SearchResult;
}

/** Found charts that fuse.js ranks; behind them the order of the first stage stands. */
const RANKED = 50;
const REMEMBERED_WORDS = 24; // while somebody types, only the last word is a new one
const REMEMBERED_FILTERS = 16;
const REMEMBERED_ANSWERS = 8; // windows of the list and the palette ask in turn
const MAX_WORDS = 12;
const MINUTE = 60_000;

/** Words that hold a sentence together; not looked for beside others. */
const GLUE = new Set(
  'a an and are as at by can do for from how i in into is it of on or our that the to use using via what which with your'.split(
    ' ',
  ),
);
/** Words that fit every chart; looked for, but not missed. */
const COMMON = new Set('app chart charts cluster helm kubernetes k8s'.split(' '));

/** A request answered, up to which part of the answer is wanted. */
interface Answer {
  typed: readonly string[];
  evidence: readonly Evidence[];
  /** the places of the charts, best first */
  places: Int32Array;
  partial: number;
  facets: Facets;
  ranks: Map<number, Rank>;
  unknown: string[];
  sifted: Sifted;
}

/** Prepares charts and searches them. The lists of the corpus may not change afterwards. */
export function createSearchEngine(corpus: SearchCorpus): SearchEngine {
  return openSearchEngine(runSteps(indexCorpus(corpus)));
}

/** Searches charts that are prepared. */
export function openSearchEngine(corpus: IndexedCorpus): SearchEngine {
  const { documents, words, images, order } = corpus;
  const placesByName = invert(order.byName);
  const placesByUpdate = invert(order.byUpdate);
  const placesByLife = invert(order.byLife);
  const remembered = new LRUCache<string, Evidence>({ max: REMEMBERED_WORDS });
  const answers = new LRUCache<string, Answer>({ max: REMEMBERED_ANSWERS });
  const compiled = new LRUCache<string, Accepts>({ max: REMEMBERED_FILTERS });
  let lastMatches: { typed: string; matches: WordMatches; words: readonly string[] } | undefined;

  function evidenceOf(word: string): Evidence {
    let evidence = remembered.get(word);
    if (evidence === undefined) {
      evidence = gatherEvidence(words, images, word, readWord(words, word));
      remembered.set(word, evidence);
    }
    return evidence;
  }

  /** Looks for the words, and without those that fit every chart when nothing has them all. */
  function match(typed: readonly string[]): { matches: WordMatches; words: readonly string[] } {
    const key = typed.join(' ');
    if (lastMatches?.typed === key) return lastMatches;
    const input = { documents, words, evidenceOf };
    let asked = without(GLUE, typed);
    let matches = matchWords(input, asked);
    const telling = without(COMMON, asked);
    if (matches.complete === 0 && telling !== asked) {
      asked = telling;
      matches = matchWords(input, asked);
    }
    lastMatches = { typed: key, matches, words: asked };
    return lastMatches;
  }

  function answer(query: Query, request: SearchRequest, now: number): Answer {
    const all = readTypedWords(query);
    const found = all.length === 0 ? undefined : match(all);
    const distances = found && preferUsers(corpus, query.terms, found.matches.distances);
    const filters = compileFilters(query.terms, now);
    const choices = Object.entries(compileChoices(corpus, request, now)) as [keyof SearchChoices, Accepts][];
    const sifted = sift(listInOrder(request, found !== undefined), distances, filters, choices);
    const sortsByDistance = request.sort === 'relevance';
    const places = sortsByDistance
      ? sortByDistance(sifted.kept, distances ?? measureCloseness(corpus, query.terms))
      : sifted.kept;
    const typed = found?.words ?? [];
    const evidence = found?.matches.evidence ?? [];
    const ranks = new Map<number, Rank>();
    if (distances !== undefined && request.sort === 'relevance')
      rerankHead(places, distances, evidence, typed, ranks);
    return {
      typed,
      evidence,
      places,
      // By another order than closeness, the partial ones are not the last.
      partial: sortsByDistance && distances !== undefined ? countPartial(places, distances) : 0,
      facets: countFacets(corpus, request, sifted, now),
      ranks,
      unknown: found?.matches.unknown ?? [],
      sifted,
    };
  }

  function compileFilters(terms: readonly Term[], now: number): Filter[] {
    return terms.flatMap(({ condition, negated }, term): Filter[] => {
      if (condition.kind === 'word' && !negated) return [];
      const accepts = compileTerm(condition, now);
      return [{ term, accepts: negated ? (place) => !accepts(place) : accepts }];
    });
  }

  /** Remembers what it compiled: while a word is typed, the filters beside it stay. */
  function compileTerm(condition: Condition, now: number): Accepts {
    const key = condition.kind === 'age' ? undefined : JSON.stringify(condition);
    const known = key === undefined ? undefined : compiled.get(key);
    if (known !== undefined) return known;
    const accepts =
      condition.kind === 'word'
        ? compileExclusion(corpus, condition.text)
        : compileCondition(corpus, condition, now);
    if (key !== undefined) compiled.set(key, accepts);
    return accepts;
  }

  /** All places in the order that holds among charts that are equally far. */
  function listInOrder({ sort }: SearchRequest, asked: boolean): Int32Array {
    if (sort === 'updated') return placesByUpdate;
    return sort === 'relevance' && asked ? placesByLife : placesByName;
  }

  /** Sorts the first charts by kind of answer, then by fuse.js's score to a twentieth, then as they were. */
  function rerankHead(
    places: Int32Array,
    distances: Float64Array,
    evidence: readonly Evidence[],
    typed: readonly string[],
    ranks: Map<number, Rank>,
  ): void {
    const head = [...places.subarray(0, RANKED)];
    rank(head, evidence, typed, ranks);
    const phrase = ` ${typed.join(' ')}`;
    const apart = new Map(head.map((place) => [place, hasPhrase(documents[place], phrase) ? 0 : 1]));
    const fieldsOf = (place: number): number => Math.floor((distances[place] ?? 0) / FIELDS);
    const kindOf = (place: number): number => Math.floor((distances[place] ?? 0) / KIND);
    const scoreOf = (place: number): number => Math.round((ranks.get(place)?.score ?? 1) * 20);
    head.sort(
      (a, b) =>
        fieldsOf(a) - fieldsOf(b) ||
        (apart.get(a) ?? 0) - (apart.get(b) ?? 0) ||
        kindOf(a) - kindOf(b) ||
        scoreOf(a) - scoreOf(b),
    ); // the rest stays: sorting is stable
    places.set(head);
  }

  /** Adds the ranks of the charts that have none yet, those with the same readings together. */
  function rank(
    places: readonly number[],
    evidence: readonly Evidence[],
    typed: readonly string[],
    ranks: Map<number, Rank>,
  ): void {
    const groups = new Map<string, number[]>();
    for (const place of places) {
      if (ranks.has(place)) continue;
      const readings = listReadings(corpus, evidence, typed, place).join(' ');
      const group = groups.get(readings);
      if (group === undefined) groups.set(readings, [place]);
      else group.push(place);
    }
    for (const [readings, group] of groups) {
      const own = group.flatMap((place) => documents[place] ?? []);
      const ranked = rankHits(own, readings === '' ? [] : readings.split(' '));
      for (const [i, place] of group.entries()) ranks.set(place, ranked[i] ?? { score: 1, highlights: [] });
    }
  }

  function search(request: SearchRequest, now: number): SearchResult {
    const query = parseQuery(normalizeQuery(request.query));
    const key = nameAnswer(query, request, now);
    let found = answers.get(key);
    if (found === undefined) {
      found = answer(query, request, now);
      answers.set(key, found);
    }
    const { places, evidence, typed, ranks } = found;
    const page = [...places.subarray(request.offset, request.offset + request.limit)];
    if (typed.length > 0) rank(page, evidence, typed, ranks);
    return {
      total: places.length,
      partial: found.partial,
      hits: page.flatMap((place): SearchHit[] => {
        const document = documents[place];
        const ranked = ranks.get(place);
        if (document === undefined) return [];
        return [
          {
            document,
            score: 1 - (ranked?.score ?? 1),
            highlights: ranked?.highlights ?? [],
            images: listAskedImages(corpus, evidence, typed, query.terms, place),
          },
        ];
      }),
      facets: found.facets,
      problems: query.problems,
      help:
        places.length > 0
          ? null
          : {
              suggestions: findClosestNames(documents, words, readTypedWords(query).join('')),
              unknownWords: found.unknown,
              exclusions: listExclusions(found.sifted, query, request.query),
            },
    };
  }

  return { search };
}

/** What is equal for texts that ask for the same: one that is still being typed often asks for nothing new. */
function nameAnswer({ terms }: Query, request: SearchRequest, now: number): string {
  const asked = terms.map(({ condition, negated }) => [condition, negated]);
  return JSON.stringify([asked, { ...request, query: '', offset: 0, limit: 0 }, Math.floor(now / MINUTE)]);
}

/**
 * The words that are to be found: the free ones, or where there are none, those of phrases, which filter in any case.
 * Not both: a phrase beside words must not change what the words find.
 */
function readTypedWords({ terms }: Query): string[] {
  for (const kind of ['word', 'phrase'] as const) {
    const typed = new Set<string>();
    for (const { condition, negated } of terms) {
      if (negated || condition.kind !== kind) continue;
      for (const word of readWords(condition.text)) typed.add(word);
    }
    if (typed.size > 0) return [...typed].slice(0, MAX_WORDS);
  }
  return [];
}

/** Whether the words stand side by side, as they were typed, in what describes a chart. */
function hasPhrase(document: SearchDocument | undefined, phrase: string): boolean {
  if (document === undefined) return false;
  return [document.name, document.description, ...document.keywords].some((text) =>
    ` ${readWords(text).join(' ')}`.includes(phrase),
  );
}

/** The words that are not among `those`, or the same list when nothing would be left out or nothing left. */
function without(those: ReadonlySet<string>, words: readonly string[]): readonly string[] {
  const others = words.filter((word) => !those.has(word));
  return others.length === 0 || others.length === words.length ? words : others;
}

function invert(ranks: Int32Array): Int32Array {
  const places = new Int32Array(ranks.length);
  for (const [place, rank] of ranks.entries()) places[rank] = place;
  return places;
}

function countPartial(places: Int32Array, distances: Float64Array): number {
  let partial = 0;
  while (partial < places.length && (distances[places[places.length - 1 - partial] ?? 0] ?? 0) >= PARTIAL)
    partial += 1;
  return partial;
}
