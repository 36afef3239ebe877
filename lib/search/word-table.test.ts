import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createWordTable } from '@/lib/search/word-table';

test('a word has one number, wherever it stands', () => {
  const table = createWordTable();
  expect(table.number('redis', 0, 5)).toBe(0);
  expect(table.number('my redis-ha', 3, 8)).toBe(0);
  expect(table.number('redis', 0, 4)).toBe(1);
  expect(table.number('', 0, 0)).toBe(2);
  expect(table.list()).toEqual(['redis', 'redi', '']);
});

test('numbers are those of a Map, for any words', () => {
  const word = fc.oneof(fc.string({ maxLength: 3 }), fc.string({ unit: 'binary', maxLength: 20 }));
  fc.assert(
    fc.property(fc.array(word, { maxLength: 300 }), (words) => {
      const table = createWordTable();
      const numbers = new Map<string, number>();
      for (const one of words) {
        if (!numbers.has(one)) numbers.set(one, numbers.size);
        expect(table.number(`x${one}y`, 1, one.length + 1)).toBe(numbers.get(one));
      }
      expect(table.list()).toEqual([...numbers.keys()]);
      expect(table.size).toBe(numbers.size);
    }),
  );
});

test('grows', () => {
  const table = createWordTable();
  const words = Array.from({ length: 20_000 }, (_, i) => `word-${i}-${'x'.repeat(i % 30)}`);
  for (const [i, word] of words.entries()) expect(table.number(word, 0, word.length)).toBe(i);
  for (const [i, word] of words.entries()) expect(table.number(word, 0, word.length)).toBe(i);
  expect(table.list()).toEqual(words);
});
