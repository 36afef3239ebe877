import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sampleDocument, sampleDocuments } from '@/lib/search/sample-documents';
import type { SearchDocument } from '@/lib/search/search-document';
import { createSearchEngine } from '@/lib/search/search-engine';
import { EVERYTHING, type SearchRequest } from '@/lib/search/search-request';

const documents = sampleDocuments();
const engine = createSearchEngine(documents);

const search = (query: string, rest: Partial<SearchRequest> = {}) =>
  engine.search({ ...EVERYTHING, limit: 1000, ...rest, query });
/** The names found, best first, each once. */
const names = (query: string, rest: Partial<SearchRequest> = {}) => [
  ...new Set(search(query, rest).hits.map(({ document }) => document.name)),
];
/** The names found in a list of charts that each differ in what the test is about. */
const namesAmong = (charts: Partial<SearchDocument>[], query: string, rest: Partial<SearchRequest> = {}) =>
  createSearchEngine(charts.map(sampleDocument))
    .search({ ...EVERYTHING, ...rest, query })
    .hits.map(({ document }) => document.name);

/** The marked pieces of the chart called `name`. */
const marked = (query: string, name: string) => {
  const hit = search(query).hits.find(({ document }) => document.name === name);
  return Object.fromEntries(
    (hit?.highlights ?? []).map(({ field, ranges }) => [
      field,
      ranges.map(([start, end]) => hit?.document[field].slice(start, end)),
    ]),
  );
};

describe('the first name found for', () => {
  test.each([
    ['nginx', 'nginx'],
    ['NGINX', 'nginx'],
    ['ngnix', 'nginx'],
    ['nginz', 'nginx'],
    ['prometeus', 'prometheus'],
    ['promethus', 'prometheus'],
    ['promteheus', 'prometheus'],
    ['prom', 'prometheus'],
    ['postgre', 'postgresql'],
    ['postgers', 'postgresql'],
    ['elastcsea', 'elasticsearch'],
    ['kafak', 'kafka'],
    ['cert manager', 'cert-manager'],
    ['certmanager', 'cert-manager'],
    ['cert-manager', 'cert-manager'],
    ['certman', 'cert-manager'],
    ['certmanger', 'cert-manager'],
    ['manager cert', 'cert-manager'],
    ['platform/redis', 'redis'],
    ['kubeprometheus', 'kube-prometheus-stack'],
    ['promethus grafana', 'kube-prometheus-stack'],
    ['a helm chart for harbor', 'harbor'],
    ['helm operator', 'helm-operator'],
    ['kubernetes dashboard', 'kubernetes-dashboard'],
    ['letsencrypt', 'cert-manager'],
    ['stock prices', 'catalogue'],
    ['menu', 'cafe-menu'],
    ['café', 'cafe-menu'],
    ['gaste', 'cafe-menu'],
    ['minio s3', 'minio'],
  ])('%s is %s', (query, name) => {
    expect(names(query)[0]).toBe(name);
  });
});

describe('every beginning of', () => {
  test.each(['nginx', 'postgresql', 'cert-manager', 'kube prometheus stack'])('%s finds it', (query) => {
    const name = query.replaceAll(' ', '-');
    for (let end = 1; end <= query.length; end += 1) expect(names(query.slice(0, end))).toContain(name);
  });
});

describe('ranking', () => {
  test('goes from exact name over beginning, word, keyword and description to a slip of the finger', () => {
    const charts = [
      { name: 'web', description: 'Uses redis' },
      { name: 'session-store', keywords: ['redis'] },
      { name: 'my-redis' },
      { name: 'redis-operator' },
      { name: 'redis' },
    ];
    expect(namesAmong(charts, 'redis')).toEqual([
      'redis',
      'redis-operator',
      'my-redis',
      'session-store',
      'web',
    ]);
  });

  test('prefers the name with fewer words around what was asked for', () => {
    const charts = [
      { name: 'prom-label-proxy', created: '2026-01-01T00:00:00Z', keywords: ['prom'], description: 'Prom' },
      { name: 'prometheus-adapter' },
      { name: 'prometheus' },
    ];
    expect(namesAmong(charts, 'prom')).toEqual(['prometheus', 'prometheus-adapter', 'prom-label-proxy']);
  });

  test('puts a word that was spelt alike behind the word itself', () => {
    expect(namesAmong([{ name: 'mysql' }, { name: 'app', description: 'mysqi' }], 'mysqi')).toEqual([
      'app',
      'mysql',
    ]);
  });

  test('sinks a deprecated chart below its equals, and the exact name below none but those', () => {
    const charts = [
      { name: 'redis', repository: 'old/redis', registry: 'a', deprecated: true },
      { name: 'redis-old', deprecated: true },
      { name: 'redis-new' },
      { name: 'my-redis' },
      { name: 'redis', registry: 'b' },
    ];
    const found = createSearchEngine(charts.map(sampleDocument)).search({
      ...EVERYTHING,
      query: 'redis',
    }).hits;
    expect(
      found.map(({ document }) => `${document.name} ${document.deprecated ? 'deprecated' : 'live'}`),
    ).toEqual(['redis live', 'redis deprecated', 'redis-new live', 'my-redis live', 'redis-old deprecated']);
  });

  test('puts the newer of equals first', () => {
    const charts = ['2024-01-01T00:00:00Z', null, '2026-01-01T00:00:00Z', 'no date'].map((created, i) =>
      sampleDocument({ name: 'redis', registry: `r${i}`, created }),
    );
    const { hits } = createSearchEngine(charts).search({ ...EVERYTHING, query: 'redis' });
    expect(hits.map(({ document }) => document.registry)).toEqual(['r2', 'r0', 'r1', 'r3']);
  });

  test('gives scores between 0 and 1', () => {
    for (const { score } of search('prometheus metrics').hits) {
      expect(score).toBeGreaterThanOrEqual(0);
      expect(score).toBeLessThanOrEqual(1);
    }
  });
});

