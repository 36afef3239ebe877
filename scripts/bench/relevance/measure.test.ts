import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { QUERY_KINDS, type LabelledQuery } from './labelled-query';
import { measureRelevance } from './measure';

const ask = (query: string, ...charts: string[]): LabelledQuery => ({ kind: 'purpose', query, charts });
const fillers = (count: number): string[] => Array.from({ length: count }, (_, index) => `other-${index}`);

describe('measureRelevance', () => {
  test.each<[string, string[], number | null, { one: number; five: number; reciprocal: number }]>([
    ['first', ['redis', 'kafka'], 1, { one: 1, five: 1, reciprocal: 1 }],
    ['second', ['kafka', 'redis'], 2, { one: 0, five: 1, reciprocal: 1 / 2 }],
    ['fifth', [...fillers(4), 'redis'], 5, { one: 0, five: 1, reciprocal: 1 / 5 }],
    ['sixth', [...fillers(5), 'redis'], 6, { one: 0, five: 0, reciprocal: 1 / 6 }],
    ['fiftieth', [...fillers(49), 'redis'], 50, { one: 0, five: 0, reciprocal: 1 / 50 }],
    ['behind the cut', [...fillers(50), 'redis'], null, { one: 0, five: 0, reciprocal: 0 }],
    ['absent', ['kafka'], null, { one: 0, five: 0, reciprocal: 0 }],
    ['nothing found', [], null, { one: 0, five: 0, reciprocal: 0 }],
    ['twice', ['kafka', 'redis', 'redis'], 2, { one: 0, five: 1, reciprocal: 1 / 2 }],
    ['the other one', ['redis-ha', 'redis'], 1, { one: 1, five: 1, reciprocal: 1 }],
  ])('%s', (_case, names, rank, { one, five, reciprocal }) => {
    const query = ask('key value store', 'redis', 'redis-ha');
    const report = measureRelevance([query], () => names);
    expect(report.overall).toEqual({
      count: 1,
      successAt1: one,
      successAt5: five,
      meanReciprocalRank: reciprocal,
    });
    expect(report.misses).toEqual(rank === 1 ? [] : [{ ...query, rank, first: names[0] ?? null }]);
  });

  test('keeps kinds apart, and counts every query alike overall', () => {
    const queries: LabelledQuery[] = [
      { kind: 'typo', query: 'rdeis', charts: ['redis'] },
      { kind: 'known-item', query: 'redis', charts: ['redis'] },
      { kind: 'typo', query: 'kakfa', charts: ['kafka'] },
      { kind: 'typo', query: 'valut', charts: ['vault'] },
    ];
    const report = measureRelevance(queries, (query) => (query === 'valut' ? [] : ['redis', 'kafka']));
    expect([...report.kinds.keys()]).toEqual(['typo', 'known-item']);
    expect(report.kinds.get('typo')).toEqual({
      count: 3,
      successAt1: 1 / 3,
      successAt5: 2 / 3,
      meanReciprocalRank: 1 / 2,
    });
    expect(report.overall).toMatchObject({ count: 4, successAt1: 1 / 2, meanReciprocalRank: 5 / 8 });
    expect(report.misses.map(({ query, rank }) => [query, rank])).toEqual([
      ['kakfa', 2],
      ['valut', null],
    ]);
  });

  test('of no queries there is nothing', () => {
    expect(measureRelevance([], () => ['redis'])).toEqual({
      overall: { count: 0, successAt1: 0, successAt5: 0, meanReciprocalRank: 0 },
      kinds: new Map(),
      misses: [],
    });
  });

  test('first is among the first five, and the reciprocal rank lies between', () => {
    const name = fc.constantFrom('redis', 'kafka', 'vault', 'consul', 'dex', 'opa', 'minio');
    const query = fc.record({
      kind: fc.constantFrom(...QUERY_KINDS),
      query: name,
      charts: fc.uniqueArray(name, { minLength: 1, maxLength: 3 }),
    });
    fc.assert(
      fc.property(fc.array(query, { minLength: 1 }), fc.array(name), (queries, names) => {
        const { overall, kinds, misses } = measureRelevance(queries, () => names);
        expect(overall.successAt1).toBeLessThanOrEqual(overall.successAt5);
        expect(overall.successAt1).toBeLessThanOrEqual(overall.meanReciprocalRank + 1e-9);
        expect(overall.meanReciprocalRank).toBeLessThanOrEqual(1 + 1e-9);
        expect([...kinds.values()].reduce((sum, { count }) => sum + count, 0)).toBe(queries.length);
        expect(misses.length).toBe(Math.round(queries.length * (1 - overall.successAt1)));
      }),
    );
  });
});
