import { EventEmitter, once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Catalog } from '@/lib/catalog/catalog';
import { addChart, addImage, CatalogBench, crawlAll } from '@/lib/catalog/testing/catalog-bench';
import { json, registryError, reset } from '@/lib/oci/testing/scripted-answer';
import type { ScriptedServer } from '@/lib/oci/testing/scripted-server';

let bench: CatalogBench;
let server: ScriptedServer;
beforeEach(async () => {
  bench = await CatalogBench.create();
  server = await bench.server();
});
afterEach(async () => {
  await bench.close();
  expect(bench.reports).toEqual([]);
});

const open = (options: { repositories?: string[]; listing?: { pages?: number } } = {}): Promise<Catalog> =>
  bench.open([{ name: 'prod', url: server.origin, ...options }]);
const names = (catalog: Catalog): string[] => catalog.charts().map(({ repository }) => repository);
const countRequests = async (work: () => Promise<unknown>): Promise<number> => {
  const before = server.requests.length;
  await work();
  return server.requests.length - before;
};

describe('a crawl', () => {
  test('finds charts, leaves images aside and sorts by name', async () => {
    await addChart(server, 'team/web', { version: '1.0.0', fields: { description: 'A web', appVersion: 7 } });
    await addChart(server, 'team/web', { version: '1.1.0-rc.1' });
    await addChart(server, 'apps/api', { version: '2.0.0+build.5' });
    addImage(server, 'team/image', ['1.0.0', 'latest']);
    const catalog = await open();
    const [state] = await crawlAll(catalog);
    expect(catalog.charts()).toMatchObject([
      { name: 'api', repository: 'apps/api', version: '2.0.0+build.5', versionCount: 1 },
      {
        registry: 'prod',
        repository: 'team/web',
        version: '1.0.0',
        description: 'A web',
        appVersion: '7',
        created: '2025-05-01T00:00:00Z',
        versionCount: 2,
        digest: server.content.digestOfTag('team/web', '1.0.0'),
      },
    ]);
    expect(state).toMatchObject({
      status: 'ok',
      charts: 2,
      repositories: 3,
      complete: true,
      failures: [],
      error: null,
    });
    expect(state?.lastCrawl?.requests).toBe(server.requests.length);
    expect(catalog.incomplete()).toEqual([]);
  });

  test('shows where channels point, by digest', async () => {
    await addChart(server, 'app', { version: '1.0.0' }, ['1.0.0', '1-stable']);
    await addChart(server, 'app', { version: '1.1.0' }, ['1.1.0', 'beta', '1-beta']);
    await addChart(server, 'app', { version: '2.0.0-dev.3' }, ['edge']);
    const catalog = await open();
    await crawlAll(catalog);
    const [app] = catalog.charts();
    expect(app).toMatchObject({ version: '1.1.0', versionCount: 2 });
    expect(Object.entries(app?.channels ?? {})).toEqual([
      ['1-stable', '1.0.0'],
      ['1-beta', '1.1.0'],
      ['beta', '1.1.0'],
      ['edge', '2.0.0-dev.3'],
    ]);
  });

  test('costs one tag list a repository and the catalog when nothing has changed', async () => {
    for (const name of ['a', 'b', 'c'])
      await addChart(server, name, { version: '1.0.0' }, ['1.0.0', 'stable']);
    addImage(server, 'image', ['1.0.0', '1.1.0', '1.2.0']);
    const catalog = await open();
    await crawlAll(catalog);
    const again = await open();
    expect(await countRequests(() => crawlAll(again))).toBe(1 + 4);
    expect(again.registries()[0]?.lastCrawl?.requests).toBe(5);
  });

  test('asks for channels again once they were seen a while ago, or when a person asks', async () => {
    await addChart(server, 'app', { version: '1.0.0' }, ['1.0.0', 'stable']);
    await addChart(server, 'app', { version: '1.1.0' });
    await crawlAll(await open());
    await addChart(server, 'app', { version: '1.1.0' }, ['stable']);
    bench.time += 5 * 60_000;
    const later = await open();
    expect(await countRequests(() => crawlAll(later))).toBe(3);
    expect(server.requests.at(-1)).toMatchObject({ method: 'HEAD', path: '/v2/app/manifests/stable' });
    expect(later.charts()[0]?.channels).toEqual({ stable: '1.1.0' });
    bench.time += 1000;
    expect(await countRequests(() => crawlAll(later, 'refresh'))).toBe(4);
  });

  test('reads only what is new', async () => {
    await addChart(server, 'app', { version: '1.0.0' });
    const catalog = await open();
    await crawlAll(catalog);
    await addChart(server, 'app', { version: '1.1.0' });
    expect(await countRequests(() => crawlAll(catalog, 'refresh'))).toBe(4);
    expect(catalog.charts()[0]?.version).toBe('1.1.0');
  });

  test('a restart serves at once, and asks nobody', async () => {
    await addChart(server, 'app', { version: '1.0.0' }, ['1.0.0', 'stable']);
    const before = await open();
    await crawlAll(before);
    const charts = before.charts();
    await server.close();
    const after = await open();
    expect(after.charts()).toEqual(charts);
    expect(after.registries()[0]).toMatchObject({
      status: 'ok',
      charts: 1,
      crawledAt: '2026-01-01T00:00:00.000Z',
    });
  });

  test('gives another list when something changed, and only then', async () => {
    await addChart(server, 'app', { version: '1.0.0' });
    const catalog = await open();
    const empty = catalog.charts();
    await crawlAll(catalog);
    const list = catalog.charts();
    expect(list).not.toBe(empty);
    await crawlAll(catalog, 'refresh');
    expect(catalog.charts()).toBe(list);
    await addChart(server, 'app', { version: '1.0.1' });
    await crawlAll(catalog, 'refresh');
    expect(catalog.charts()).not.toBe(list);
  });

  test('shows charts while the catalog is still coming', async () => {
    await addChart(server, 'first', { version: '1.0.0' });
    const valve = new EventEmitter();
    const held = once(valve, 'open');
    server.on('GET /v2/_catalog', (request) =>
      request.query.has('last')
        ? { ...json({ repositories: ['second'] }), after: held }
        : json({ repositories: ['first'] }, { headers: { link: '</v2/_catalog?last=first>; rel="next"' } }),
    );
    const catalog = await open();
    catalog.start();
    await server.arrivals(5);
    while (catalog.registries()[0]?.charts !== 1) await new Promise((resolve) => setImmediate(resolve));
    expect(names(catalog)).toEqual(['first']);
    expect(catalog.registries()[0]).toMatchObject({ status: 'crawling', complete: false });
    expect(catalog.incomplete()).toEqual(['prod']);
    valve.emit('open');
    await crawlAll(catalog, 'refresh');
  });

  test('forgets repositories that are gone, when the whole catalog was read', async () => {
    await addChart(server, 'kept', { version: '1.0.0' });
    await addChart(server, 'deleted', { version: '1.0.0' });
    await addChart(server, 'unlisted', { version: '1.0.0' });
    const catalog = await open();
    await crawlAll(catalog);
    server.on('GET /v2/_catalog', registryError(500, 'UNKNOWN', 'broken'));
    await crawlAll(catalog, 'refresh');
    expect(names(catalog)).toEqual(['deleted', 'kept', 'unlisted']);
    server.on('GET /v2/_catalog', json({ repositories: ['kept', 'deleted'] }));
    server.on('GET /v2/deleted/tags/list', registryError(404, 'NAME_UNKNOWN', 'gone'));
    const [state] = await crawlAll(catalog, 'refresh');
    expect(names(catalog)).toEqual(['kept']);
    expect(state).toMatchObject({ status: 'ok', complete: true, charts: 1, failures: [] });
  });
});

