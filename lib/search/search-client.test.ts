import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { IndexKeep, KeptSegment } from '@/lib/search/index-keep';
import { sampleDocument, sampleDocuments } from '@/lib/search/sample-documents';
import { createSearchClient, type SearchClient } from '@/lib/search/search-client';
import type { SearchDocument } from '@/lib/search/search-document';
import { createSearchEngine } from '@/lib/search/search-engine';
import type { SearchQuestion } from '@/lib/search/search-messages';
import { EVERYTHING } from '@/lib/search/search-request';
import { serveSearch } from '@/lib/search/serve-search';
import { startIndexServer, type IndexServer } from '@/lib/search/testing/index-server';

// Both ends over a real message channel, and the index over real HTTP.

const NOW = Date.UTC(2026, 5, 1);
const all = sampleDocuments();
const of = (registry: string): SearchDocument[] => all.filter((document) => document.registry === registry);

let server: IndexServer;
let kept: { manifest: string; segments: Map<string, KeptSegment> } | undefined;
let searched: string[];
let reported: unknown[];
let closing: (() => void)[];

const keep: IndexKeep = {
  read: () => Promise.resolve(kept && { manifest: kept.manifest, segments: [...kept.segments.values()] }),
  write(manifest, segments, names) {
    kept = { manifest, segments: kept?.segments ?? new Map() };
    for (const segment of segments) kept.segments.set(segment.name, segment);
    for (const name of kept.segments.keys()) if (!names.includes(name)) kept.segments.delete(name);
    return Promise.resolve();
  },
};

/** A tab: a worker with the browser's keep, and the page's end of its line. */
function openTab(): SearchClient {
  const { port1, port2 } = new MessageChannel();
  port2.addEventListener('message', ({ data: question }: MessageEvent<SearchQuestion>) => {
    if (question.kind === 'search') searched.push(question.request.query);
  });
  serveSearch(port2, {
    keep,
    fetch: (url, init) => fetch(url, init),
    pause: () => new Promise((resolve) => setImmediate(resolve)),
    now: () => NOW,
    report: (error) => reported.push(error),
  });
  const client = createSearchClient(port1);
  port1.start();
  port2.start();
  closing.push(() => port1.close());
  return client;
}

beforeEach(async () => {
  server = await startIndexServer();
  server.serve({ production: { documents: of('production') }, community: { documents: of('community') } });
  [kept, searched, reported, closing] = [undefined, [], [], []];
});

afterEach(async () => {
  closing.forEach((close) => close());
  await server.close();
});

const find = async (client: SearchClient, query: string, lane = 'list') =>
  (await client.search({ ...EVERYTHING, query }, lane))?.hits.map(({ document }) => document.name);

describe('the index', () => {
  test('is fetched once, and after that only what changed', async () => {
    const client = openTab();
    await client.open(server.url);
    expect(client.state).toEqual({ revision: null, charts: 0, incomplete: [] });
    const state = await client.refresh();
    expect(state).toEqual({
      revision: expect.any(String),
      charts: of('production').length + of('community').length,
      incomplete: ['staging'],
    });
    expect(server.asked.toSorted()).toEqual([
      'community/charts',
      'community/icons',
      'manifest',
      'production/charts',
      'production/icons',
    ]);

    server.asked = [];
    expect((await client.refresh()).revision).toBe(state.revision);
    expect(server.asked).toEqual(['manifest']);

    server.asked = [];
    const pushed = sampleDocument({ name: 'harbour-lights' });
    server.serve({
      production: { documents: [...of('production'), pushed] },
      community: { documents: of('community') },
    });
    expect((await client.refresh()).revision).not.toBe(state.revision);
    expect(server.asked).toEqual(['manifest', 'production/charts delta']);
    expect(await find(client, 'harbour lights')).toEqual(['harbour-lights']);
    expect(reported).toEqual([]);
  });

  test('is fetched whole where the server forgot the state that is here', async () => {
    const client = openTab();
    await client.open(server.url);
    await client.refresh();
    server.asked = [];
    server.forgetful = true;
    server.serve({ production: { documents: of('production').slice(1) }, community: { documents: [] } });
    const { charts } = await client.refresh();
    expect(charts).toBe(of('production').length - 1);
    expect(server.asked).toContain('production/charts delta');
    expect(server.asked).toContain('production/charts');
  });

  test('that was kept is searched before the server answers, and while it does not', async () => {
    const first = openTab();
    await first.open(server.url);
    const state = await first.refresh();
    server.status = 503;

    const second = openTab();
    expect((await second.open(server.url)).charts).toBe(state.charts);
    await expect(second.refresh()).rejects.toThrow('answered 503');
    expect(await find(second, 'redis')).toContain('redis');
  });

  test('forgets a registry that is gone', async () => {
    const client = openTab();
    await client.open(server.url);
    await client.refresh();
    server.serve({ community: { documents: of('community') } });
    expect((await client.refresh()).charts).toBe(of('community').length);
    expect([...(kept?.segments.keys() ?? [])].toSorted()).toEqual(['community/charts', 'community/icons']);
  });

  test.each([
    ['a manifest that is no JSON', () => void (kept && (kept.manifest = '{'))],
    [
      'a segment that is cut',
      () => {
        for (const segment of kept?.segments.values() ?? []) segment.text = segment.text.slice(0, 40);
      },
    ],
  ])('counts as not kept where it was spoilt: %s', async (_, spoil) => {
    const first = openTab();
    await first.open(server.url);
    await first.refresh();
    spoil();
    const second = openTab();
    expect((await second.open(server.url)).revision).toBeNull();
    expect(reported).toHaveLength(1);
    expect((await second.refresh()).charts).toBeGreaterThan(0);
  });

  test('carries icons, which come when there is something to search already', async () => {
    const icon = 'https://charts.example.org/buoy.svg';
    server.serve({ production: { documents: [sampleDocument({ name: 'buoy', icon })] } });
    const client = openTab();
    await client.open(server.url);
    const heard: number[] = [];
    client.listen(() => heard.push(client.state?.charts ?? 0));
    await client.refresh();
    expect(heard).toEqual([1, 1]);
    expect((await client.search({ ...EVERYTHING, query: 'buoy' }, 'list'))?.hits[0]?.document.icon).toBe(
      icon,
    );
  });
});

