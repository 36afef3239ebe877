import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareTracks, isWithinTrack } from '@/lib/channels/track';

test.each([
  ['1.2.5', '1', true],
  ['1.2.5', '1.2', true],
  ['v1.2.5', '1', true],
  ['1.2.5', 'v1.2', true],
  ['1.2.5-rc.1+b', '1.2', true],
  ['1.2.5', '01', true],
  ['1.20.0', '1.2', false],
  ['11.0.0', '1', false],
  ['2.0.0', '1', false],
  ['1', '1.0', false],
  ['stable', '1', false],
  ['', '1', false],
  ['1.2.5', '', false],
])('%j in track %j: %s', (version, track, expected) => {
  expect(isWithinTrack(version, track)).toBe(expected);
});

test('numbers count by value, however long, and no track comes first', () => {
  expect(['10', '9', null, 'v2', '2.1', '2'].sort(compareTracks)).toEqual([
    null,
    'v2',
    '2',
    '2.1',
    '9',
    '10',
  ]);
  const track = fc.stringMatching(/^v?\d{1,40}(\.\d{1,40})?$/);
  fc.assert(
    fc.property(track, track, (a, b) => {
      expect(compareTracks(a, b) + compareTracks(b, a)).toBe(0);
      if (a.includes('.') === b.includes('.')) {
        expect(isWithinTrack(`${a}.0`, b)).toBe(compareTracks(a, b) === 0);
      }
    }),
  );
});
