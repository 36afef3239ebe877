import type { ChartWords } from '@/lib/search/chart-words';
import {
  fieldOf,
  gatherJoined,
  qualityOf,
  RANKED_FIELD,
  takeBetter,
  type Evidence,
} from '@/lib/search/evidence';
import { GUESSED, QUALITY } from '@/lib/search/read-word';
import type { SearchDocument } from '@/lib/search/search-document';

/** What charts make of the words of a query. */
export interface WordMatches {
  /** by chart: how far it is from the words, a whole number; NaN when it does not answer */
  distances: Float64Array;
  /** charts that have all the words */
  complete: number;
  /** one for each word, and those for words taken together */
  evidence: Evidence[];
  /** the words that no chart has */
  unknown: string[];
}

/** How well a chart answers a query; a lower grade comes first, whatever the rest says. */
const GRADE = { exact: 0, beginning: 1, name: 2, keyword: 3, description: 4, other: 5 } as const;

/** With fewer charts than this that have all the words, those that have some follow. */
const FEW = 5;
/** The share of what the words tell that a chart must have to be one of those. */
const LEAST_SHARE = 0.25;
/** The part of a distance above this tells one kind of answer from another; below is closeness. */
export const KIND = 2;
/** The part of a distance above this tells in which fields the words are, and whether they had to be guessed. */
export const FIELDS = 64 * 16;
/** Distances from here on are of charts that have only some of the words. */
export const PARTIAL = 4 * 16 * FIELDS;

/** How far a chart is that uses an image which is asked for by its reference: as one with the words as keywords. */
export const USES_IMAGE = GRADE.keyword * 2 * FIELDS;

const MAX_JOINED = 4;

export interface MatchInput {
  documents: readonly SearchDocument[];
  words: ChartWords;
  /** what was gathered for a word; may remember */
  evidenceOf: (word: string) => Evidence;
}

/**
 * Finds the charts that have every word, in any order, apart or joined, and says how far each is from the words: exact
 * name, beginning of the name, words of the name, keywords, description, everything else; what had to be guessed comes
 * behind all that had not. Where hardly any chart has every word, those that have the more telling ones follow.
 * A deprecated chart comes behind the live ones of the next lower grade, or of its own when its name is exactly what
 * was asked for.
 * @param typed at least one word
 */
export function matchWords(input: MatchInput, typed: readonly string[]): WordMatches {
  const { documents, words, evidenceOf } = input;
  const single = typed.map(evidenceOf);
  const unknown = typed.filter((_, i) => single[i]?.values.every((value) => value === 0));
  const joined = listJoined(words, typed);
  const values = mergeJoined(single, joined);
  const whole =
    typed.length === 1
      ? single[0]?.whole
      : joined.find(({ count }) => count === typed.length)?.evidence.whole;
  const telling = weighWords(values);
  const distances = new Float64Array(documents.length).fill(Number.NaN);
  let complete = 0;
  for (let place = 0; place < documents.length; place += 1) {
    if (!hasAll(values, place)) continue;
    complete += 1;
    distances[place] = gradeChart(
      values,
      telling,
      place,
      whole?.[place] ?? 0,
      words.nameWords[place] ?? 0,
      documents[place]?.deprecated === true,
    );
  }
  if (complete < FEW && values.length > 1) addPartial(input, values, telling, distances);
  return { distances, complete, evidence: [...single, ...joined.map(({ evidence }) => evidence)], unknown };
}

function hasAll(values: readonly Uint8Array[], place: number): boolean {
  for (let i = 0; i < values.length; i += 1) if (values[i]?.[place] === 0) return false;
  return true;
}

interface Joined {
  from: number;
  count: number;
  evidence: Evidence;
}

/** Neighbouring words that charts write as one. */
function listJoined(words: ChartWords, typed: readonly string[]): Joined[] {
  const joined: Joined[] = [];
  for (let from = 0; from < typed.length; from += 1) {
    for (let count = 2; from + count <= typed.length; count += 1) {
      if (count > MAX_JOINED && count < typed.length) continue;
      const mayBegin = from + count === typed.length;
      const evidence = gatherJoined(words, typed.slice(from, from + count).join(''), mayBegin);
      if (evidence !== undefined) joined.push({ from, count, evidence });
    }
  }
  return joined;
}

