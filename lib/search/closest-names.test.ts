import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findClosestNames } from '@/lib/search/closest-names';
import { indexCharts } from '@/lib/search/testing/indexed-corpus';

const NAMES = ['cert-manager', 'Kafka', 'nginx', 'prometheus', 'redis', 'redis-ha', 'redpanda', 'x'];
const { documents, words } = indexCharts([
  ...NAMES.map((name) => ({ name })),
  { name: 'redis', registry: 'other' },
]);

describe('the names closest to', () => {
  test.each<[string, string[]]>([
    ['promothues', ['prometheus']],
    ['certmanger', ['cert-manager']],
    ['kafak', ['Kafka']],
    ['rediss', ['redis', 'redis-ha']],
    ['nginx', ['nginx']],
    ['nignx', ['nginx']],
    ['zzzzzz', []],
    ['x', []], // one letter is close to everything
    ['', []],
    ['redis'.repeat(40), []],
  ])('%s', (asked, names) => {
    expect(findClosestNames(documents, words, asked)).toEqual(names);
  });
});

test('at most three names are given, each once, and each is one', () => {
  const many = indexCharts(['aaaa', 'aaab', 'aaac', 'aaad', 'aaaa'].map((name) => ({ name })));
  expect(findClosestNames(many.documents, many.words, 'aaaa')).toEqual(['aaaa', 'aaab', 'aaac']);
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (asked) => {
      const names = findClosestNames(documents, words, asked);
      expect(names.length).toBeLessThanOrEqual(3);
      expect(new Set(names).size).toBe(names.length);
      expect(NAMES).toEqual(expect.arrayContaining(names));
    }),
  );
});

test('a name is that of a chart called so, not of one that has the word elsewhere', () => {
  const charts = [{ name: 'redis-stack' }, { name: 'web', description: 'Uses redis' }, { name: 'Redis' }];
  const mentioned = indexCharts(charts);
  expect(findClosestNames(mentioned.documents, mentioned.words, 'redsi')).toEqual(['Redis']);
});

test('a name of many letters does no harm', () => {
  const long = indexCharts([{ name: 'n'.repeat(300) }]);
  expect(findClosestNames(long.documents, long.words, 'n'.repeat(200))).toEqual([]);
});
