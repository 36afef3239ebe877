/** Numbers words in the order in which they first come, without making a string of each: an index has a million. */
export interface WordTable {
  /** how many different words there are */
  readonly size: number;
  /** The number of the word that `text` has from `start` up to `end`. */
  number(text: string, start: number, end: number): number;
  /** The words, each at its number. */
  list(): string[];
}

const FIRST_SLOTS = 4096; // a power of two

/** Rule: open addressing with linear probing, at most half full; FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/ */
export function createWordTable(): WordTable {
  let slots = new Int32Array(FIRST_SLOTS).fill(-1);
  let hashes = new Int32Array(FIRST_SLOTS / 2);
  let starts = new Int32Array(FIRST_SLOTS / 2 + 1);
  let codes = new Uint16Array(FIRST_SLOTS * 4);
  let size = 0;

  function number(text: string, start: number, end: number): number {
    let hash = 0x811c9dc5 | 0; // as it is kept: 32 bits with a sign
    for (let i = start; i < end; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    const mask = slots.length - 1;
    let slot = (hash ^ (hash >>> 15)) & mask;
    for (;;) {
      const found = slots[slot] ?? -1;
      if (found < 0) break;
      if (hashes[found] === hash && isWord(found, text, start, end)) return found;
      slot = (slot + 1) & mask;
    }
    slots[slot] = size;
    hashes[size] = hash;
    const from = starts[size] ?? 0;
    const to = from + end - start;
    if (to > codes.length) codes = grow(codes, new Uint16Array(Math.max(to, codes.length * 2)));
    for (let i = 0; i < end - start; i += 1) codes[from + i] = text.charCodeAt(start + i);
    size += 1;
    starts[size] = to;
    if (size === hashes.length) widen();
    return size - 1;
  }

  function isWord(word: number, text: string, start: number, end: number): boolean {
    const from = starts[word] ?? 0;
    if ((starts[word + 1] ?? 0) - from !== end - start) return false;
    for (let i = 0; i < end - start; i += 1) if (codes[from + i] !== text.charCodeAt(start + i)) return false;
    return true;
  }

  function widen(): void {
    hashes = grow(hashes, new Int32Array(size * 2));
    starts = grow(starts, new Int32Array(size * 2 + 1));
    slots = new Int32Array(slots.length * 2).fill(-1);
    const mask = slots.length - 1;
    for (let word = 0; word < size; word += 1) {
      const hash = hashes[word] ?? 0;
      let slot = (hash ^ (hash >>> 15)) & mask;
      while ((slots[slot] ?? -1) >= 0) slot = (slot + 1) & mask;
      slots[slot] = word;
    }
  }

  function list(): string[] {
    const words: string[] = [];
    for (let word = 0; word < size; word += 1)
      words.push(String.fromCharCode.apply(null, [...codes.subarray(starts[word], starts[word + 1])]));
    return words;
  }

  return {
    get size() {
      return size;
    },
    number,
    list,
  };
}

function grow<T extends Int32Array | Uint16Array>(old: T, larger: T): T {
  larger.set(old);
  return larger;
}
