import { expect, test } from 'vitest';
import { exactEnd, untilWords } from '@/components/session/session-words';

const at = (day: number, hour: number) => new Date(2026, 2, day, hour, 5);

test.each([
  ['the same day', at(1, 18).toISOString(), 'until 18:05'],
  ['another day', at(2, 3).toISOString(), 'until Mon 2 Mar, 03:05'],
  ['no time', 'soon', ''],
])('a sign-in that ends %s', (_, end, words) => {
  expect(untilWords(end, at(1, 12).getTime())).toBe(words);
});

test('the exact end is the same for everybody', () => {
  expect(exactEnd('2026-03-01T18:05:00Z')).toBe('2026-03-01 18:05 UTC');
  expect(exactEnd('soon')).toBe('soon');
});
