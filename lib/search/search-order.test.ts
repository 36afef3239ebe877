import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sampleDocument } from '@/lib/search/sample-documents';
import type { SearchDocument } from '@/lib/search/search-document';
import { isPrerelease, orderDocuments, type SearchOrder } from '@/lib/search/search-order';

type Order = 'byName' | 'byUpdate' | 'byLife';

/** The charts as an order has them, each by what `label` makes of it. */
function listBy(
  order: Order,
  charts: readonly Partial<SearchDocument>[],
  label: (document: SearchDocument) => string = ({ name }) => name,
): string[] {
  const documents = charts.map(sampleDocument);
  const ranks = orderDocuments(documents)[order];
  return documents
    .map((document, place) => ({ rank: ranks[place] ?? 0, label: label(document) }))
    .sort((a, b) => a.rank - b.rank)
    .map((one) => one.label);
}

describe('by name', () => {
  test.each<[string, string[]]>([
    ['numbers as numbers', ['app-2', 'app-10', 'app-100']],
    ['capitals as small letters', ['Alpha', 'beta', 'Gamma']],
    ['a name before what it begins', ['redis', 'redis-cluster', 'redis2']],
  ])('reads %s', (_, names) => {
    expect(
      listBy(
        'byName',
        names.toReversed().map((name) => ({ name })),
      ),
    ).toEqual(names);
  });

  test('goes on with the registry, then the repository', () => {
    const charts = [
      { registry: 'b', repository: 'a/x' },
      { registry: 'a', repository: 'b/x' },
      { registry: 'a', repository: 'a/x' },
    ];
    expect(listBy('byName', charts, ({ registry, repository }) => `${registry}/${repository}`)).toEqual([
      'a/a/x',
      'a/b/x',
      'b/a/x',
    ]);
  });
});

test('by update goes from new to old, whatever the zone, and names decide within a second', () => {
  const charts = [
    { name: 'never', created: null },
    { name: 'nonsense', created: 'yesterday' },
    { name: 'b', created: '2026-01-01T00:00:00.100Z' },
    { name: 'a', created: '2026-01-01T00:00:00.900Z' },
    { name: 'ahead', created: '2026-01-01T00:30:00+01:00' },
    { name: 'before-the-epoch', created: '1960-01-01T00:00:00Z' },
    { name: 'far-off', created: '2222-01-01T00:00:00Z' },
  ];
  expect(listBy('byUpdate', charts)).toEqual([
    'far-off',
    'a',
    'b',
    'ahead',
    'before-the-epoch',
    'never',
    'nonsense',
  ]);
});

test('by life goes from live over pre-releases to deprecated, each from new to old', () => {
  const created = '2026-01-01T00:00:00Z';
  const charts = [
    { name: 'gone-early', deprecated: true, version: '2.0.0-rc.1', created },
    { name: 'gone', deprecated: true, created },
    { name: 'early', version: '2.0.0-rc.1', created },
    { name: 'undated' },
    { name: 'live', version: '1.0.0+build-7', created },
  ];
  expect(listBy('byLife', charts)).toEqual(['live', 'undated', 'early', 'gone', 'gone-early']);
});

test('times are milliseconds since the epoch, or NaN', () => {
  const documents = ['2026-01-01T00:00:00Z', null, '?'].map((created) => sampleDocument({ created }));
  expect([...orderDocuments(documents).times]).toEqual([Date.UTC(2026, 0, 1), Number.NaN, Number.NaN]);
});

const rankOf = (order: SearchOrder, by: Order, place: number): number => order[by][place] ?? 0;

test('every order gives each chart a place of its own, and is what a sort gives', () => {
  const chart = fc.record({
    name: fc.constantFrom('a', 'b', 'a-1', 'a-10', 'A'),
    registry: fc.constantFrom('x', 'y'),
    created: fc.constantFrom(null, '2026-01-01T00:00:00Z', '2026-01-01T00:00:00.5Z', '2025-01-01T00:00:00Z'),
    deprecated: fc.boolean(),
    version: fc.constantFrom('1.0.0', '1.0.0-rc'),
  });
  fc.assert(
    fc.property(fc.array(chart, { maxLength: 25 }), (charts) => {
      const documents = charts.map(sampleDocument);
      const order = orderDocuments(documents);
      for (const by of ['byName', 'byUpdate', 'byLife'] as const)
        expect(order[by].toSorted()).toEqual(Int32Array.from(documents, (_, place) => place));
      for (const [a, one] of documents.entries()) {
        for (const [b, other] of documents.entries()) {
          const second = (at: number): number => Math.floor((order.times[at] ?? 0) / 1000);
          const newer = second(a) > second(b) || (!Number.isNaN(second(a)) && Number.isNaN(second(b)));
          if (newer) expect(rankOf(order, 'byUpdate', a)).toBeLessThan(rankOf(order, 'byUpdate', b));
          if (!one.deprecated && other.deprecated)
            expect(rankOf(order, 'byLife', a)).toBeLessThan(rankOf(order, 'byLife', b));
        }
      }
    }),
  );
});

test.each([
  ['1.2.3', false],
  ['1.2.3-rc.1', true],
  ['1.2.3+build-1', false],
  ['1.2.3-rc.1+build', true],
  ['', false],
])('isPrerelease(%s) is %s', (version, expected) => {
  expect(isPrerelease(version)).toBe(expected);
});
