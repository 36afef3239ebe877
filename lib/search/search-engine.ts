import Fuse from 'fuse.js';
import { applyFilters, type Facets } from '@/lib/search/facets';
import { matchQuery, type Match } from '@/lib/search/match-query';
import { rankHits, type Highlight, type Rank } from '@/lib/search/rank-hits';
import type { SearchDocument } from '@/lib/search/search-document';
import { orderDocuments, type SearchOrder } from '@/lib/search/search-order';
import { normalizeQuery, type SearchRequest, type SearchSort } from '@/lib/search/search-request';
import { createWordIndex, type WordIndex } from '@/lib/search/word-index';

export interface SearchHit {
  document: SearchDocument;
  /** how well the chart answers the words, from 1 down towards 0; 0 when there were no words */
  score: number;
  highlights: Highlight[];
}

/** Part of what was found, and counts over the whole of it. */
export interface SearchResult {
  total: number;
  hits: SearchHit[];
  facets: Facets;
  /** names close to the query, at most three, when nothing was found whatever the filters */
  suggestions: string[];
}

export interface SearchEngine {
  search(request: SearchRequest): SearchResult;
}

/** Found charts that fuse.js ranks; behind them the order of the first stage stands. */
const RANKED = 100;
const SUGGESTIONS = 3;
const LONGEST_SUGGESTED = 32; // letters of the query; fuse.js looks for that many at once

/**
 * Searches a list of charts. The first query builds the word index (some 50 µs a chart); listing without words needs
 * none. The list may not change afterwards.
 */
export function createSearchEngine(documents: readonly SearchDocument[]): SearchEngine {
  const order = orderDocuments(documents);
  let words: WordIndex | undefined;
  let last: { query: string; matches: Match[] } | undefined;

  function find(query: string): Match[] {
    if (last?.query === query) return last.matches;
    words ??= createWordIndex(documents);
    const matches = matchQuery(documents, words, query);
    last = { query, matches };
    return matches;
  }

  function search(request: SearchRequest): SearchResult {
    const query = normalizeQuery(request.query);
    const found = query === '' ? listAll(documents) : find(query);
    const { kept, facets } = applyFilters(found, request);
    sortMatches(kept, request.sort, order);
    const ranks = new Map<number, Rank>();
    if (request.sort === 'relevance' && query !== '') rerankHead(kept, ranks, order);
    const page = kept.slice(request.offset, request.offset + request.limit);
    if (query !== '') rankMatches(page, ranks);
    return {
      total: kept.length,
      hits: page.map(({ document, place }) => ({
        document,
        score: 1 - (ranks.get(place)?.score ?? 1),
        highlights: ranks.get(place)?.highlights ?? [],
      })),
      facets,
      suggestions: found.length === 0 && query !== '' ? suggestNames(documents, query) : [],
    };
  }

  return { search };
}

function listAll(documents: readonly SearchDocument[]): Match[] {
  return documents.map((document, place) => ({
    document,
    place,
    grade: document.deprecated ? 1 : 0,
    nameWords: 0,
    score: 0,
    readings: [],
  }));
}

function sortMatches(matches: Match[], sort: SearchSort, { byName, byUpdate }: SearchOrder): void {
  switch (sort) {
    case 'name':
      matches.sort((a, b) => compareRanks(byName, a, b));
      break;
    case 'updated':
      matches.sort((a, b) => compareRanks(byUpdate, a, b));
      break;
    case 'relevance':
      matches.sort(
        (a, b) =>
          a.grade - b.grade || a.nameWords - b.nameWords || b.score - a.score || compareRanks(byName, a, b),
      );
  }
}

/**
 * Sorts the first of the matches by grade, then by how few words the name has (`prometheus` before `prom-label-proxy`
 * for `prom`), then by fuse.js's score to a hundredth, then the newer one first.
 */
function rerankHead(matches: Match[], ranks: Map<number, Rank>, { byUpdate }: SearchOrder): void {
  const head = matches.slice(0, RANKED);
  rankMatches(head, ranks);
  const scoreOf = ({ place }: Match) => Math.round((ranks.get(place)?.score ?? 1) * 100);
  head.sort(
    (a, b) =>
      a.grade - b.grade ||
      a.nameWords - b.nameWords ||
      scoreOf(a) - scoreOf(b) ||
      compareRanks(byUpdate, a, b),
  );
  matches.splice(0, head.length, ...head);
}

/** Adds the ranks of the matches that have none yet, those with the same readings together. */
function rankMatches(matches: readonly Match[], ranks: Map<number, Rank>): void {
  const groups = new Map<string, Match[]>();
  for (const match of matches) {
    if (ranks.has(match.place)) continue;
    const readings = match.readings.join(' ');
    const group = groups.get(readings);
    if (group === undefined) groups.set(readings, [match]);
    else group.push(match);
  }
  for (const [readings, group] of groups) {
    const ranked = rankHits(
      group.map(({ document }) => document),
      readings.split(' '),
    );
    for (const [i, rank] of ranked.entries()) {
      const place = group[i]?.place;
      if (place !== undefined) ranks.set(place, rank);
    }
  }
}

function compareRanks(ranks: Int32Array, a: Match, b: Match): number {
  return (ranks[a.place] ?? 0) - (ranks[b.place] ?? 0);
}

function suggestNames(documents: readonly SearchDocument[], query: string): string[] {
  const names = [...new Set(documents.map(({ name }) => name))];
  const fuse = new Fuse(names, { threshold: 0.5, distance: 50, ignoreDiacritics: true });
  return fuse.search(query.slice(0, LONGEST_SUGGESTED), { limit: SUGGESTIONS }).map(({ item }) => item);
}
