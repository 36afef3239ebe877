import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { percentilesOf, toHundredths } from './percentiles';

test.each([
  ['one', [3], { p50: 3, p95: 3, max: 3 }],
  ['two', [8, 2], { p50: 2, p95: 8, max: 8 }],
  ['a hundred, in any order', hundredDown(), { p50: 50, p95: 95, max: 100 }],
  ['fractions', [1.234, 1.236], { p50: 1.23, p95: 1.24, max: 1.24 }],
  ['none', [], { p50: NaN, p95: NaN, max: NaN }],
])('percentiles of %s', (_, times, expected) => {
  expect(percentilesOf(times)).toEqual(expected);
});

test('percentiles are times that were measured, and rise', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(), { minLength: 1 }), (times) => {
      const { p50, p95, max } = percentilesOf(times);
      for (const time of [p50, p95, max]) expect(times.map(toHundredths)).toContain(time);
      expect(p50 <= p95 && p95 <= max).toBe(true);
    }),
  );
});

function hundredDown(): number[] {
  return Array.from({ length: 100 }, (_, place) => 100 - place);
}