/** How much each word tells: the more, the fewer charts have it. */
function weighWords(values: readonly Uint8Array[]): number[] {
  if (values.length === 1) return [1];
  return values.map((one) => {
    let count = 0;
    for (let place = 0; place < one.length; place += 1) if (one[place] !== 0) count += 1;
    return count === 0 ? 0 : Math.log(1 + one.length / count);
  });
}

/** The values of each word, where a run of words found as one stands for all of them. */
function mergeJoined(single: readonly Evidence[], joined: readonly Joined[]): Uint8Array[] {
  const values = single.map((evidence) => evidence.values);
  for (const { from, count, evidence } of joined) {
    for (let i = from; i < from + count; i += 1) {
      const before = values[i];
      if (before === undefined) continue;
      const own = before === single[i]?.values ? before.slice() : before;
      for (let place = 0; place < own.length; place += 1) takeBetter(own, place, evidence.values[place] ?? 0);
      values[i] = own;
    }
  }
  return values;
}

/** The kind of an answer and how close it is: one number. */
function gradeChart(
  values: readonly Uint8Array[],
  telling: readonly number[],
  place: number,
  whole: number,
  nameWords: number,
  deprecated: boolean,
): number {
  let worst = 0;
  let guess = 0;
  let sum = 0;
  let entire = 0;
  let told = 0;
  let deep = 0;
  let count = 0;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i]?.[place] ?? 0;
    if (value === 0) continue;
    const field = fieldOf(value);
    const quality = qualityOf(value);
    count += 1;
    sum += field * 16 + quality;
    told += telling[i] ?? 0;
    deep += (telling[i] ?? 0) * field;
    if (field > worst) worst = field;
    if (quality >= GUESSED) guess = Math.max(guess, quality === QUALITY.oneEdit ? 1 : 2);
    if (field === RANKED_FIELD.name && quality !== QUALITY.beginning && quality !== QUALITY.inside)
      entire += 1;
  }
  const all = count === values.length;
  const grade = gradeName(all ? whole : 0, worst, all && entire === count && count === nameWords);
  const sunk = grade === GRADE.exact ? 1 : 3;
  // Between the fields when the words are in several: the more telling ones count for more.
  const depth =
    grade > GRADE.name ? Math.max(GRADE.name * 2 + 1, Math.round((GRADE.name + deep / told) * 2)) : grade * 2;
  const half = depth + (deprecated ? sunk : 0);
  const close = worst === RANKED_FIELD.name || entire > 0 ? nameWords : 0;
  return ((guess * 16 + half) * 16 + close) * 64 + Math.min(63, Math.round(sum / count));
}

function gradeName(whole: number, worst: number, entire: boolean): number {
  if (whole === 2 || entire) return GRADE.exact;
  if (whole === 1) return GRADE.beginning;
  return GRADE.name + worst;
}

/** What a word in each field is worth: name, keywords, description, everything else. */
const WORTH = [1, 0.9, 0.75, 0.5] as const;
const GUESS_WORTH = 0.5;

function worthOf(value: number): number {
  return (WORTH[fieldOf(value)] ?? 0) * (qualityOf(value) >= GUESSED ? GUESS_WORTH : 1);
}

/** Adds the charts that have the more telling ones of the words, those with most of them first. */
function addPartial(
  { documents, words }: MatchInput,
  values: readonly Uint8Array[],
  telling: readonly number[],
  distances: Float64Array,
): void {
  // What no chart has tells nothing of any: it is only told.
  const most = telling.reduce((sum, weight) => sum + weight, 0);
  if (most === 0) return;
  for (let place = 0; place < documents.length; place += 1) {
    if (!Number.isNaN(distances[place])) continue;
    let share = 0;
    for (let i = 0; i < values.length; i += 1) {
      const value = values[i]?.[place] ?? 0;
      if (value !== 0) share += ((telling[i] ?? 0) / most) * worthOf(value);
    }
    if (share < LEAST_SHARE) continue;
    const bucket = Math.round((1 - share) * 24);
    const kind = gradeChart(
      values,
      telling,
      place,
      0,
      words.nameWords[place] ?? 0,
      documents[place]?.deprecated === true,
    );
    distances[place] = PARTIAL * (1 + bucket) + kind;
  }
}
