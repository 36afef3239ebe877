import { describe, expect, test } from 'vitest';
import { sampleDocument, sampleDocuments } from '@/lib/search/sample-documents';
import type { SearchDocument } from '@/lib/search/search-document';
import { createSearchEngine } from '@/lib/search/search-engine';
import { EVERYTHING } from '@/lib/search/search-request';
import type { SearchResult } from '@/lib/search/search-result';

// What words find and in which order, as whoever asks gets to see it.

const NOW = Date.UTC(2026, 6, 1);

const engine = createSearchEngine({ documents: sampleDocuments(), images: null });
/** The names found, best first, each once. */
const names = (query: string): string[] => [
  ...new Set(
    engine.search({ ...EVERYTHING, limit: 1000, query }, NOW).hits.map(({ document }) => document.name),
  ),
];
/** Searches a list of charts that each differ in what the test is about. */
const searchAmong = (
  charts: readonly Partial<SearchDocument>[],
  query: string,
  images: readonly (readonly string[])[] | null = null,
): SearchResult =>
  createSearchEngine({ documents: charts.map(sampleDocument), images }).search({ ...EVERYTHING, query }, NOW);
const namesAmong = (
  charts: readonly Partial<SearchDocument>[],
  query: string,
  images: readonly (readonly string[])[] | null = null,
): string[] => searchAmong(charts, query, images).hits.map(({ document }) => document.name);

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
    ['s3', 'minio'],
    ['pg', 'postgresql'],
    ['node exporter', 'prometheus-node-exporter'],
    ['nodeexporter', 'prometheus-node-exporter'],
    ['exporters', 'prometheus-node-exporter'],
    ['external secret', 'external-secrets'],
    ['fluentbit', 'fluent-bit'],
    ['fluent bit', 'fluent-bit'],
    ['red is', 'redis'],
    ['graf ana', 'grafana'],
    ['backup clusters', 'velero'],
    ['log collector', 'fluent-bit'],
  ])('%s is %s', (query, name) => {
    expect(names(query)[0]).toBe(name);
  });
});

describe('every beginning of', () => {
  test.each(['nginx', 'postgresql', 'cert-manager', 'kube prometheus stack', 'fluentbit'])(
    '%s finds it',
    (query) => {
      const compact = query.replaceAll(/[ -]/g, '');
      for (let end = 1; end <= query.length; end += 1)
        expect(names(query.slice(0, end)).map((name) => name.replaceAll('-', ''))).toContain(compact);
    },
  );
});

describe('charts are found in the order of', () => {
  test('exact name, words of the name, keyword, description, image or maintainer', () => {
    const charts = [
      { name: 'web', maintainers: ['Redis Team'] },
      { name: 'app' },
      { name: 'shop', description: 'Uses redis' },
      { name: 'session-store', keywords: ['redis'] },
      { name: 'my-redis' },
      { name: 'redis-operator' },
      { name: 'redis' },
    ];
    const images = charts.map(({ name }) => (name === 'app' ? ['docker.io/library/redis:7'] : []));
    const found = namesAmong(charts, 'redis', images);
    expect(found[0]).toBe('redis');
    expect(found.slice(1, 3).sort()).toEqual(['my-redis', 'redis-operator']);
    expect(found.slice(3, 5)).toEqual(['session-store', 'shop']);
    expect(found.slice(5).sort()).toEqual(['app', 'web']);
  });

  // A word that is the name's first one is read as that, and no longer as its beginning.
  test('beginning of the name, then another word of it', () => {
    expect(namesAmong([{ name: 'my-redis' }, { name: 'redis-operator' }], 'redis')).toEqual([
      'redis-operator',
      'my-redis',
    ]);
  });

  test('a begun word at the beginning of the name, then another word of it', () => {
    expect(namesAmong([{ name: 'my-grafana' }, { name: 'grafana-operator' }], 'graf')).toEqual([
      'grafana-operator',
      'my-grafana',
    ]);
  });

  test('fewer words around what was asked for', () => {
    const charts = [
      { name: 'prom-label-proxy', created: '2026-01-01T00:00:00Z', keywords: ['prom'], description: 'Prom' },
      { name: 'prometheus-adapter' },
      { name: 'prometheus' },
    ];
    const found = namesAmong(charts, 'prom');
    expect(found[0]).toBe('prometheus');
    expect(found).toHaveLength(3);
  });

  test('what begins so, then what is spelt alike', () => {
    const charts = [{ name: 'mysql' }, { name: 'app', description: 'mysqix' }];
    expect(namesAmong(charts, 'mysqi')).toEqual(['app', 'mysql']);
    expect(namesAmong(charts, 'mysqix')).toEqual(['app']);
  });

  test('one edit, then two', () => {
    expect(namesAmong([{ name: 'promethee' }, { name: 'prometheus' }], 'prometheuz')).toEqual([
      'prometheus',
      'promethee',
    ]);
  });

  test('live before deprecated, though the deprecated one has the exact name', () => {
    const charts = [
      { name: 'redis', repository: 'old/redis', registry: 'a', deprecated: true },
      { name: 'redis-old', deprecated: true },
      { name: 'redis-new' },
      { name: 'redis', registry: 'b' },
    ];
    expect(
      searchAmong(charts, 'redis').hits.map(
        ({ document }) => `${document.name} ${document.deprecated ? 'deprecated' : 'live'}`,
      ),
    ).toEqual(['redis live', 'redis deprecated', 'redis-new live', 'redis-old deprecated']);
  });

  test('newest first, stable before pre-releases, undated last, where all else is equal', () => {
    const charts = [
      '2024-01-01T00:00:00Z',
      null,
      '2026-01-01T00:00:00Z',
      'no date',
      '2026-02-01T00:00:00Z',
    ].map((created, i) => ({
      name: 'redis',
      registry: `r${i}`,
      created,
      version: i === 4 ? '2.0.0-rc.1' : '2.0.0',
    }));
    expect(searchAmong(charts, 'redis').hits.map(({ document }) => document.registry)).toEqual([
      'r2',
      'r0',
      'r1',
      'r3',
      'r4',
    ]);
  });

  test('words as they were typed, then apart', () => {
    const charts = [
      { name: 'one', description: 'A manager for each cert' },
      { name: 'two', description: 'A cert manager' },
    ];
    expect(namesAmong(charts, 'cert manager')).toEqual(['two', 'one']);
    expect(namesAmong(charts, 'manager for each')).toEqual(['one', 'two']);
  });

  test('users of an image asked for by its reference, then those with its words elsewhere', () => {
    const charts = [{ name: 'one', description: 'From prom and alertmanager' }, { name: 'two' }];
    const images = [[], ['quay.io/prom/alertmanager:v0.27']];
    expect(namesAmong(charts, 'prom/alertmanager', images)).toEqual(['two', 'one']);
  });
});

