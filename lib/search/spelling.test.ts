import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSpeller, MAX_PATTERN } from '@/lib/search/spelling';

/** Optimal string alignment by its definition, from `pattern` to every beginning of `word`, the empty one first. */
function alignBeginnings(pattern: string, word: string): number[] {
  const rows = [Array.from({ length: word.length + 1 }, (_, j) => j)];
  const at = (i: number, j: number): number => rows[i]?.[j] ?? Number.POSITIVE_INFINITY;
  for (let i = 1; i <= pattern.length; i += 1) {
    const row = [i];
    rows.push(row);
    for (let j = 1; j <= word.length; j += 1) {
      const swapped =
        i > 1 && j > 1 && pattern[i - 1] === word[j - 2] && pattern[i - 2] === word[j - 1]
          ? at(i - 2, j - 2) + 1
          : Number.POSITIVE_INFINITY;
      const replaced = at(i - 1, j - 1) + (pattern[i - 1] === word[j - 1] ? 0 : 1);
      row.push(Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, replaced, swapped));
    }
  }
  return rows[pattern.length] ?? [];
}

function toCodes(text: string): Uint16Array {
  return Uint16Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
}

function measure(pattern: string, word: string, bound: number): { whole: number; beginning: number } {
  return { ...createSpeller(pattern, bound).measure(toCodes(word), 0, word.length) };
}

function someLetters(least: number, most: number): fc.Arbitrary<string> {
  const letter = fc.constantFrom('a', 'b', 'c', 'é', '日');
  return fc.array(letter, { minLength: least, maxLength: most, size: 'max' }).map((units) => units.join(''));
}

describe('a speller measures', () => {
  test.each([
    ['nginx', 'nginx', 0, 0],
    ['ngnix', 'nginx', 1, 1], // neighbours that changed places
    ['ngin', 'nginx', 1, 0], // one missing
    ['nnginx', 'nginx', 1, 1], // one too many
    ['ngimx', 'nginx', 1, 1], // one wrong
    ['prometh', 'prometheus', 3, 0],
    ['promteh', 'prometheus', 4, 1],
    ['ca', 'abc', 3, 1], // a letter between letters that changed places is further: 2 in the unrestricted distance
    ['a', 'b', 1, 1],
    ['abc', '', 3, 3],
  ])('%s against %s: %i from the whole, %i from a beginning', (pattern, word, whole, beginning) => {
    expect(measure(pattern, word, 4)).toEqual({ whole, beginning });
  });

  test('a word in the middle of others', () => {
    const speller = createSpeller('redis', 2);
    expect(speller.measure(toCodes('kafkareidsnginx'), 5, 10)).toEqual({ whole: 1, beginning: 1 });
  });

  test('many words one after the other, each as if it were the first', () => {
    const speller = createSpeller('redis', 2);
    const wholes = ['redis', 'kafka', 'rdis', 'redis'].map(
      (word) => speller.measure(toCodes(word), 0, word.length).whole,
    );
    expect(wholes).toEqual([0, 5, 1, 0]);
  });

  test('beside another one, which shares its table', () => {
    const [first, second] = [createSpeller('redis', 2), createSpeller('kafka', 2)];
    expect(first.measure(toCodes('redis'), 0, 5).whole).toBe(0);
    expect(second.measure(toCodes('kafka'), 0, 5).whole).toBe(0);
    expect(first.measure(toCodes('kafka'), 0, 5).whole).toBeGreaterThan(2);
  });

  test('what the definition gives, up to the bound', () => {
    fc.assert(
      fc.property(
        someLetters(1, MAX_PATTERN),
        someLetters(0, 40),
        fc.integer({ min: 0, max: 6 }),
        (pattern, word, bound) => {
          const beginnings = alignBeginnings(pattern, word);
          const found = measure(pattern, word, bound);
          const within = (distance: number): number => Math.min(distance, bound + 1);
          expect(within(found.whole)).toBe(within(beginnings[word.length] ?? 0));
          expect(within(found.beginning)).toBe(within(Math.min(...beginnings)));
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('words that are the pattern but for a few edits', () => {
    const edit = fc.record({
      at: fc.nat(40),
      kind: fc.constantFrom('drop', 'insert', 'replace', 'swap'),
      letter: fc.constantFrom('a', 'b', 'c'),
    });
    fc.assert(
      fc.property(
        fc.stringMatching(/^[abc]{1,31}$/),
        fc.array(edit, { maxLength: 3 }),
        fc.stringMatching(/^[abc]{0,9}$/),
        (pattern, edits, rest) => {
          const word = edits.reduce((text, { at, kind, letter }) => {
            const i = at % (text.length + 1);
            const [before, after] = [text.slice(0, i), text.slice(i)];
            if (kind === 'drop') return before + after.slice(1);
            if (kind === 'insert') return before + letter + after;
            if (kind === 'replace') return before + letter + after.slice(1);
            return before + after.slice(0, 2).split('').reverse().join('') + after.slice(2);
          }, pattern);
          const beginnings = alignBeginnings(pattern, word + rest);
          const found = measure(pattern, word + rest, 3);
          expect(Math.min(found.whole, 4)).toBe(Math.min(beginnings.at(-1) ?? 0, 4));
          expect(Math.min(found.beginning, 4)).toBe(Math.min(...beginnings, 4));
        },
      ),
      { numRuns: 1000 },
    );
  });
});

test.each([0, MAX_PATTERN + 1])('a pattern of %i letters is refused', (length) => {
  expect(() => createSpeller('x'.repeat(length), 1)).toThrow(RangeError);
});
