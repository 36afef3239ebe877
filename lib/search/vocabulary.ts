import { stemmer } from 'stemmer';
import { createSpeller, MAX_PATTERN } from '@/lib/search/spelling';

/** A word that is spelt nearly as what was typed. */
export interface AlikeWord {
  id: number;
  edits: number;
  /** whether only the word's beginning is */
  beginning: boolean;
}

/** All different words there are, sorted; a word's id is its place. */
export interface Vocabulary {
  readonly words: readonly string[];
  find(word: string): number | undefined;
  /** The ids of the words that begin so: from the first up to the second. */
  beginning(start: string): readonly [from: number, to: number];
  /** Words of the same stem (`collects`, `collector`), the word itself left out. */
  sameStem(word: string): readonly number[];
  /** Words that hold `part` further in than at their beginning. */
  containing(part: string): number[];
  /**
   * Words at most `edits` away, and words whose beginning is one edit away.
   * @param edits 1 or 2
   */
  alike(word: string, edits: number): AlikeWord[];
  /** Makes now what the last two need, which takes some 30 ms for 40,000 words; else the first to ask waits for it. */
  prepare(): void;
}

const NOTHING: readonly number[] = [];
const STEMMED = /^[a-z]{4,}$/;
const STEMS_ALIKE = 3; // letters that no form of a word differs in

/**
 * A vocabulary of words.
 * @param sorted different words in the order of their UTF-16 units
 */
export function createVocabulary(sorted: readonly string[]): Vocabulary {
  const families = new Map<string, ReadonlyMap<string, number[]>>();
  let spelt: Spelt | undefined;

  function prepare(): Spelt {
    spelt ??= spellOut(sorted);
    return spelt;
  }

  function find(word: string): number | undefined {
    const id = lowerBound(sorted, word);
    return sorted[id] === word ? id : undefined;
  }

  function beginning(start: string): readonly [number, number] {
    return [lowerBound(sorted, start), lowerBound(sorted, `${start}\uffff`)];
  }

  function sameStem(word: string): readonly number[] {
    if (!STEMMED.test(word)) return NOTHING;
    // What has the same stem begins alike, so that few words need be stemmed.
    const start = word.slice(0, STEMS_ALIKE);
    let stems = families.get(start);
    if (stems === undefined) {
      stems = groupByStem(sorted, beginning(start));
      families.set(start, stems);
    }
    return (stems.get(stemOf(word)) ?? NOTHING).filter((id) => sorted[id] !== word);
  }

  function containing(part: string): number[] {
    const { letters } = prepare();
    const wanted = lettersOf(part);
    const found: number[] = [];
    for (let id = 0; id < sorted.length; id += 1) {
      if ((wanted & ~(letters[id] ?? 0)) !== 0) continue;
      if ((sorted[id] ?? '').indexOf(part, 1) > 0) found.push(id);
    }
    return found;
  }

  function alike(word: string, edits: number): AlikeWord[] {
    if (word.length > MAX_PATTERN) return [];
    const { codes, starts, letters } = prepare();
    const speller = createSpeller(word, edits);
    const wanted = lettersOf(word);
    const shortest = word.length - edits;
    const found: AlikeWord[] = [];
    for (let id = 0; id < sorted.length; id += 1) {
      // An edit brings in one letter at most: words that lack more than that need not be measured.
      if (countBits(wanted & ~(letters[id] ?? 0)) > edits) continue;
      const start = starts[id] ?? 0;
      const end = starts[id + 1] ?? 0;
      if (end - start < shortest) continue;
      const distance = speller.measure(codes, start, end);
      if (distance.whole <= edits) found.push({ id, edits: distance.whole, beginning: false });
      else if (distance.beginning <= 1) found.push({ id, edits: distance.beginning, beginning: true });
    }
    return found;
  }

  return { words: sorted, find, beginning, sameStem, containing, alike, prepare: () => void prepare() };
}

/** Words as numbers, one behind the other, and which letters each has. */
interface Spelt {
  codes: Uint16Array;
  starts: Int32Array;
  letters: Int32Array;
}

function spellOut(words: readonly string[]): Spelt {
  const starts = new Int32Array(words.length + 1);
  for (let id = 0; id < words.length; id += 1) starts[id + 1] = (starts[id] ?? 0) + (words[id]?.length ?? 0);
  const codes = new Uint16Array(starts[words.length] ?? 0);
  const letters = new Int32Array(words.length);
  for (let id = 0; id < words.length; id += 1) {
    const word = words[id] ?? '';
    letters[id] = lettersOf(word);
    const start = starts[id] ?? 0;
    for (let i = 0; i < word.length; i += 1) codes[start + i] = word.charCodeAt(i);
  }
  return { codes, starts, letters };
}

/** One bit a letter; everything else shares the five that are left. */
function lettersOf(word: string): number {
  let letters = 0;
  for (let i = 0; i < word.length; i += 1) {
    const code = word.charCodeAt(i);
    letters |= 1 << (code >= 97 && code <= 122 ? code - 97 : 26 + (code % 5));
  }
  return letters;
}

function countBits(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}

function groupByStem(
  words: readonly string[],
  [from, to]: readonly [number, number],
): ReadonlyMap<string, number[]> {
  const stems = new Map<string, number[]>();
  for (let id = from; id < to; id += 1) {
    const word = words[id] ?? '';
    if (!STEMMED.test(word)) continue;
    const stem = stemOf(word);
    const same = stems.get(stem);
    if (same === undefined) stems.set(stem, [id]);
    else same.push(id);
  }
  return stems;
}

/** Porter's stem, and one step further: who collects is a collector. */
function stemOf(word: string): string {
  const stem = stemmer(word);
  return stem.length > 5 && /(?:er|or)$/.test(stem) ? stem.slice(0, -2) : stem;
}

/** The place of the first word that is not before `word`. */
function lowerBound(sorted: readonly string[], word: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? '') < word) low = middle + 1;
    else high = middle;
  }
  return low;
}
