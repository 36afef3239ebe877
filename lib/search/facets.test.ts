import { describe, expect, test } from 'vitest';
import { countFacets } from '@/lib/search/facets';
import { NO_CHOICES, type SearchChoices } from '@/lib/search/search-request';
import type { Facets } from '@/lib/search/search-result';
import { indexCharts } from '@/lib/search/testing/indexed-corpus';

const NOW = Date.UTC(2026, 6, 1);
const ago = (days: number): string => new Date(NOW - days * 86_400_000).toISOString();

const corpus = indexCharts([
  {
    name: 'a',
    registry: 'one',
    repository: 'x/y/a',
    keywords: ['SQL', 'web'],
    created: ago(1),
    channels: { '1-stable': '1' },
  },
  { name: 'b', registry: 'two', repository: 'x/b', keywords: ['sql', 'Sql'], created: ago(20) },
  {
    name: 'c',
    registry: 'two',
    repository: 'c',
    created: ago(500),
    deprecated: true,
    channels: { stable: '1', '2-stable': '1' },
  },
  { name: 'd', registry: 'two', repository: 'z/d', keywords: ['web'] },
]);

function count(
  kept: number[],
  byChoice: [keyof SearchChoices, number[]][] = [],
  choices: Partial<SearchChoices> = {},
): Facets {
  const counted = { kept: Int32Array.from(kept), byChoice: new Map(byChoice) };
  return countFacets(corpus, { ...NO_CHOICES, ...choices }, counted, NOW);
}

describe('facets', () => {
  test('count what was found', () => {
    expect(count([0, 1, 2, 3])).toEqual({
      registries: [
        { name: 'one', count: 1 },
        { name: 'two', count: 3 },
      ],
      namespaces: [
        { name: 'x', count: 2 },
        { name: 'x/y', count: 1 },
        { name: 'z', count: 1 },
      ],
      keywords: [
        { name: 'sql', count: 2 },
        { name: 'web', count: 2 },
      ],
      channels: [{ name: 'stable', count: 2 }],
      updated: [
        { name: '7d', count: 1 },
        { name: '30d', count: 2 },
        { name: '90d', count: 2 },
        { name: '365d', count: 2 },
        { name: 'older', count: 1 },
      ],
      deprecated: 1,
    });
  });

  test('leave out values that nothing found has', () => {
    expect(count([1])).toMatchObject({
      registries: [{ name: 'two', count: 1 }],
      channels: [],
      deprecated: 0,
    });
  });

  test('count besides what only their own choice keeps out', () => {
    const facets = count(
      [0],
      [
        ['registries', [1, 2]],
        ['deprecated', [2]],
        ['updated', [2]],
      ],
      {
        registries: ['one'],
      },
    );
    expect(facets.registries).toEqual([
      { name: 'one', count: 1 },
      { name: 'two', count: 2 },
    ]);
    expect(facets.namespaces).toEqual([
      { name: 'x', count: 1 },
      { name: 'x/y', count: 1 },
    ]);
    expect(facets.deprecated).toBe(1);
    expect(facets.updated.at(-1)).toEqual({ name: 'older', count: 1 });
  });

  test('list what is chosen, first among those by count, though nothing has it', () => {
    const choices = { registries: ['gone'], namespace: 'nowhere', keyword: 'Web', channel: 'nightly' };
    expect(count([0, 1], [], choices)).toMatchObject({
      registries: [
        { name: 'gone', count: 0 },
        { name: 'one', count: 1 },
        { name: 'two', count: 1 },
      ],
      namespaces: [
        { name: 'nowhere', count: 0 },
        { name: 'x', count: 2 },
        { name: 'x/y', count: 1 },
      ],
      keywords: [
        { name: 'web', count: 1 },
        { name: 'sql', count: 2 },
      ],
      channels: [
        { name: 'nightly', count: 0 },
        { name: 'stable', count: 1 },
      ],
    });
  });

  test('list at most 200 namespaces, 100 keywords and 50 channels, those with most charts', () => {
    const names = Array.from({ length: 300 }, (_, i) => `n${String(i).padStart(3, '0')}`);
    const many = indexCharts([
      ...names.map((name) => ({
        name,
        repository: `${name}/x`,
        keywords: [name],
        channels: { [name]: '1' },
      })),
      { name: 'again', repository: 'n299/x', keywords: ['n299'], channels: { n299: '1' } },
    ]);
    const kept = Int32Array.from(many.documents, (_, place) => place);
    const { namespaces, keywords, channels } = countFacets(
      many,
      NO_CHOICES,
      { kept, byChoice: new Map() },
      NOW,
    );
    expect([namespaces.length, keywords.length, channels.length]).toEqual([200, 100, 50]);
    for (const list of [namespaces, keywords, channels])
      expect(list.slice(0, 2)).toEqual([
        { name: 'n299', count: 2 },
        { name: 'n000', count: 1 },
      ]);
  });
});
