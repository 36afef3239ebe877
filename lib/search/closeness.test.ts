import { describe, expect, test } from 'vitest';
import { measureCloseness, preferUsers } from '@/lib/search/closeness';
import { USES_IMAGE } from '@/lib/search/match-words';
import { parseQuery } from '@/lib/search/parse-query';
import { indexCharts } from '@/lib/search/testing/indexed-corpus';

const charts = [
  { name: 'redis' },
  { name: 'redis-cluster' },
  { name: 'my-redis' },
  { name: 'Redis', deprecated: true },
  { name: 'web' },
];
const images = [
  ['docker.io/bitnami/redis:7.2@sha256:0123'],
  ['docker.io/bitnami/redis-cluster:7.2'],
  ['localhost:5000/REDIS'],
  [],
  ['docker.io/library/nginx:1.25.3', 'docker.io/bitnami/redis-exporter:1'],
];
const corpus = indexCharts(charts, images);

describe('without words, charts are as far as', () => {
  test.each<[string, number[]]>([
    ['', [0, 0, 0, 1, 0]],
    ['is:signed', [0, 0, 0, 1, 0]],
    ['name:redis', [0, 2, 4, 1, 4]],
    ['name:RE-DIS', [0, 2, 4, 1, 4]],
    ['name:redis,web', [0, 2, 4, 1, 0]],
    ['-name:redis', [0, 0, 0, 1, 0]],
    ['image:redis', [0, 2, 0, 3, 2]],
    ['image:bitnami/redis:7', [0, 2, 0, 3, 2]],
    ['image:nginx,redis', [0, 2, 0, 3, 0]],
    ['-image:redis', [0, 0, 0, 1, 0]],
    ['name:redis image:nginx', [2, 4, 6, 3, 4]],
  ])('“%s” says', (query, distances) => {
    expect([...measureCloseness(corpus, parseQuery(query).terms)]).toEqual(distances);
  });

  test('their names say while images are unknown', () => {
    expect([...measureCloseness(indexCharts(charts), parseQuery('image:redis').terms)]).toEqual([
      0, 0, 0, 1, 0,
    ]);
  });
});

describe('users of an image asked for by its reference', () => {
  const far = USES_IMAGE * 3;
  const distances = Float64Array.of(5, far, Number.NaN, far, far);

  test.each<[string, number[]]>([
    ['bitnami/redis', [5, USES_IMAGE, Number.NaN, far, USES_IMAGE]],
    ['NGINX:1.25', [5, far, Number.NaN, far, USES_IMAGE]],
    ['localhost:5000', [5, far, Number.NaN, far, far]], // what does not answer at all is not added
    ['nginx', [5, far, Number.NaN, far, far]], // a word, no reference
    ['nginx/', [5, far, Number.NaN, far, far]],
    ['-bitnami/redis', [5, far, Number.NaN, far, far]],
  ])('%s', (query, expected) => {
    expect([...preferUsers(corpus, parseQuery(query).terms, distances)]).toEqual(expected);
    expect([...distances]).toEqual([5, far, Number.NaN, far, far]);
  });

  test('are nobody while images are unknown', () => {
    expect(preferUsers(indexCharts(charts), parseQuery('bitnami/redis').terms, distances)).toBe(distances);
  });
});
