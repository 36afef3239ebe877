import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { sampleDocument } from '@/lib/search/sample-documents';
import { countValues, indexValues } from '@/lib/search/value-index';

function indexKeywords(keywords: readonly string[][]) {
  return indexValues(
    keywords.map((own) => sampleDocument({ keywords: own })),
    (document) => document.keywords,
  );
}

test('indexValues numbers values in the order they come, each once a chart', () => {
  const { names, starts, ids } = indexKeywords([['web', 'http', 'web'], [], ['sql', 'web']]);
  expect(names).toEqual(['web', 'http', 'sql']);
  expect([...starts]).toEqual([0, 2, 2, 4]);
  expect([...ids]).toEqual([0, 1, 2, 0]);
});

test('countValues adds to what was counted before', () => {
  const index = indexKeywords([['a'], ['a', 'b'], ['b']]);
  const counts = new Int32Array(index.names.length);
  countValues(index, [0, 1], counts);
  countValues(index, Int32Array.of(2), counts);
  countValues(index, [], counts);
  expect([...counts]).toEqual([2, 2]);
});

test('countValues counts the charts that have each value', () => {
  const charts = fc.array(
    fc.array(fc.constantFrom<string>('a', 'b', 'c', '', '__proto__'), { maxLength: 6 }),
    {
      maxLength: 20,
    },
  );
  const chosen = charts.chain((all) =>
    fc.tuple(fc.constant(all), fc.subarray(all.map((__, place) => place))),
  );
  fc.assert(
    fc.property(chosen, ([all, places]) => {
      const index = indexKeywords(all);
      const counts = new Int32Array(index.names.length);
      countValues(index, places, counts);
      for (const [id, name] of index.names.entries())
        expect(counts[id]).toBe(places.filter((place) => all[place]?.includes(name)).length);
      expect([...index.names].sort()).toEqual([...new Set(all.flat())].sort());
    }),
  );
});
