// Distances between what was typed and many words at once.
// Rule: bit-parallel optimal string alignment, H. Hyyrö, "A Bit-Vector Algorithm for Computing Levenshtein and Damerau
// Edit Distances", Nordic Journal of Computing 10 (2003): one step a letter, whatever the length of the pattern.

/** Letters of a pattern at most: the bits of a number. */
export const MAX_PATTERN = 31;

/** How far a word is from the pattern; a number over the bound where it is further than that. */
export interface Distance {
  /** from the whole word */
  whole: number;
  /** from the beginning of the word that is nearest */
  beginning: number;
}

/** Measures many words against one pattern. */
export interface Speller {
  /**
   * Two neighbouring letters that changed places count as one edit, as does a letter too many, missing or wrong.
   * @param codes UTF-16 units, of which those from `start` up to `end` are the word
   * @returns the same object each time
   */
  measure(codes: Uint16Array, start: number, end: number): Distance;
}

// One table for all patterns; a speller marks its letters before it measures and wipes them afterwards.
const places = new Uint32Array(65_536);

/**
 * Prepares to measure words against `pattern`.
 * @param pattern 1 to 31 UTF-16 units
 * @param bound edits that matter; more are not told apart
 * @throws RangeError for a pattern of another length
 */
export function createSpeller(pattern: string, bound: number): Speller {
  const length = pattern.length;
  if (length === 0 || length > MAX_PATTERN) throw new RangeError(`${length} letters can’t be measured.`);
  const last = 1 << (length - 1);
  const distance: Distance = { whole: bound + 1, beginning: bound + 1 };

  function mark(): void {
    for (let i = 0; i < length; i += 1) {
      const code = pattern.charCodeAt(i);
      places[code] = (places[code] ?? 0) | (1 << i);
    }
  }

  function wipe(): void {
    for (let i = 0; i < length; i += 1) places[pattern.charCodeAt(i)] = 0;
  }

  function measure(codes: Uint16Array, start: number, end: number): Distance {
    // Letters further on than this are too many, whatever they are.
    const stop = Math.min(end, start + length + bound);
    let positive = -1;
    let negative = 0;
    let diagonal = 0;
    let previous = 0;
    let score = length;
    let best = length;
    mark();
    for (let i = start; i < stop; i += 1) {
      const here = places[codes[i] ?? 0] ?? 0;
      const swapped = ((~diagonal & here) << 1) & previous;
      diagonal = swapped | (((here & positive) + positive) ^ positive) | here | negative;
      const up = negative | ~(diagonal | positive);
      const down = diagonal & positive;
      if ((up & last) !== 0) score += 1;
      else if ((down & last) !== 0) score -= 1;
      if (score < best) best = score;
      const shifted = (up << 1) | 1;
      positive = (down << 1) | ~(diagonal | shifted);
      negative = shifted & diagonal;
      previous = here;
    }
    wipe();
    distance.whole = stop < end ? bound + 1 : score;
    distance.beginning = best;
    return distance;
  }

  return { measure };
}
