import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { matchRanges } from '@/components/search/palette-words';

test.each([
  ['Registries', [], []],
  ['Registries', ['reg'], [[0, 3]]],
  [
    'Use dark colours',
    ['colour', 'dark'],
    [
      [4, 8],
      [9, 15],
    ],
  ],
  ['Registries', ['regi', 'gist'], [[0, 6]]],
  ['Registries', ['reg', 'x'], undefined],
])('in “%s” the words %o stand at %o', (label, words, expected) => {
  expect(matchRanges(label, words)).toEqual(expected);
});

test('ranges are in order and apart', () => {
  fc.assert(
    fc.property(fc.string(), fc.array(fc.string({ minLength: 1 })), (label, words) => {
      const flat = (matchRanges(label, words) ?? []).flat();
      expect(flat).toEqual([...new Set(flat)].sort((a, b) => a - b));
    }),
  );
});
