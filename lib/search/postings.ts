import { invertLists } from '@/lib/search/invert-lists';
import { createVocabulary, type Vocabulary } from '@/lib/search/vocabulary';
import { createWordTable } from '@/lib/search/word-table';

// Which things have a word, and which words a thing has: plain numbers, one array behind the other, so that 100,000
// charts with a million words take tens of megabytes and a query runs through them without a look-up.

/** Words of numbered things (charts, image references). With each goes a mask: in which of the thing's fields it is. */
export interface Postings {
  readonly vocabulary: Vocabulary;
  /** by word: every field in which anything has it */
  readonly fields: Uint8Array;
  /** by word: where its things begin in `things` and `masks`; one more at the end */
  readonly starts: Int32Array;
  readonly things: Int32Array;
  readonly masks: Uint8Array;
  /** by thing: where its words begin in `words` and `wordMasks`; one more at the end */
  readonly thingStarts: Int32Array;
  readonly words: Int32Array;
  readonly wordMasks: Uint8Array;
}

/** Takes words, thing by thing. */
export interface PostingsBuilder {
  /** The number, while things are described, of the word that `text` has from `start` up to `end`. */
  number(text: string, start: number, end: number): number;
  /** A word of the thing that is being described, and one bit for the field it stands in. */
  add(number: number, field: number): void;
  /** The thing is described; the next one begins. */
  next(): void;
  /** Everything is described. */
  build(): Postings;
}

/** @param count how many things there will be */
export function createPostingsBuilder(count: number): PostingsBuilder {
  const table = createWordTable();
  // By word: the thing that had it last, and where that is noted.
  let seenIn = new Int32Array(1024).fill(-1);
  let seenAt = new Int32Array(1024);
  const thingStarts = new Int32Array(count + 1);
  let words = new Int32Array(Math.max(16, count * 16));
  let masks = new Uint8Array(words.length);
  let size = 0;
  let thing = 0;

  function number(text: string, start: number, end: number): number {
    const word = table.number(text, start, end);
    if (word >= seenIn.length) {
      seenAt = grow(seenAt, new Int32Array(word * 2));
      const wider = new Int32Array(word * 2).fill(-1);
      seenIn = grow(seenIn, wider);
    }
    return word;
  }

  function add(word: number, field: number): void {
    if (seenIn[word] === thing) {
      const at = seenAt[word] ?? 0;
      masks[at] = (masks[at] ?? 0) | field;
      return;
    }
    if (size === words.length) {
      words = grow(words, new Int32Array(size * 2));
      masks = grow(masks, new Uint8Array(size * 2));
    }
    seenIn[word] = thing;
    seenAt[word] = size;
    words[size] = word;
    masks[size] = field;
    size += 1;
  }

  function next(): void {
    thing += 1;
    thingStarts[thing] = size;
  }

  function build(): Postings {
    const sorted = table.list().sort();
    const placeOf = new Int32Array(sorted.length);
    for (let place = 0; place < sorted.length; place += 1) {
      const word = sorted[place] ?? '';
      placeOf[table.number(word, 0, word.length)] = place;
    }
    const own = words.slice(0, size);
    for (let i = 0; i < size; i += 1) own[i] = placeOf[own[i] ?? 0] ?? 0;
    const wordMasks = masks.slice(0, size);
    return {
      vocabulary: createVocabulary(sorted),
      thingStarts,
      words: own,
      wordMasks,
      ...invert(sorted.length, thingStarts, own, wordMasks),
    };
  }

  return { number, add, next, build };
}

/** Turns words by thing into things by word. */
function invert(
  count: number,
  thingStarts: Int32Array,
  words: Int32Array,
  wordMasks: Uint8Array,
): Pick<Postings, 'fields' | 'starts' | 'things' | 'masks'> {
  const { starts, owners, places } = invertLists(count, thingStarts, words);
  const fields = new Uint8Array(count);
  const masks = new Uint8Array(words.length);
  for (let i = 0; i < words.length; i += 1) {
    masks[i] = wordMasks[places[i] ?? 0] ?? 0;
    const word = words[i] ?? 0;
    fields[word] = (fields[word] ?? 0) | (wordMasks[i] ?? 0);
  }
  return { fields, starts, things: owners, masks };
}

function grow<T extends Int32Array | Uint8Array>(old: T, larger: T): T {
  larger.set(old);
  return larger;
}