describe('slips of the finger', () => {
  test.each<[string, string, boolean]>([
    ['wrong letter', 'rediz', true],
    ['missing letter', 'rdis', true],
    ['letter too many', 'reddis', true],
    ['neighbours that changed places', 'redsi', true],
    ['two in a short word', 'rddsi', false],
    ['none in a word of three letters', 'rds', false],
    ['two in a word of eight', 'grafanaca', true],
    ['three', 'grafxyzca', false],
    ['in a number', '12346', false],
  ])('%s: %s', (_, query, found) => {
    const charts = [{ name: 'redis' }, { name: 'grafanacs' }, { name: 'x', keywords: ['12345'] }];
    expect(searchAmong(charts, query).total).toBe(found ? 1 : 0);
  });

  test('are not looked for once a name has the word', () => {
    expect(namesAmong([{ name: 'redis' }, { name: 'redir' }], 'redir')).toEqual(['redir']);
  });
});

describe('a word finds', () => {
  test.each<[string, Partial<SearchDocument>, string]>([
    ['its plural', { description: 'Holds certificates' }, 'certificate'],
    ['its singular', { keywords: ['exporter'] }, 'exporters'],
    ['who does it', { description: 'Collects logs' }, 'collector'],
    ['a part of camelCase', { name: 'kubeStateMetrics' }, 'state'],
    ['words that are glued', { name: 'kube-state-metrics' }, 'kubestatemetrics'],
    ['words that are apart', { name: 'kubestatemetrics' }, 'kube state metrics'],
    ['what it is short for', { name: 'opentelemetry-collector' }, 'otel'],
    ['what it is the name of', { keywords: ['postgresql'] }, 'postgres'],
    ['a word without accents', { description: 'Menü für Gäste' }, 'menu gaste'],
    ['a word with accents', { description: 'Menu' }, 'menü'],
    ['a word in another script', { description: '日本語データベース' }, '日本語'],
    ['a short word in another script', { keywords: ['日本語'] }, '日本'],
    ['the middle of a name', { name: 'mycertmongerapp' }, 'monger'],
    ['a version', { version: '1.25.3' }, 'v1.25.3'],
    ['the beginning of a version', { appVersion: 'v1.25.3' }, '1.25'],
    ['a registry', { registry: 'community' }, 'communi'],
    ['a namespace', { repository: 'teams/alpha/app' }, 'alpha'],
    ['a maintainer', { maintainers: ['Grace Hopper'] }, 'hopper'],
    ['a channel', { channels: { '1-stable': '1.0.0' } }, 'stable'],
    ['all of these', { name: 'redis', keywords: ['cache'], maintainers: ['Ada'] }, 'ada cache redis'],
  ])('%s', (_, chart, query) => {
    expect(searchAmong([{ name: 'zzz' }, { ...chart, icon: 'wanted' }], query).hits).toMatchObject([
      { document: { icon: 'wanted' } },
    ]);
  });

  test('the beginning of a version only as far as its parts are whole', () => {
    expect(
      namesAmong(
        [
          { name: 'a', appVersion: '1.25.3' },
          { name: 'b', appVersion: '1.9' },
        ],
        '1.25',
      ),
    ).toEqual(['a']);
  });
});

describe('charts with some of the words', () => {
  const many = Array.from({ length: 6 }, (_, i) => ({ name: `redis-cluster-${i}` }));

  test('follow where few have all of them, and are counted', () => {
    const charts = [{ name: 'redis-cluster' }, { name: 'redis' }, { name: 'web' }];
    const { hits, total, partial } = searchAmong(charts, 'redis sharding');
    expect(hits.map(({ document }) => document.name)).toContain('redis');
    expect(partial).toBe(total);
    const both = searchAmong(charts, 'redis cluster');
    expect(both.hits[0]?.document.name).toBe('redis-cluster');
    expect([both.total, both.partial]).toEqual([2, 1]);
  });

  test('are left out where enough have all of them', () => {
    const { total, partial } = searchAmong([...many, { name: 'redis' }], 'redis cluster');
    expect([total, partial]).toEqual([6, 0]);
  });

  test('are not asked for by one word', () => {
    expect(searchAmong([{ name: 'web' }, { name: 'redis' }], 'redis').partial).toBe(0);
  });

  test('are still the partial ones when they use an image of the query', () => {
    const charts = [{ name: 'dashboards', description: 'For bitnami and redis' }, { name: 'app' }];
    const { hits, partial } = searchAmong(charts, 'bitnami/redis dashboards', [[], ['bitnami/redis:7']]);
    expect(hits.map(({ document }) => document.name)).toEqual(['dashboards', 'app']);
    expect(partial).toBe(1);
  });
});