describe('images', () => {
  const images = {
    'platform/app': ['quay.io/acme/tide:1.25.3'],
    'platform/other': ['docker.io/library/nginx:1'],
  };
  const documents = [sampleDocument({ name: 'app' }), sampleDocument({ name: 'other' })];

  test('are waited for by a query that needs them', async () => {
    server.serve({ production: { documents, images } });
    const client = openTab();
    await client.open(server.url);
    await client.refresh();
    expect(server.asked).not.toContain('production/images');
    expect(await find(client, 'image:tide')).toEqual(['app']);
    expect(await find(client, '-nginx')).toEqual(['app']);
  });

  test('join free words a moment later, and are there from the first at the next start', async () => {
    server.serve({ production: { documents, images } });
    const client = openTab();
    await client.open(server.url);
    await client.refresh();
    const changed = new Promise<void>((resolve) => client.listen(resolve));
    expect(await find(client, 'tide 1.25')).toEqual([]);
    await changed;
    expect(await find(client, 'tide 1.25')).toEqual(['app']);

    const next = openTab();
    await next.open(server.url);
    expect(await find(next, 'tide 1.25')).toEqual(['app']);
  });

  test('that can’t be had fail the query that needs them, and no other', async () => {
    server.serve({ production: { documents, images } });
    const client = openTab();
    await client.open(server.url);
    await client.refresh();
    server.status = 500;
    await expect(find(client, 'image:tide')).rejects.toThrow('answered 500');
    expect(await find(client, 'other')).toEqual(['other']);
  });
});

test('versions are fetched when first asked for', async () => {
  const documents = [sampleDocument({ name: 'app' })];
  server.serve({ production: { documents, versions: { 'platform/app': ['2.0.0', '1.9.1'] } } });
  const client = openTab();
  await client.open(server.url);
  await client.refresh();
  const address = { registry: 'production', repository: 'platform/app' };
  expect(await client.versions(address)).toEqual(['2.0.0', '1.9.1']);
  expect(await client.versions({ ...address, repository: 'platform/none' })).toEqual([]);
  expect(server.asked.filter((path) => path === 'production/versions')).toHaveLength(1);
});

describe('search', () => {
  test('answers as an engine over the same charts does', async () => {
    const client = openTab();
    await client.open(server.url);
    const documents = [...of('community'), ...of('production')];
    const engine = createSearchEngine({ documents, images: documents.map(() => []) });
    for (const query of [
      '',
      'prom',
      'promethues',
      'cert manager',
      'logs -loki',
      'registry:community redis',
      'zzz',
    ]) {
      const request = { ...EVERYTHING, query };
      expect(await client.search(request, 'list'), query).toEqual(engine.search(request, NOW));
    }
  });

  test('waits for the first index', async () => {
    const client = openTab();
    const opening = client.open(server.url);
    expect(await find(client, 'redis')).toContain('redis');
    await opening;
  });

  test('gives the latest question of a lane alone an answer', async () => {
    const client = openTab();
    await client.open(server.url);
    await client.refresh();
    const answers = await Promise.all(
      ['r', 're', 'red', 'redi', 'redis'].map((query) => find(client, query)),
    );
    expect(answers.slice(0, -1)).toEqual([undefined, undefined, undefined, undefined]);
    expect(answers.at(-1)).toContain('redis');
    expect(searched).toEqual(['r', 'redis']);
  });

  test('does not let one lane overtake another', async () => {
    const client = openTab();
    await client.open(server.url);
    await client.refresh();
    const [list, palette] = await Promise.all([
      find(client, 'redis', 'list'),
      find(client, 'loki', 'palette'),
    ]);
    expect(list).toContain('redis');
    expect(palette).toContain('loki');
  });

  test('fails when there never was an index and none can be had', async () => {
    server.status = 503;
    const client = openTab();
    await client.open(server.url);
    await expect(find(client, 'redis')).rejects.toThrow('answered 503');
  });

  test('fails once the worker is gone', async () => {
    const client = openTab();
    const opening = client.open(server.url);
    client.fail('The search worker could not run.');
    await expect(opening).rejects.toThrow('could not run');
    await expect(find(client, 'redis')).rejects.toThrow('could not run');
  });
});
