import { LRUCache } from 'lru-cache';
import MiniSearch from 'minisearch';
import type { SearchDocument } from '@/lib/search/search-document';
import { allowedEdits, compactText, readWords, swapNeighbours } from '@/lib/search/search-words';

/** Where in a chart a word was found; a lower number is worth more. */
export const FIELD = { name: 0, keyword: 1, text: 2 } as const;
type Field = (typeof FIELD)[keyof typeof FIELD];

/** That a chart has a word which somebody typed. */
export interface WordMatch {
  field: Field;
  /** whether only a word that is spelt alike was found */
  fuzzy: boolean;
  /** the typed word as it stands in the chart: itself, its parts, or the word it was taken for */
  readings: readonly string[];
  /** the readings as one word: what the typed word was taken for */
  taken: string;
  /** BM25, for comparing matches of the same field */
  score: number;
}

/** Place of the chart in the list that was indexed → its match. */
export type WordMatches = ReadonlyMap<number, WordMatch>;

export interface CompactNames {
  name: string;
  repository: string;
  /** registry and repository */
  address: string;
  /** how many words the name has */
  words: number;
}

/** Finds the charts that have a word, quickly: the first stage of a search. */
export interface WordIndex {
  /** Charts with a word that is or begins with `word`; where no name or keyword does, also words spelt alike. */
  find(word: string): WordMatches;
  /** What a chart is called, without anything between the words. */
  names(place: number): CompactNames;
  /** Charts whose name has a word that begins with two typed words written as one. */
  findJoined(first: string, second: string): WordMatches;
}

const FIELDS: Record<string, Field> = {
  name: FIELD.name,
  joined: FIELD.name,
  beginnings: FIELD.name,
  keywords: FIELD.keyword,
  path: FIELD.keyword,
  registry: FIELD.keyword,
  description: FIELD.text,
  release: FIELD.text,
};
const SHORT_FIELDS = ['name', 'joined', 'keywords', 'path'];
const LONG_FIELDS = ['description', 'release'];
const BOOST = { name: 6, joined: 5, beginnings: 5, keywords: 2, path: 2 };

const MAX_JOINED_WORDS = 6;
const SHORTEST_BEGINNING = 4;
const SHORTEST_PREFIX = 3; // letters; fewer begin a word in nearly every description
const REMEMBERED_WORDS = 32; // while somebody types, only the last word is a new one
const MAX_FUZZY_LENGTH = 32; // letters; nothing that long is one word mistyped

interface Lookup {
  fields?: string[];
  prefix?: boolean;
  /** edits allowed */
  fuzzy?: number;
}

/** How a word of the index reads for somebody who typed what led to it. */
type Reader = (indexed: string) => readonly string[];

interface Entry {
  id: number;
  document: SearchDocument;
}

/** Indexes charts by their words. The index holds places in `documents`, so that list may not change afterwards. */
export function createWordIndex(documents: readonly SearchDocument[]): WordIndex {
  const parts = new Map<string, readonly string[]>();
  const index = new MiniSearch<Entry>({
    fields: Object.keys(FIELDS),
    extractField: (entry, field) =>
      field === 'id' ? entry.id : listWords(entry.document, field, parts).join(' '),
    tokenize: (text) => text.split(' ').filter((word) => word !== ''),
    processTerm: (word) => word,
    searchOptions: { boost: BOOST },
  });
  index.addAll(documents.map((document, id) => ({ id, document })));

  const remembered = new LRUCache<string, WordMatches>({ max: REMEMBERED_WORDS });

  function collect(into: Map<number, WordMatch>, word: string, options: Lookup, read: Reader): void {
    const fuzzy = options.fuzzy !== undefined;
    for (const { id, match, score } of index.search(word, options)) {
      if (!into.has(id)) into.set(id, readMatch(match, read, fuzzy, score));
    }
  }

  /** Charts with a word that begins with `word`, read as `word` itself. */
  function collectBeginning(into: Map<number, WordMatch>, word: string): void {
    const itself = [word];
    const read = (indexed: string) => {
      const run = parts.get(indexed);
      return run === undefined ? itself : splitAlong(word, run);
    };
    collect(into, word, { fields: SHORT_FIELDS, prefix: true }, read);
    collect(into, word, { fields: LONG_FIELDS, prefix: word.length >= SHORTEST_PREFIX }, read);
    collect(into, word, { fields: ['registry'] }, read);
  }

  function find(word: string): WordMatches {
    const known = remembered.get(word);
    if (known !== undefined) return known;
    const matches = new Map<number, WordMatch>();
    collectBeginning(matches, word);
    if (![...matches.values()].some(({ field }) => field !== FIELD.text)) addAlike(word, matches);
    remembered.set(word, matches);
    return matches;
  }

  function addAlike(word: string, matches: Map<number, WordMatch>): void {
    if (word.length < SHORTEST_PREFIX || word.length > MAX_FUZZY_LENGTH) return;
    const alike = new Map<number, WordMatch>();
    for (const swapped of swapNeighbours(word)) collectBeginning(alike, swapped);
    const edits = allowedEdits(word);
    if (edits > 0) collect(alike, word, { fuzzy: edits }, (indexed) => parts.get(indexed) ?? [indexed]);
    for (const [id, match] of alike) if (!matches.has(id)) matches.set(id, { ...match, fuzzy: true });
  }

  function findJoined(first: string, second: string): WordMatches {
    const matches = new Map<number, WordMatch>();
    const itself = [first + second];
    collect(matches, first + second, { fields: ['name'], prefix: true }, () => itself);
    return matches;
  }

  const compact = documents.map(compactNames);
  function names(place: number): CompactNames {
    const found = compact[place];
    if (found === undefined) throw new RangeError(`No chart was indexed at ${place}.`);
    return found;
  }

  return { find, findJoined, names };
}

