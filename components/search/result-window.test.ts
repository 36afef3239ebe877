import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addWindow,
  findHit,
  nextWindow,
  NO_WINDOWS,
  WINDOW_SIZE,
  type PartialAnswer,
} from '@/components/search/result-window';
import type { SearchHit } from '@/lib/search/search-result';

const listHits = (start: number, count: number) =>
  Array.from({ length: count }, (_, i) => ({ score: start + i }) as SearchHit);

const answerOf = (total: number, offset = 0): PartialAnswer => ({
  answerKey: 'query=a',
  total,
  offset,
  first: listHits(offset, Math.max(0, Math.min(WINDOW_SIZE, total - offset))),
});

describe('nextWindow', () => {
  test.each([
    ['all rows came with the answer', 30, 0, 0, 20, undefined],
    ['the rows near are here', 1000, 0, 0, 20, undefined],
    ['rows below are near', 1000, 0, 10, 30, 1],
    ['rows below are seen', 1000, 0, 90, 110, 1],
    ['rows above came not with the answer', 1000, 100, 100, 120, 1],
    ['only the end is short', 180, 150, 175, 180, undefined],
    ['the list is empty', 0, 0, 0, 20, undefined],
  ])('when %s', (_, total, offset, start, end, expected) => {
    expect(nextWindow(answerOf(total, offset), NO_WINDOWS, start, end)).toBe(expected);
  });

  test('asks for the rows that are seen before those near them', () => {
    const answer = answerOf(1000);
    expect(nextWindow(answer, NO_WINDOWS, 210, 230)).toBe(4);
    expect(nextWindow(answer, addWindow(NO_WINDOWS, answer, 4, []), 210, 230)).toBe(3);
  });

  test('asks anew for rows of an older answer, and shows them until then', () => {
    const before = answerOf(1000);
    const loaded = addWindow(NO_WINDOWS, before, 2, listHits(100, WINDOW_SIZE));
    const after = answerOf(1000);
    expect(nextWindow(after, loaded, 100, 120)).toBe(2);
    expect(findHit(after, loaded, 101)).toMatchObject({ score: 101 });
    expect(findHit({ ...after, answerKey: 'query=b' }, loaded, 101)).toBeUndefined();
  });
});

test('rows of another request are forgotten', () => {
  const loaded = addWindow(NO_WINDOWS, answerOf(1000), 2, listHits(100, WINDOW_SIZE));
  const other = addWindow(loaded, { ...answerOf(1000), answerKey: 'query=b' }, 3, []);
  expect([...other.windows.keys()]).toEqual([3]);
});

test('windows are kept in bounds, the newest ones', () => {
  const answer = answerOf(50_000);
  let loaded = NO_WINDOWS;
  for (let number = 1; number < 500; number += 1) loaded = addWindow(loaded, answer, number, []);
  expect(loaded.windows.size).toBe(100);
  expect(loaded.windows.has(499)).toBe(true);
});

test('loading what is asked for brings every row near, each in its place', () => {
  fc.assert(
    fc.property(fc.nat(3000), fc.nat(60), fc.nat(3000), fc.nat(60), (total, page, start, rows) => {
      const answer = answerOf(total, Math.min(page * WINDOW_SIZE, total));
      let loaded = NO_WINDOWS;
      for (let i = 0; i < 10; i += 1) {
        const number = nextWindow(answer, loaded, start, start + rows);
        if (number === undefined) break;
        const from = number * WINDOW_SIZE;
        const hits = listHits(from, Math.min(WINDOW_SIZE, total - from));
        loaded = addWindow(loaded, answer, number, hits);
      }
      expect(nextWindow(answer, loaded, start, start + rows)).toBeUndefined();
      for (let index = start; index < Math.min(total, start + rows); index += 1) {
        expect(findHit(answer, loaded, index)?.score).toBe(index);
      }
    }),
  );
});
