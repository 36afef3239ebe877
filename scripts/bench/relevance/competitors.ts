import Fuse, { type IFuseOptions } from 'fuse.js';
import MiniSearch from 'minisearch';
import type { SearchDocument } from '@/lib/search/search-document';
import type { Find } from './measure';

/** What is searched of a chart. */
interface Entry {
  id: number;
  name: string;
  keywords: string[];
  description: string;
  images: string[];
  maintainers: string[];
}

/**
 * How much a field says about what a chart is. These weights and the threshold below are what these libraries answer
 * the labelled queries best with, of those tried; Fuse's own threshold of 0.6 lets too much through.
 */
const WEIGHTS = { name: 2, keywords: 1, description: 1, images: 1, maintainers: 1 };
const THRESHOLD = 0.4;
const FIELDS = Object.keys(WEIGHTS) as (keyof typeof WEIGHTS)[];
const LIMIT = 50;

/** Terms that only Chartroom reads: filters, of which the value is kept where it is a word of the chart. */
const FILTER = /^(?<field>[a-z]+):(?<value>.+)$/;
const WORD_FIELDS = new Set(['name', 'keyword', 'image', 'maintainer']);

/**
 * Prepares general search libraries for the same charts, by what they are called.
 * @param images by chart, the references of its images
 */
export function prepareCompetitors(
  documents: readonly SearchDocument[],
  images: readonly (readonly string[])[],
): Map<string, Find> {
  const entries = documents.map(({ name, keywords, description, maintainers }, id) => {
    return { id, name, keywords, description, maintainers, images: [...(images[id] ?? [])] };
  });
  return new Map([
    ['fuse', findWithFuse(entries, {})],
    ['fuse-token', findWithFuse(entries, { useTokenSearch: true })],
    ['minisearch', findWithMiniSearch(entries)],
  ]);
}

function findWithFuse(entries: Entry[], options: IFuseOptions<Entry>): Find {
  const keys = FIELDS.map((name) => ({ name, weight: WEIGHTS[name] }));
  // A word of a description counts wherever it stands; without this, only near the beginning.
  const fuse = new Fuse(entries, { ...options, keys, threshold: THRESHOLD, ignoreLocation: true });
  return (query) => fuse.search(plainWords(query), { limit: LIMIT }).map(({ item }) => item.name);
}

function findWithMiniSearch(entries: readonly Entry[]): Find {
  const index = new MiniSearch<Entry>({
    fields: FIELDS,
    storeFields: ['name'],
    searchOptions: { prefix: true, fuzzy: 0.2, boost: WEIGHTS },
  });
  index.addAll(entries);
  return (query) =>
    index
      .search(plainWords(query))
      .slice(0, LIMIT)
      .map(({ name }) => String(name));
}

/** The words of a query, without what these libraries would take for words: filters, quotes and excluded words. */
export function plainWords(query: string): string {
  const terms = query.match(/-?(?:[a-z]+:)?"[^"]*"|\S+/g) ?? [];
  return terms.flatMap(plainTerm).join(' ').trim();
}

function plainTerm(term: string): string[] {
  if (term.startsWith('-')) return [];
  const { field = '', value = '' } = FILTER.exec(term)?.groups ?? {};
  const isFilter = ['registry', 'app', 'version', 'license', 'is', ...WORD_FIELDS].includes(field);
  const text = !isFilter ? term : WORD_FIELDS.has(field) ? value : '';
  return text === '' ? [] : [text.replaceAll('"', '')];
}
