import { describe, expect, test } from 'vitest';
import { listPaletteGroups, type PaletteSource } from '@/components/search/palette-items';
import { sampleDocument } from '@/lib/search/sample-documents';
import type { SearchDocument } from '@/lib/search/search-document';
import type { SearchHit } from '@/lib/search/search-result';

const documentOf = (name: string, channels: Record<string, string> = {}): SearchDocument =>
  sampleDocument({ name, version: '7.2.1', channels });

const hitOf = (document: SearchDocument): SearchHit => ({
  document,
  score: 1,
  highlights: [{ field: 'name', ranges: [[0, 3]] }],
  images: [],
});

const NOTHING: PaletteSource = {
  text: '',
  hits: [],
  versions: [],
  registries: ['production', 'prod-mirror', 'local'],
  recent: [],
  pasted: undefined,
};

/** Group name → what its items open or do. */
function list(source: Partial<PaletteSource>): Record<string, string[]> {
  const groups = listPaletteGroups({ ...NOTHING, ...source });
  return Object.fromEntries(
    groups.map(({ name, items }) => [
      name,
      items.map(({ act }) => (act.kind === 'open' ? act.path : Object.values(act).join(' '))),
    ]),
  );
}

test('without text there are the charts opened last, pages and actions', () => {
  const recent = [{ registry: 'production', repository: 'platform/redis' }];
  expect(list({ recent })).toEqual({
    'Recently opened': ['/charts/production/platform/redis'],
    Pages: ['/', '/channels', '/transfers', '/registries', '/webhooks', '/api/v1/openapi.json'],
    Actions: ['theme light', 'theme dark', 'theme system', 'refresh'],
  });
});

describe('charts', () => {
  test('are the best seven, as they were marked', () => {
    const hits = Array.from({ length: 9 }, (_, i) => hitOf(documentOf(`redis-${i}`)));
    const [charts] = listPaletteGroups({ ...NOTHING, text: 'red', hits });
    expect(charts?.name).toBe('Charts');
    expect(charts?.items).toHaveLength(7);
    expect(charts?.items[0]).toMatchObject({
      label: 'redis-0',
      ranges: [[0, 3]],
      detail: '7.2.1 · production/platform/redis-0',
    });
  });
});

test('a chart and a version that were pushed again say so', () => {
  const document = { ...documentOf('redis'), drifted: ['7.2.1', '6.2.0'] };
  const versions = [{ document, versions: ['7.2.1', '7.2.0', '6.2.0'] }];
  const hits = [hitOf(document), hitOf({ ...document, drifted: ['7.2.1'] }), hitOf(documentOf('redis'))];
  const [charts, found] = listPaletteGroups({ ...NOTHING, text: 'redis 7.2', hits, versions });
  expect(charts?.items.map(({ alarm }) => alarm)).toEqual([
    '2 versions were pushed again',
    '7.2.1 was pushed again',
    undefined,
  ]);
  expect(found?.items.map(({ alarm }) => alarm)).toEqual(['was pushed again', undefined]);
});

describe('versions', () => {
  const versions = [
    { document: documentOf('redis'), versions: ['7.20.0', '7.2.1', '7.2.0', '7.0.0', '6.2.0'] },
  ];

  test.each([
    ['redis 7.2', ['7.2.1', '7.2.0', '7.20.0']],
    ['redis v7.2.', ['7.2.1', '7.2.0']],
    ['redis 6', ['6.2.0']],
    ['redis 8', undefined],
    ['redis', undefined],
    ['7.2', undefined],
  ])('for “%s” are %o', (text, expected) => {
    expect(list({ text, versions }).Versions).toEqual(
      expected?.map((version) => `/charts/production/platform/redis@${version}`),
    );
  });

  test('mark what was typed', () => {
    const groups = listPaletteGroups({ ...NOTHING, text: 'redis 6.2', versions });
    expect(groups.find(({ name }) => name === 'Versions')?.items).toMatchObject([
      { label: 'redis 6.2.0', ranges: [[6, 9]] },
    ]);
  });

  test('are at most six', () => {
    const many = [
      { document: documentOf('redis'), versions: Array.from({ length: 30 }, (_, i) => `7.${i}.0`) },
    ];
    expect(list({ text: 'redis 7', versions: many }).Versions).toHaveLength(6);
  });
});

test.each([
  ['redis stable', ['1-stable', 'v2-stable']],
  ['redis 1-sta', ['1-stable']],
  ['redis next', ['next']],
  ['redis n', undefined],
  ['redis able', undefined],
])('channels for “%s” are %o', (text, expected) => {
  const hits = [hitOf(documentOf('redis', { '1-stable': '1.4.2', 'v2-stable': '2.0.0', next: '3.0.0' }))];
  expect(list({ text, hits }).Channels).toEqual(
    expected?.map((tag) => `/charts/production/platform/redis:${tag}`),
  );
});

test.each([
  ['prod', { Registries: ['/?registry=production', '/?registry=prod-mirror'] }],
  ['REGI', { Pages: ['/registries'] }],
  ['dark colour', { Actions: ['/?query=dark+colour', 'theme dark'] }],
  ['refresh', { Actions: ['/?query=refresh', 'refresh'] }],
  ['a&b', { Actions: ['/?query=a%26b'] }],
])('for “%s” there are %o', (text, expected) => {
  expect(list({ text })).toMatchObject(expected);
});

test('a pasted reference goes first', () => {
  const reference = { registry: 'production', repository: 'app' };
  const pasted = { kind: 'chart', reference, path: '/charts/production/app' } as const;
  expect(Object.entries(list({ text: 'oci://registry.example.com/app', pasted }))[0]).toEqual([
    'Reference',
    ['/charts/production/app'],
  ]);
});

test('ids are apart and have no white space', () => {
  const redis = documentOf('redis', { '7-stable': '7.2.1' });
  const source = {
    text: 'redis 7',
    hits: [hitOf(redis)],
    versions: [{ document: redis, versions: ['7.2.1'] }],
  };
  const ids = listPaletteGroups({ ...NOTHING, ...source }).flatMap(({ items }) => items.map(({ id }) => id));
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.every((id) => !/\s/.test(id))).toBe(true);
});
