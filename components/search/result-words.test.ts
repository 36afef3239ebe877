import { expect, test } from 'vitest';
import { countPages, countWords, rangeWords } from '@/components/search/result-words';
import { EVERYTHING } from '@/lib/search/search-request';

test.each([
  [0, 0, '', '0 charts'],
  [1, 0, '', '1 chart'],
  [1204, 0, '', '1,204 charts'],
  [3, 0, 'redis', '3 charts for “redis”'],
  [9, 7, 'log mail', '9 charts for “log mail”, 7 of them with only some of the words'],
  [9, 9, 'log mail', '9 charts for “log mail”, all with only some of the words'],
  [1, 1, 'log mail', '1 chart for “log mail”, with only some of the words'],
])('countWords(%i, %i, “%s”) is %s', (total, partial, query, words) => {
  expect(countWords(total, partial, { ...EVERYTHING, query })).toBe(words);
});

test.each([
  [0, 1],
  [50, 1],
  [51, 2],
])('%i charts fill %i pages', (total, pages) => {
  expect(countPages(total)).toBe(pages);
});

test.each([
  [1204, 0, '1–50 of 1,204'],
  [1204, 1200, '1,201–1,204 of 1,204'],
])('of %i charts, the page from %i shows %s', (total, offset, words) => {
  expect(rangeWords(total, { ...EVERYTHING, offset })).toBe(words);
});
