import { FIELD, type ChartWords } from '@/lib/search/chart-words';
import type { ImageWords } from '@/lib/search/image-words';
import {
  GUESSED,
  QUALITY,
  listBegun,
  readPlainly,
  type Reading,
  type WordReadings,
} from '@/lib/search/read-word';

/** What charts have of a typed word. All arrays are by chart. */
export interface Evidence {
  /** what was typed: a word, or several as one */
  text: string;
  /** 0 where the chart has nothing; else see `fieldOf`, `qualityOf`; lower is better */
  values: Uint8Array;
  /** whether the word is the whole name (2) or begins it (1) */
  whole: Uint8Array;
  /** how each word of the vocabulary was read */
  readings: ReadonlyMap<number, number>;
}

/** Fields as evidence ranks them. */
export const RANKED_FIELD = { name: 0, keyword: 1, description: 2, other: 3 } as const;

const GUESS = 64;
const SHORTEST_IN_TEXT = 3; // letters of a beginning; fewer begin a word in nearly every description

/** By mask of a chart's fields: the best of them. */
const BEST_FIELD = Uint8Array.from({ length: 32 }, (_, mask) => {
  if ((mask & (FIELD.name | FIELD.whole)) !== 0) return RANKED_FIELD.name;
  if ((mask & FIELD.keyword) !== 0) return RANKED_FIELD.keyword;
  return (mask & FIELD.description) !== 0 ? RANKED_FIELD.description : RANKED_FIELD.other;
});

function toValue(field: number, quality: number): number {
  return 1 + (quality >= GUESSED ? GUESS : 0) + field * 16 + quality;
}

/** The best field a word was found in: one of `RANKED_FIELD`. */
export function fieldOf(value: number): number {
  return ((value - 1) >> 4) & 3;
}

/** How it was found: one of `QUALITY`. */
export function qualityOf(value: number): number {
  return (value - 1) & 15;
}

/** Notes a value for a chart unless a better one is known; 0 is none. */
export function takeBetter(values: Uint8Array, place: number, value: number): void {
  const known = values[place] ?? 0;
  if (value !== 0 && (known === 0 || value < known)) values[place] = value;
}

/** Finds the charts that have what a typed word may stand for. */
export function gatherEvidence(
  words: ChartWords,
  images: ImageWords | null,
  word: string,
  { readings, parts }: WordReadings,
): Evidence {
  const evidence = emptyEvidence(words, word);
  // The 3 of “redis 3” begins a version.
  const everywhere = word.length >= SHORTEST_IN_TEXT || /^\d/.test(word);
  collect(words, readings, everywhere, evidence);
  if (parts.length > 0) collectParts(words, parts, evidence);
  if (images !== null) collectImages(images, word, everywhere, evidence.values);
  return evidence;
}

/** Finds the charts that have several typed words written as one; undefined when none has. */
export function gatherJoined(words: ChartWords, joined: string, mayBegin: boolean): Evidence | undefined {
  const { vocabulary } = words;
  const same = vocabulary.find(joined);
  const readings: Reading[] = same === undefined ? [] : [{ id: same, quality: QUALITY.joined }];
  if (mayBegin) for (const begun of listBegun(words, joined)) if (begun.id !== same) readings.push(begun);
  if (readings.length === 0) return undefined;
  const evidence = emptyEvidence(words, joined);
  collect(words, readings, true, evidence);
  return evidence;
}

function emptyEvidence(
  { nameWords: { length } }: ChartWords,
  text: string,
): Evidence & { readings: Map<number, number> } {
  return { text, values: new Uint8Array(length), whole: new Uint8Array(length), readings: new Map() };
}

function collect(
  { starts, things, masks }: ChartWords,
  readings: readonly Reading[],
  everywhere: boolean,
  { values, whole, readings: read }: Evidence & { readings: Map<number, number> },
): void {
  for (const { id, quality } of readings) {
    if (!read.has(id)) read.set(id, quality);
    const begins = isBeginning(quality);
    const end = starts[id + 1] ?? 0;
    for (let i = starts[id] ?? 0; i < end; i += 1) {
      const place = things[i] ?? 0;
      const mask = masks[i] ?? 0;
      const field = BEST_FIELD[mask] ?? 0;
      if (!everywhere && quality === QUALITY.beginning && field > RANKED_FIELD.keyword) continue;
      const value = toValue(field, quality);
      const known = values[place] ?? 0;
      takeBetter(values, place, value);
      if ((mask & FIELD.whole) === 0 || quality === QUALITY.inside) continue;
      // Nothing guessed of the whole name counts beside something known.
      if (quality < GUESSED || known === 0 || value <= known)
        whole[place] = begins ? Math.max(whole[place] ?? 0, 1) : 2;
    }
  }
}

/** Charts that have every part of a word, as good as the worst of the parts. */
function collectParts(
  words: ChartWords,
  parts: readonly Reading[][],
  evidence: Evidence & { readings: Map<number, number> },
): void {
  const { values, readings } = evidence;
  let worst: Uint8Array | undefined;
  for (const part of parts) {
    const one = emptyEvidence(words, '');
    collect(words, part, true, one);
    for (const [id, quality] of one.readings) if (!readings.has(id)) readings.set(id, quality);
    if (worst === undefined) {
      worst = one.values;
      continue;
    }
    for (let place = 0; place < worst.length; place += 1) {
      const before = worst[place] ?? 0;
      const now = one.values[place] ?? 0;
      worst[place] = before === 0 || now === 0 ? 0 : Math.max(before, now);
    }
  }
  for (let place = 0; place < values.length; place += 1) {
    takeBetter(values, place, worst?.[place] ?? 0);
  }
}

/** Charts that use an image whose reference has the word. */
function collectImages(images: ImageWords, word: string, everywhere: boolean, values: Uint8Array): void {
  const { starts, things, userStarts, users } = images;
  for (const { id, quality } of readPlainly(images, word)) {
    if (!everywhere && quality === QUALITY.beginning) continue;
    const value = toValue(RANKED_FIELD.other, quality);
    const end = starts[id + 1] ?? 0;
    for (let i = starts[id] ?? 0; i < end; i += 1) {
      const image = things[i] ?? 0;
      const last = userStarts[image + 1] ?? 0;
      for (let user = userStarts[image] ?? 0; user < last; user += 1) {
        takeBetter(values, users[user] ?? 0, value);
      }
    }
  }
}

function isBeginning(quality: number): boolean {
  return quality === QUALITY.beginning || quality === QUALITY.oneEditBeginning;
}
