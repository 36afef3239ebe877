import { expect, test } from 'vitest';
import { readWords } from '@/lib/search/search-words';
import { SHORT_NAMES } from '@/lib/search/short-names';

test.each(Object.entries(SHORT_NAMES))('%s and what it stands for are single folded words', (short, long) => {
  for (const word of [short, ...long]) expect(readWords(word)).toEqual([word]);
  expect(long).not.toContain(short);
  expect(new Set(long).size).toBe(long.length);
  expect(long.length).toBeGreaterThan(0);
});

test('short names are in order, so that each is found by whoever adds one', () => {
  expect(Object.keys(SHORT_NAMES)).toEqual(Object.keys(SHORT_NAMES).sort());
});