describe('listing', () => {
  test('without words gives every chart by name, deprecated ones last', () => {
    const { hits, total } = search('');
    expect(total).toBe(documents.length);
    const live = hits.filter(({ document }) => !document.deprecated);
    expect(hits.slice(0, live.length)).toEqual(live);
    expect(live[0]?.document.name).toBe('argo-cd');
  });

  test('by name reads numbers as numbers', () => {
    const charts = [{ name: 'app-10' }, { name: 'app-2' }, { name: 'App-1' }];
    expect(namesAmong(charts, '', { sort: 'name' })).toEqual(['App-1', 'app-2', 'app-10']);
  });

  test('by update puts charts without a date last', () => {
    const charts = [
      { name: 'none' },
      { name: 'old', created: '2020-01-01T00:00:00Z' },
      { name: 'new', created: '2026-05-01T00:00:00+02:00' },
    ];
    expect(namesAmong(charts, '', { sort: 'updated' })).toEqual(['new', 'old', 'none']);
  });

  test('sorts what a query found too', () => {
    expect(names('redis', { sort: 'name' })).toEqual(['redis', 'redis-cluster', 'valkey']);
  });

  test('in pages gives every chart once', () => {
    for (const query of ['', 'database', 'e']) {
      const whole = search(query).hits.map(({ document }) => document);
      const pages = Array.from({ length: Math.ceil(whole.length / 7) }, (_, page) =>
        search(query, { offset: page * 7, limit: 7 }).hits.map(({ document }) => document),
      );
      expect(pages.flat()).toEqual(whole);
    }
  });

  test('behind the end is empty and still counts', () => {
    expect(search('redis', { offset: 5000 })).toMatchObject({ total: search('redis').total, hits: [] });
  });

  test('of no chart at all is empty', () => {
    const none = createSearchEngine([]);
    expect(none.search(EVERYTHING)).toMatchObject({ total: 0, hits: [], suggestions: [] });
    expect(none.search({ ...EVERYTHING, query: 'x' })).toMatchObject({ total: 0, hits: [], suggestions: [] });
  });
});

describe('filters', () => {
  test.each<[string, Partial<SearchRequest>, (document: SearchDocument) => boolean]>([
    ['one registry', { registries: ['staging'] }, ({ registry }) => registry === 'staging'],
    ['two registries', { registries: ['staging', 'community'] }, ({ registry }) => registry !== 'production'],
    ['a namespace', { namespace: 'platform' }, ({ repository }) => repository.startsWith('platform/')],
    [
      'a namespace and what is below',
      { namespace: 'teams' },
      ({ repository }) => repository.startsWith('teams/'),
    ],
    ['no deprecated', { deprecated: 'hide' }, ({ deprecated }) => !deprecated],
    ['only deprecated', { deprecated: 'only' }, ({ deprecated }) => deprecated],
  ])('by %s', (_, filter, keeps) => {
    for (const query of ['', 'sql']) {
      const all = search(query).hits.map(({ document }) => document);
      const kept = search(query, filter).hits.map(({ document }) => document);
      expect(kept).toEqual(all.filter(keeps));
    }
  });

  test('a namespace is not the beginning of another', () => {
    expect(namesAmong([{ name: 'x', repository: 'team-a/x' }], '', { namespace: 'team' })).toEqual([]);
  });

  test('have counts of what each would leave, given the others', () => {
    const requests: Partial<SearchRequest>[] = [
      {},
      { registries: ['production'] },
      { namespace: 'teams' },
      { deprecated: 'only' },
      { registries: ['staging'], namespace: 'platform', deprecated: 'hide' },
    ];
    for (const query of ['', 'metrics']) {
      for (const request of requests) {
        const { facets } = search(query, request);
        for (const { name, count } of facets.registries) {
          expect(count).toBe(search(query, { ...request, registries: [name] }).total);
        }
        for (const { name, count } of facets.namespaces) {
          expect(count).toBe(search(query, { ...request, namespace: name }).total);
        }
        expect(facets.deprecated).toBe(search(query, { ...request, deprecated: 'only' }).total);
      }
    }
  });

  test('that leave nothing are still listed', () => {
    expect(search('redis', { registries: ['gone'], namespace: 'nowhere' }).facets).toMatchObject({
      registries: expect.arrayContaining([{ name: 'gone', count: 0 }]),
      namespaces: expect.arrayContaining([{ name: 'nowhere', count: 0 }]),
    });
  });
});

