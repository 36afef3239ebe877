import { FIELD, type ChartWords } from '@/lib/search/chart-words';
import type { Postings } from '@/lib/search/postings';
import { allowedEdits } from '@/lib/search/search-words';
import { SHORT_NAMES } from '@/lib/search/short-names';

/** How a word of a chart answers a typed one; lower is closer. */
export const QUALITY = {
  /** the same word */
  same: 0,
  /** what the typed word is short for */
  shortName: 1,
  /** another form: a plural, who does what was asked for */
  stem: 2,
  /** typed in one and written apart, or the other way round */
  joined: 3,
  /** the typed word begins it */
  beginning: 4,
  /** the typed word is inside */
  inside: 8,
  oneEdit: 9,
  oneEditBeginning: 10,
  twoEdits: 11,
} as const;

/** Qualities from here on take the typed word for another one. */
export const GUESSED = QUALITY.inside;

/** A word of the vocabulary, and how it answers. */
export interface Reading {
  id: number;
  quality: number;
}

/** Everything a typed word may stand for in charts. */
export interface WordReadings {
  readings: Reading[];
  /** words it may be made of: for each part, what it may stand for; a chart must have every part */
  parts: Reading[][];
}

const NAMED = FIELD.name | FIELD.whole | FIELD.keyword;
const SHORTEST_INSIDE = 4;
/** Shorter beginnings with an edit begin too much: `probe` would be `prome`, and find Prometheus. */
const SHORTEST_BEGINNING = 6;
const SHORTEST_PART = 2;
const MAX_PARTS = 5;

/**
 * Finds what a typed word may stand for: itself, words that it begins, its other forms and what it is short for. Where
 * no name and no keyword is among these, also words it may be glued together from, words that hold it, and words that
 * are spelt alike.
 */
export function readWord(words: ChartWords, word: string): WordReadings {
  const readings = readPlainly(words, word);
  const known = readings.some(
    ({ id, quality }) => quality < QUALITY.beginning || ((words.fields[id] ?? 0) & NAMED) !== 0,
  );
  if (known || /^[\d.]+$/.test(word)) return { readings, parts: [] };
  const parts = splitWord(words, word);
  if (parts.length === 0) readings.push(...guessWord(words, word));
  return { readings, parts };
}

/** What a word stands for without guessing. */
export function readPlainly(postings: Postings, word: string): Reading[] {
  const { vocabulary } = postings;
  const readings: Reading[] = [];
  const same = vocabulary.find(word);
  if (same !== undefined) readings.push({ id: same, quality: QUALITY.same });
  for (const long of Object.hasOwn(SHORT_NAMES, word) ? (SHORT_NAMES[word] ?? []) : []) {
    const id = vocabulary.find(long);
    if (id !== undefined) readings.push({ id, quality: QUALITY.shortName });
  }
  for (const id of vocabulary.sameStem(word)) readings.push({ id, quality: QUALITY.stem });
  for (const begun of listBegun(postings, word)) if (begun.id !== same) readings.push(begun);
  return readings;
}

/** The words that begin so, the word itself among them. */
export function listBegun({ vocabulary }: Postings, start: string): Reading[] {
  const [from, to] = vocabulary.beginning(start);
  return Array.from({ length: to - from }, (_, i) => ({ id: from + i, quality: QUALITY.beginning }));
}

/** Cuts a word into words of names and keywords, longest first; the last one may only be begun. Empty if it can't be. */
function splitWord(words: ChartWords, word: string): Reading[][] {
  const { vocabulary, fields } = words;
  const isNamed = (id: number): boolean => ((fields[id] ?? 0) & NAMED) !== 0;

  function cut(from: number, left: number): Reading[][] | undefined {
    if (from === word.length) return [];
    if (left === 0) return undefined;
    for (let to = word.length; to >= from + SHORTEST_PART; to -= 1) {
      if (from === 0 && to === word.length) continue;
      const part = word.slice(from, to);
      const id = vocabulary.find(part);
      if (id === undefined || !isNamed(id)) continue;
      const rest = cut(to, left - 1);
      if (rest !== undefined) return [[{ id, quality: QUALITY.joined }], ...rest];
    }
    if (from === 0) return undefined;
    const begun = listBegun(words, word.slice(from)).filter(({ id }) => isNamed(id));
    return begun.length === 0 ? undefined : [begun];
  }

  return cut(0, MAX_PARTS) ?? [];
}

/** Words that the typed one is inside of, and words spelt alike. */
function guessWord({ vocabulary, fields }: ChartWords, word: string): Reading[] {
  const readings: Reading[] = [];
  if (word.length >= SHORTEST_INSIDE) {
    for (const id of vocabulary.containing(word))
      if (((fields[id] ?? 0) & NAMED) !== 0) readings.push({ id, quality: QUALITY.inside });
  }
  const edits = allowedEdits(word);
  if (edits === 0) return readings;
  for (const alike of vocabulary.alike(word, edits)) {
    if (alike.beginning) {
      if (word.length >= SHORTEST_BEGINNING)
        readings.push({ id: alike.id, quality: QUALITY.oneEditBeginning });
    } else readings.push({ id: alike.id, quality: alike.edits < 2 ? QUALITY.oneEdit : QUALITY.twoEdits });
  }
  return readings;
}