describe('what goes wrong', () => {
  test('one registry is down: the other is read, and its own last state stays', async () => {
    const other = await bench.server();
    await addChart(server, 'app', { version: '1.0.0' });
    await addChart(other, 'web', { version: '1.0.0' });
    const sources = [
      { name: 'prod', url: server.origin },
      { name: 'staging', url: other.origin },
    ];
    await crawlAll(await bench.open(sources));
    await other.close();
    await addChart(server, 'new', { version: '1.0.0' });
    bench.time += 60_000;
    const catalog = await bench.open(sources);
    const states = await crawlAll(catalog);
    expect(names(catalog)).toEqual(['app', 'new', 'web']);
    expect(states).toMatchObject([
      { name: 'prod', status: 'ok', crawledAt: '2026-01-01T00:01:00.000Z' },
      {
        name: 'staging',
        status: 'unreachable',
        charts: 1,
        repositories: 1,
        crawledAt: '2026-01-01T00:00:00.000Z',
      },
    ]);
    expect(states[1]?.error).toMatch(/127\.0\.0\.1/);
    expect(catalog.incomplete()).toEqual(['staging']);
    // Pages do not wait for it, and say why they may be out of date.
    expect(await catalog.chart({ registry: 'staging', repository: 'web' })).toMatchObject({
      defaultVersion: '1.0.0',
      error: states[1]?.error,
      complete: false,
    });
  });

  test('one repository fails: it is listed, keeps its state and stops nothing', async () => {
    for (const name of ['a', 'b', 'c']) await addChart(server, name, { version: '1.0.0' });
    const catalog = await open();
    await crawlAll(catalog);
    server.on('GET /v2/b/tags/list', registryError(503, 'UNAVAILABLE', 'later'));
    await addChart(server, 'c', { version: '1.1.0' });
    const [state] = await crawlAll(catalog, 'refresh');
    expect(state).toMatchObject({ status: 'degraded', complete: false, failures: [{ repository: 'b' }] });
    expect(state?.failures[0]?.message).toContain('503');
    expect(catalog.charts().map(({ version }) => version)).toEqual(['1.0.0', '1.0.0', '1.1.0']);
  });

  test('a registry that stops answering half-way ends the crawl early', async () => {
    for (let index = 0; index < 200; index += 1) {
      await addChart(server, `chart-${index}`, { version: '1.0.0', files: {} });
    }
    server.on('GET /v2/chart-*', reset());
    const [state] = await crawlAll(await open());
    expect(state).toMatchObject({ status: 'degraded', complete: false, charts: 0 });
    expect(server.requests.length).toBeLessThan(120);
  });

  test('the newest manifest can not be had: the older version goes on being shown', async () => {
    await addChart(server, 'app', { version: '1.0.0' });
    const catalog = await open();
    await crawlAll(catalog);
    await addChart(server, 'app', { version: '1.1.0' });
    server.on(
      'GET /v2/app/manifests/1.1.0',
      registryError(500, 'UNKNOWN', 'disk'),
      registryError(500, 'UNKNOWN', 'disk'),
    );
    expect((await crawlAll(catalog, 'refresh'))[0]).toMatchObject({
      status: 'degraded',
      failures: [{ repository: 'app' }],
    });
    expect(catalog.charts()[0]?.version).toBe('1.0.0');
    server.on('GET /v2/app/manifests/1.1.0', () => undefined);
    expect((await crawlAll(catalog, 'refresh'))[0]).toMatchObject({ status: 'ok', failures: [] });
    expect(catalog.charts()[0]?.version).toBe('1.1.0');
  });

  test('a chart does not vanish because its only version can not be had', async () => {
    await addChart(server, 'app', { version: '1.0.0' });
    const catalog = await open();
    await crawlAll(catalog);
    await addChart(server, 'app', { version: '2.0.0' });
    server.content.removeTag('app', '1.0.0');
    server.on('GET /v2/app/manifests/2.0.0', registryError(500, 'UNKNOWN', 'disk'));
    await crawlAll(catalog, 'refresh');
    expect(catalog.charts()).toMatchObject([{ repository: 'app', version: '1.0.0' }]);
    server.on('GET /v2/app/manifests/2.0.0', () => undefined);
    await crawlAll(catalog, 'refresh');
    expect(catalog.charts()).toMatchObject([{ version: '2.0.0', versionCount: 1 }]);
  });

  test('no catalog: the repositories named in full are read, and globs are named as the gap', async () => {
    await addChart(server, 'team/app', { version: '1.0.0' });
    server.on('GET /v2/_catalog', registryError(401, 'UNAUTHORIZED', 'no'));
    const closed = await open({ repositories: ['team/app', 'team/none'] });
    expect((await crawlAll(closed))[0]).toMatchObject({
      status: 'ok',
      complete: true,
      charts: 1,
      failures: [{ repository: 'team/none' }],
    });
    const mixed = await open({ repositories: ['team/app', 'other/**'] });
    const [state] = await crawlAll(mixed);
    expect(state).toMatchObject({ status: 'degraded', complete: false, charts: 1 });
    expect(state?.error).toContain('does not list');
    const none = await open();
    expect((await crawlAll(none))[0]).toMatchObject({
      status: 'degraded',
      charts: 1,
      crawledAt: '2026-01-01T00:00:00.000Z',
    });
  });

  test('globs choose repositories', async () => {
    for (const name of ['team/app', 'team/deep/web', 'other/app'])
      await addChart(server, name, { version: '1.0.0' });
    const catalog = await open({ repositories: ['team/**'] });
    await crawlAll(catalog);
    expect(names(catalog)).toEqual(['team/app', 'team/deep/web']);
    await expect(catalog.chart({ registry: 'prod', repository: 'other/app' })).rejects.toMatchObject({
      code: 'chart_not_found',
    });
  });

  test('names outside the grammar are listed, and never asked for', async () => {
    await addChart(server, 'app', { version: '1.0.0' });
    const bad = ['UPPER/case', '../../etc/passwd', 'a b', '', 'x?y=1'];
    server.on('GET /v2/_catalog', json({ repositories: [...bad, 'app'] }));
    const [state] = await crawlAll(await open());
    expect(state?.failures.map(({ repository }) => repository)).toEqual(bad);
    expect(state).toMatchObject({ status: 'ok', complete: true, charts: 1, repositories: 1 });
    expect(server.requests.map(({ path }) => path).filter((path) => !path.startsWith('/v2/app/'))).toEqual([
      '/v2/_catalog',
    ]);
  });

  test('an endless catalog is cut, and what came is shown', async () => {
    await addChart(server, 'app', { version: '1.0.0' });
    server.on('GET /v2/_catalog', (request) => {
      const page = Number(request.query.get('last') ?? '0') + 1;
      const link = `</v2/_catalog?last=${page}>; rel="next"`;
      return json({ repositories: ['app', `x${page}`] }, { headers: { link } });
    });
    server.on('GET /v2/x*', registryError(404, 'NAME_UNKNOWN', 'no'));
    const catalog = await open({ listing: { pages: 5 } });
    expect((await crawlAll(catalog))[0]).toMatchObject({ status: 'degraded', complete: false, charts: 1 });
    expect(names(catalog)).toEqual(['app']);
  });

  test('mixed repositories: the newest version that is a chart counts', async () => {
    await addChart(server, 'mixed', { version: '1.0.0' });
    for (let minor = 1; minor < 8; minor += 1) addImage(server, 'mixed', [`1.${minor}.0`]);
    const signature = `sha256-${'a'.repeat(64)}.sig`;
    addImage(server, 'mixed', [signature]);
    const catalog = await open();
    await crawlAll(catalog);
    expect(catalog.charts()).toMatchObject([{ repository: 'mixed', version: '1.0.0', versionCount: 1 }]);
    expect(server.requestsTo(`/v2/mixed/manifests/${signature}`)).toEqual([]);
    const chart = await catalog.chart({ registry: 'prod', repository: 'mixed' });
    expect(chart.versions.map(({ version }) => version)).toEqual(['1.0.0']);
    expect(chart.otherTags).toContain('1.7.0');
    expect(chart.otherTags).not.toContain(signature);
  });

  test('a repository of nothing but images is left after twenty tags, and for good', async () => {
    for (let minor = 0; minor < 60; minor += 1) addImage(server, 'image', [`1.${minor}.0`]);
    const catalog = await open();
    expect(await countRequests(() => crawlAll(catalog))).toBe(2 + 20);
    expect(await countRequests(() => crawlAll(catalog, 'refresh'))).toBe(2);
    expect(catalog.charts()).toEqual([]);
  });

  test('a chart that only channels name is found', async () => {
    await addChart(server, 'app', { version: '3.1.0' }, ['stable', '3-stable']);
    const catalog = await open();
    await crawlAll(catalog);
    expect(catalog.charts()).toMatchObject([
      { version: '3.1.0', versionCount: 0, channels: { '3-stable': '3.1.0', stable: '3.1.0' } },
    ]);
  });

  test.each<[string, () => void, RegExp]>([
    [
      'a config blob that lies about its digest',
      () => server.on('GET /v2/app/blobs/*', json({ name: 'app', version: '9.9.9' })),
      /2\.0\.0: .*blobs/,
    ],
    [
      'a config blob that is no JSON',
      () =>
        server.content.addArtifact('app', ['2.0.0'], {
          config: '{"name": "app',
          configMediaType: 'application/vnd.cncf.helm.config.v1+json',
        }),
      /2\.0\.0: The chart’s config blob is not JSON/,
    ],
    [
      'a manifest that is no JSON',
      () => server.content.addManifest('app', ['2.0.0'], Buffer.from('not a manifest')),
      /2\.0\.0: /,
    ],
    [
      'a tag without a manifest',
      () => server.on('GET /v2/app/manifests/2.0.0', registryError(404, 'MANIFEST_UNKNOWN', 'gone')),
      /2\.0\.0: .*404/,
    ],
  ])('%s concerns that version only', async (_, spoil, message) => {
    await addChart(server, 'app', { version: '1.0.0' });
    const catalog = await open();
    await crawlAll(catalog);
    await addChart(server, 'app', { version: '2.0.0' });
    spoil();
    const [state] = await crawlAll(catalog, 'refresh');
    expect(state).toMatchObject({ status: 'ok', complete: true });
    expect(state?.failures).toMatchObject([{ repository: 'app', message: expect.stringMatching(message) }]);
    expect(catalog.charts()).toMatchObject([{ version: '1.0.0' }]);
    const chart = await catalog.chart({ registry: 'prod', repository: 'app' });
    expect(chart.versions).toMatchObject([
      { version: '2.0.0', error: expect.any(String) },
      { version: '1.0.0', error: null },
    ]);
    expect(chart.complete).toBe(false);
    // It would be the same a moment later, so it is not read again and again.
    expect(await countRequests(() => crawlAll(catalog, 'refresh'))).toBeLessThanOrEqual(4);
  });

  test('5,000 tags are read in time, and cost one request when they are known', async () => {
    const chart = await addChart(server, 'big', { version: '1.0.0' });
    const tags = Array.from({ length: 5000 }, (_, index) => `1.${Math.floor(index / 100)}.${index % 100}`);
    server.on('GET /v2/big/tags/list', json({ name: 'big', tags }));
    server.on('GET /v2/big/manifests/*', ({ path }) =>
      path.includes('sha256:')
        ? undefined
        : { headers: { location: chart.digest }, ...manifestOf(chart.digest) },
    );
    const catalog = await open();
    await crawlAll(catalog);
    expect(catalog.charts()).toMatchObject([{ versionCount: 5000, version: '1.49.99' }]);
    expect(await countRequests(() => crawlAll(catalog, 'refresh'))).toBe(2);
    const page = await catalog.chart({ registry: 'prod', repository: 'big' });
    expect(page.versions).toHaveLength(5000);
  });
});

function manifestOf(digest: string): ReturnType<typeof json> {
  const answer = server.content.answer({
    method: 'GET',
    path: `/v2/big/manifests/${digest}`,
    query: new URLSearchParams(),
    headers: {},
    signal: new AbortController().signal,
    body: Buffer.alloc(0),
  });
  if (answer === undefined) throw new Error('the chart is not there');
  return answer;
}