describe('marks', () => {
  test.each([
    ['prom', 'kube-prometheus-stack', { name: ['prom'], description: ['Prom'] }],
    ['ngnix', 'nginx', { name: ['nginx'] }],
    ['certman', 'cert-manager', { name: ['cert', 'man'] }],
    ['gaste', 'cafe-menu', { description: ['Gäste'] }],
    ['menu', 'cafe-menu', { name: ['menu'] }],
    ['e', 'elasticsearch', { name: ['e'] }],
  ])('%s in %s', (query, name, expected) => {
    expect(marked(query, name)).toMatchObject(expected);
  });

  test('are on the hits of every page', () => {
    const many = Array.from({ length: 150 }, (_, i) => sampleDocument({ name: `redis-${i}` }));
    const { hits } = createSearchEngine(many).search({ ...EVERYTHING, query: 'redis', offset: 100 });
    expect(hits.every(({ highlights }) => highlights.some(({ field }) => field === 'name'))).toBe(true);
  });
});

describe('when nothing is found', () => {
  test('close names are suggested', () => {
    expect(search('promothues').suggestions[0]).toMatch(/^prometheus/);
  });

  test('nothing is suggested when only the filters are in the way', () => {
    expect(search('redis', { registries: ['gone'] })).toMatchObject({ total: 0, suggestions: [] });
  });
});

describe('hostile text', () => {
  test.each([
    ['a long word', 'x'.repeat(10_000)],
    ['one word often', 'redis '.repeat(2_000)],
    ['many words', Array.from({ length: 500 }, (_, i) => `w${i}`).join(' ')],
    ['a regular expression that backtracks', '(((((((((((a+)+)+$'],
    ['a backslash', '\\'],
    ['any character', '.*'],
    ['control characters', '\u0000\u0007\u001b[31m'],
    ['half a character', 'zz\ud800qq'],
    ['names of the language', '__proto__ constructor toString'],
    ['pictures', '🙂'.repeat(300)],
    ['SQL', "'; drop table charts; --"],
    ['HTML', '<mark>'],
    ['operators of fuse.js', '!redis | ^a $b =c "x"'],
  ])('%s is searched', (_, query) => {
    const { total, hits } = search(query);
    expect(hits.length).toBe(total);
    expect(total).toBeLessThan(documents.length);
  });

  test('in charts does no harm', () => {
    const odd = ['__proto__', 'constructor', '', ' ', '<b>', '\ud800', 'x'.repeat(5000), '日本語'].map(
      (name, i) =>
        sampleDocument({
          name,
          registry: `r${i}`,
          description: name,
          keywords: [name, ''],
          channels: { [name]: '1' },
        }),
    );
    const strange = createSearchEngine(odd);
    for (const query of ['', 'constructor', 'proto', '日本', 'x', '__proto__']) {
      expect(strange.search({ ...EVERYTHING, query }).total).toBeLessThanOrEqual(odd.length);
    }
    expect(strange.search({ ...EVERYTHING, query: '日本' }).hits[0]?.document.name).toBe('日本語');
    expect(strange.search({ ...EVERYTHING, query: 'constructor' }).hits[0]?.document.name).toBe(
      'constructor',
    );
  });

  test('of any kind gives the same answer twice, in order, with marks inside their fields', () => {
    const requests = fc.record({
      query: fc.oneof(
        fc.string({ unit: 'binary', maxLength: 40 }),
        fc
          .array(fc.constantFrom('redis', 'prom', 'metr', 'a', '-', 'kafak', 'sql '), { maxLength: 4 })
          .map((w) => w.join('')),
      ),
      sort: fc.constantFrom('relevance' as const, 'name' as const, 'updated' as const),
      offset: fc.nat(250),
      limit: fc.integer({ min: 1, max: 60 }),
    });
    fc.assert(
      fc.property(requests, (part) => {
        const request = { ...EVERYTHING, ...part };
        const first = engine.search(request);
        expect(createSearchEngine(documents).search(request)).toEqual(first);
        expect(first.hits.length).toBe(Math.max(0, Math.min(part.limit, first.total - part.offset)));
        for (const { document, highlights } of first.hits) {
          for (const { field, ranges } of highlights) {
            let end = 0;
            for (const range of ranges) {
              expect(range[0]).toBeGreaterThanOrEqual(end);
              expect(range[1]).toBeGreaterThan(range[0]);
              end = range[1];
            }
            expect(end).toBeLessThanOrEqual(document[field].length);
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});