/** The best field a word was found in, and how all the words found there read; whole words before beginnings. */
function readMatch(match: Record<string, string[]>, read: Reader, fuzzy: boolean, score: number): WordMatch {
  let field: Field = FIELD.text;
  let readings: readonly string[] = [];
  let taken: readonly string[] | undefined;
  for (const [indexed, fields] of Object.entries(match)) {
    for (const name of fields) if ((FIELDS[name] ?? FIELD.text) < field) field = FIELDS[name] ?? FIELD.text;
    const reading = read(indexed);
    if (readings.length === 0) readings = reading;
    else if (reading !== readings) readings = [...new Set([...readings, ...reading])];
    if (taken === undefined && fields.some((name) => name !== 'beginnings')) taken = reading;
  }
  return { field, fuzzy, score, readings, taken: (taken ?? readings).join('') };
}

function listWords(document: SearchDocument, field: string, parts: Map<string, readonly string[]>): string[] {
  switch (field) {
    case 'name':
      return readWords(document.name);
    case 'joined':
      return joinWords(readWords(document.name), parts);
    case 'beginnings':
      return readWords(document.name).flatMap((word) =>
        Array.from({ length: Math.max(0, word.length - SHORTEST_BEGINNING) }, (_, i) =>
          word.slice(0, SHORTEST_BEGINNING + i),
        ),
      );
    case 'keywords':
      return document.keywords.flatMap(readWords);
    case 'path':
      return readWords(document.repository);
    case 'registry':
      return readWords(document.registry);
    case 'description':
      return readWords(document.description);
    default:
      return readWords(
        [document.version, document.appVersion ?? '', ...Object.keys(document.channels)].join(' '),
      );
  }
}

/** Neighbouring words written as one: `kubeprometheus`, `prometheusstack`, … */
function joinWords(words: readonly string[], parts: Map<string, readonly string[]>): string[] {
  const joined: string[] = [];
  const considered = words.slice(0, MAX_JOINED_WORDS);
  for (let from = 0; from < considered.length; from += 1) {
    for (let to = from + 2; to <= considered.length; to += 1) {
      const run = considered.slice(from, to);
      const word = run.join('');
      if (!parts.has(word)) parts.set(word, run);
      joined.push(word);
    }
  }
  return joined;
}

function compactNames({ name, registry, repository }: SearchDocument): CompactNames {
  const path = compactText(repository);
  const words = readWords(name);
  return {
    name: words.join(''),
    repository: path,
    address: compactText(registry) + path,
    words: words.length,
  };
}

/** Cuts `typed` where the words of a joined word end: `certman` along `cert`, `manager` is `cert`, `man`. */
function splitAlong(typed: string, words: readonly string[]): string[] {
  const pieces: string[] = [];
  let from = 0;
  for (const word of words) {
    if (from >= typed.length) break;
    pieces.push(typed.slice(from, from + word.length));
    from += word.length;
  }
  return pieces;
}
