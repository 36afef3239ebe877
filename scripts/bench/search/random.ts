/** Numbers that look random and are the same each time. */
export interface Random {
  /** from 0 up to, but not including, `below` */
  below(below: number): number;
  /** one of several, each as likely */
  pick<T>(from: readonly T[]): T;
  /** one of several, the first ones far more likely, as words and names are */
  pickSkewed<T>(from: readonly T[]): T;
  /** whether something of this probability happens */
  chance(probability: number): boolean;
}

/** Rule: the generator mulberry32, 32 bits of state. */
export function createRandom(seed: number): Random {
  let state = seed;

  function next(): number {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  const below = (limit: number): number => Math.floor(next() * limit);

  return {
    below,
    pick: (from) => at(from, below(from.length)),
    pickSkewed: (from) => at(from, Math.floor(next() ** 2 * from.length)),
    chance: (probability) => next() < probability,
  };
}

function at<T>(from: readonly T[], place: number): T {
  const found = from[place];
  if (found === undefined) throw new RangeError('There is nothing to pick from.');
  return found;
}
