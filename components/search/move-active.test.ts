import { expect, test } from 'vitest';
import { moveActive } from '@/components/search/move-active';

test.each([
  ['ArrowDown', 0, 3, 1],
  ['ArrowDown', 2, 3, 0],
  ['ArrowUp', 0, 3, 2],
  ['ArrowUp', 2, 3, 1],
  ['Home', 2, 3, 0],
  ['End', 0, 3, 2],
  ['a', 0, 3, undefined],
  ['ArrowDown', 0, 0, undefined],
])('%s at %i of %i leads to %s', (key, place, count, expected) => {
  expect(moveActive(key, place, count)).toBe(expected);
});
