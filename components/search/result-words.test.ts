import { expect, test } from 'vitest';
import { countPages, countWords, isPrerelease, rangeWords } from '@/components/search/result-words';
import { EVERYTHING } from '@/lib/search/search-request';

test.each([
  [0, '', '0 charts'],
  [1, '', '1 chart'],
  [1204, '', '1,204 charts'],
  [3, 'redis', '3 charts for “redis”'],
])('countWords(%i, “%s”) is %s', (total, query, words) => {
  expect(countWords(total, { ...EVERYTHING, query })).toBe(words);
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

test.each([
  ['1.2.3', false],
  ['1.2.3-rc.1', true],
  ['1.2.3+build-5', false],
  ['1.2.3-rc.1+build', true],
])('isPrerelease(%s) is %s', (version, expected) => {
  expect(isPrerelease(version)).toBe(expected);
});
