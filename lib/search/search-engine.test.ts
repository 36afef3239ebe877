import { describe, expect, test } from 'vitest';
import { sampleDocument, sampleDocuments } from '@/lib/search/sample-documents';
import type { SearchDocument } from '@/lib/search/search-document';
import { createSearchEngine } from '@/lib/search/search-engine';
import { EVERYTHING, UPDATED_CHOICES, type SearchRequest } from '@/lib/search/search-request';
import type { SearchResult } from '@/lib/search/search-result';

const NOW = Date.UTC(2026, 6, 1);

const documents = sampleDocuments();
const engine = createSearchEngine({ documents, images: null });

const search = (query: string, rest: Partial<SearchRequest> = {}): SearchResult =>
  engine.search({ ...EVERYTHING, limit: 1000, ...rest, query }, NOW);
const documentsOf = ({ hits }: SearchResult): SearchDocument[] => hits.map(({ document }) => document);
/** The names found, best first, each once. */
const names = (query: string, rest: Partial<SearchRequest> = {}): string[] => [
  ...new Set(documentsOf(search(query, rest)).map(({ name }) => name)),
];
/** Searches a list of charts that each differ in what the test is about. */
const searchAmong = (
  charts: readonly Partial<SearchDocument>[],
  query: string,
  rest: Partial<SearchRequest> = {},
): SearchResult =>
  createSearchEngine({ documents: charts.map(sampleDocument), images: null }).search(
    { ...EVERYTHING, ...rest, query },
    NOW,
  );
const namesAmong = (...asked: Parameters<typeof searchAmong>): string[] =>
  documentsOf(searchAmong(...asked)).map(({ name }) => name);

