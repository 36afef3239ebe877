import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { sortByDistance } from '@/lib/search/sort-by-distance';

test.each<[string, number[], number[], number[]]>([
  ['nothing', [], [], []],
  ['one place', [0], [7], [0]],
  ['nearest first', [0, 1, 2], [9, 1, 5], [1, 2, 0]],
  ['equals as they were', [3, 2, 1, 0], [1, 0, 1, 0], [3, 1, 2, 0]],
])('sortByDistance: %s', (_, places, distances, expected) => {
  expect([...sortByDistance(Int32Array.from(places), Float64Array.from(distances))]).toEqual(expected);
});

test('sortByDistance gives what a stable sort gives', () => {
  const near = fc.integer({ min: 0, max: 5 });
  const far = fc.integer({ min: 0, max: 2 ** 40 });
  const charts = fc.array(fc.oneof(near, far), { maxLength: 60 }).chain((distances) =>
    fc.record({
      distances: fc.constant(distances),
      places: fc.shuffledSubarray(distances.map((__, place) => place)),
    }),
  );
  fc.assert(
    fc.property(charts, ({ distances, places }) => {
      const sorted = sortByDistance(Int32Array.from(places), Float64Array.from(distances));
      expect([...sorted]).toEqual(places.toSorted((a, b) => (distances[a] ?? 0) - (distances[b] ?? 0)));
    }),
  );
});

test('sortByDistance leaves what it is given as it is', () => {
  const places = Int32Array.of(0, 1);
  sortByDistance(places, Float64Array.of(2, 1));
  expect([...places]).toEqual([0, 1]);
});