describe('listing', () => {
  test('without words gives every chart by name, deprecated ones last', () => {
    const { hits, total } = search('');
    expect(total).toBe(documents.length);
    const live = hits.filter(({ document }) => !document.deprecated);
    expect(hits.slice(0, live.length)).toEqual(live);
    expect(live[0]?.document.name).toBe('argo-cd');
    expect(hits.every(({ score }) => score === 0)).toBe(true);
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

  test('by what is called so when a name is asked for', () => {
    expect(names('name:redis')).toEqual(['redis', 'redis-cluster']);
    expect(names('name:prometheus').slice(0, 2)).toEqual(['prometheus', 'prometheus-adapter']);
  });

  test('in windows gives every chart once', () => {
    for (const query of ['', 'database', 'e', 'prometheus grafana', 'is:signed']) {
      const whole = documentsOf(search(query));
      const windows = Array.from({ length: Math.ceil(whole.length / 7) }, (_, i) =>
        documentsOf(search(query, { offset: i * 7, limit: 7 })),
      );
      expect(windows.flat()).toEqual(whole);
    }
  });

  test('behind the end is empty and still counts', () => {
    expect(search('redis', { offset: 5000 })).toMatchObject({
      total: search('redis').total,
      hits: [],
      help: null,
    });
  });

  test('of no chart at all is empty', () => {
    const help = { suggestions: [], unknownWords: [], exclusions: [] };
    expect(searchAmong([], '')).toMatchObject({ total: 0, partial: 0, hits: [], help });
    expect(searchAmong([], 'x is:signed "y"', { deprecated: 'only' })).toMatchObject({ total: 0, hits: [] });
  });

  test('says what it did not understand, and searches for the rest', () => {
    const { problems, hits } = search('redis is:round');
    expect(problems).toMatchObject([{ start: 6, end: 14 }]);
    expect(hits[0]?.document.name).toBe('redis');
  });
});

describe('choices', () => {
  test.each<[string, Partial<SearchRequest>, (document: SearchDocument) => boolean]>([
    ['one registry', { registries: ['staging'] }, ({ registry }) => registry === 'staging'],
    ['two registries', { registries: ['staging', 'community'] }, ({ registry }) => registry !== 'production'],
    ['a namespace', { namespace: 'platform' }, ({ repository }) => repository.startsWith('platform/')],
    [
      'what is below a namespace',
      { namespace: 'teams' },
      ({ repository }) => repository.startsWith('teams/'),
    ],
    ['a keyword', { keyword: 'SQL' }, ({ keywords }) => keywords.includes('sql')],
    ['a channel', { channel: 'beta' }, ({ channels }) => '1-beta' in channels],
    ['no deprecated', { deprecated: 'hide' }, ({ deprecated }) => !deprecated],
    ['only deprecated', { deprecated: 'only' }, ({ deprecated }) => deprecated],
    [
      'an age',
      { updated: '90d' },
      ({ created }) => created !== null && NOW - Date.parse(created) < 90 * 86_400_000,
    ],
  ])('by %s leave the others in their order', (_, choice, keeps) => {
    for (const query of ['', 'sql'])
      expect(documentsOf(search(query, choice))).toEqual(documentsOf(search(query)).filter(keeps));
  });

  test('by a namespace leave out what only begins so', () => {
    expect(namesAmong([{ name: 'x', repository: 'team-a/x' }], '', { namespace: 'team' })).toEqual([]);
  });

  test('have counts of what each would leave, given the others', () => {
    const requests: Partial<SearchRequest>[] = [
      {},
      { registries: ['production'] },
      { namespace: 'teams' },
      { keyword: 'sql', updated: '365d' },
      { deprecated: 'only' },
      { registries: ['staging'], namespace: 'platform', channel: 'stable', deprecated: 'hide' },
    ];
    for (const query of ['', 'metrics', 'database -mysql']) {
      for (const request of requests) {
        const { facets } = search(query, request);
        const totalOf = (choice: Partial<SearchRequest>): number =>
          search(query, { ...request, ...choice }).total;
        for (const { name, count } of facets.registries) expect(count).toBe(totalOf({ registries: [name] }));
        for (const { name, count } of facets.namespaces) expect(count).toBe(totalOf({ namespace: name }));
        for (const { name, count } of facets.keywords) expect(count).toBe(totalOf({ keyword: name }));
        for (const { name, count } of facets.channels) expect(count).toBe(totalOf({ channel: name }));
        const ages = UPDATED_CHOICES.map((name) => ({ name, count: totalOf({ updated: name }) }));
        expect(facets.updated).toEqual(ages);
        expect(facets.deprecated).toBe(totalOf({ deprecated: 'only' }));
      }
    }
  });

  test('that leave nothing are still listed', () => {
    const { facets } = search('redis', { registries: ['gone'], namespace: 'nowhere' });
    expect(facets.registries).toContainEqual({ name: 'gone', count: 0 });
    expect(facets.namespaces).toContainEqual({ name: 'nowhere', count: 0 });
  });
});

describe('a query with', () => {
  test.each<[string, (document: SearchDocument) => boolean]>([
    ['-redis', ({ name, description }) => !/redis/i.test(name + description)],
    ['"message broker"', ({ name }) => name === 'rabbitmq'],
    ['-"message broker"', ({ name }) => name !== 'rabbitmq'],
    ['registry:staging', ({ registry }) => registry === 'staging'],
    ['registry:staging,community', ({ registry }) => registry !== 'production'],
    ['-registry:staging', ({ registry }) => registry !== 'staging'],
    ['namespace:teams', ({ repository }) => repository.startsWith('teams/')],
    ['name:sql', ({ name }) => name.includes('sql')],
    ['keyword:sql', ({ keywords }) => keywords.includes('sql')],
    ['channel:stable', ({ channels }) => '1-stable' in channels],
    ['maintainer:hopper', ({ maintainers }) => maintainers.includes('Grace Hopper')],
    ['-license:apache', ({ license }) => license === null],
    ['version:^2', ({ version }) => version.startsWith('2.')],
    ['app:^7', ({ appVersion }) => appVersion?.startsWith('v7.') ?? false],
    ['is:library', ({ library }) => library],
    ['-is:signed', ({ signed }) => !signed],
    ['updated:>=2026-05', ({ created }) => created !== null && created >= '2026-05'],
    ['is:signed -keyword:sql', ({ signed, keywords }) => signed && !keywords.includes('sql')],
  ])('%s finds just those', (query, keeps) => {
    const found = documentsOf(search(query, { sort: 'name' }));
    expect(found).toEqual(documentsOf(search('', { sort: 'name' })).filter(keeps));
    expect(found.length).toBeGreaterThan(0);
  });

  test('words and a filter finds what the words find, less what the filter keeps out', () => {
    for (const filter of ['is:signed', '-postgresql', '"relational database"', 'version:<3'])
      expect(documentsOf(search('database'))).toEqual(
        expect.arrayContaining(documentsOf(search(`database ${filter}`))),
      );
  });

  test('only a phrase ranks by its words', () => {
    expect(names('"cert manager"')).toEqual(['cert-manager']);
    expect(names('"redis cluster"')[0]).toBe('redis-cluster');
  });
});

describe('when nothing is found', () => {
  test('close names are suggested', () => {
    expect(search('promothuezz').help?.suggestions[0]).toBe('prometheus');
  });

  test('the words that no chart has are told', () => {
    expect(search('zzzz qqqq').help).toMatchObject({ unknownWords: ['zzzz', 'qqqq'], exclusions: [] });
  });

  test('each filter is told that alone keeps charts out, with their number, most first', () => {
    const { help, total } = search('redis  -redis keyword:cache', { registries: ['staging'] });
    expect(total).toBe(0);
    expect(help?.exclusions).toEqual([
      {
        by: { kind: 'term', start: 6, end: 12, text: '-redis' },
        count: search('redis keyword:cache', { registries: ['staging'] }).total,
      },
    ]);
    expect(search('redis', { registries: ['gone'] }).help?.exclusions).toEqual([
      { by: { kind: 'choice', choice: 'registries' }, count: search('redis').total },
    ]);
    expect(search('redis -redis is:prerelease').help?.exclusions).toEqual([]);
  });

  test('there is no help otherwise', () => {
    expect(search('redis').help).toBeNull();
  });
});

describe('hostile text', () => {
  test.each([
    ['a long word', 'x'.repeat(10_000)],
    ['one word often', 'redis '.repeat(2_000)],
    ['many words', Array.from({ length: 500 }, (_, i) => `w${i}`).join(' ')],
    ['a regular expression that backtracks', '(((((((((((a+)+)+$'],
    ['half a character', 'zz\ud800qq'],
    ['names of the language', '__proto__ constructor toString'],
    ['SQL', "'; drop table charts; --"],
    ['HTML', '<mark>'],
    ['operators of fuse.js', '!redis | ^a $b =c "x"'],
  ])('%s is searched', (_, query) => {
    const { total, hits } = search(query);
    expect(hits.length).toBe(total);
    expect(total).toBeLessThan(documents.length);
  });

  test.each([
    ['a backslash', '\\'],
    ['any character', '.*'],
    ['control characters', '\u0000\u0007\u001b['],
    ['pictures', '🙂'.repeat(300)],
  ])('%s has no words, and lists everything', (_, query) => {
    expect(search(query).total).toBe(documents.length);
  });

  test('in charts does no harm', () => {
    const odd = ['__proto__', 'constructor', '', ' ', '<b>', '\ud800', 'x'.repeat(5000), '日本語'].map(
      (name, i): Partial<SearchDocument> => ({
        name,
        registry: `r${i}`,
        description: name,
        keywords: [name, ''],
        channels: { [name]: '1' },
      }),
    );
    for (const query of ['', 'constructor', 'proto', '日本', 'x', '__proto__', 'channel:__proto__', '"<b>"'])
      expect(searchAmong(odd, query).total).toBeLessThanOrEqual(odd.length);
    expect(namesAmong(odd, '日本')[0]).toBe('日本語');
    expect(namesAmong(odd, 'constructor')[0]).toBe('constructor');
    expect(namesAmong(odd, 'proto')[0]).toBe('__proto__');
  });
});

test('a number begins a version: its chart comes before one that has both words in a channel', () => {
  const charts = [
    { name: 'tracker', version: '2.7.1', channels: { '3-edge': '3.0.0' } },
    { name: 'edge-proxy', version: '3.2.1' },
  ];
  const searched = createSearchEngine({ documents: charts.map(sampleDocument), images: null });
  const { hits, partial } = searched.search({ ...EVERYTHING, query: 'edge 3' }, Date.UTC(2026, 6, 1));
  expect(hits.map(({ document }) => document.name)).toEqual(['edge-proxy', 'tracker']);
  expect(partial).toBe(0);
});
