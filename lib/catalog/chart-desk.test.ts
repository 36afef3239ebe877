import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Catalog } from '@/lib/catalog/catalog';
import { addChart, addImage, CatalogBench, crawlAll } from '@/lib/catalog/testing/catalog-bench';
import { json, registryError, stall } from '@/lib/oci/testing/scripted-answer';
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

const app = { registry: 'prod', repository: 'team/app' };
const open = (options: { deadline?: number } = {}): Promise<Catalog> =>
  bench.open([{ name: 'prod', url: server.origin }], options);
const fill = async (): Promise<void> => {
  await addChart(server, 'team/app', { version: '1.0.0', fields: { appVersion: 'a' } }, [
    '1.0.0',
    '1-stable',
  ]);
  await addChart(server, 'team/app', { version: '1.1.0', fields: { appVersion: 'b', deprecated: true } });
  await addChart(server, 'team/app', { version: '2.0.0-rc.1' }, ['2.0.0-rc.1', '2-beta']);
};

describe('a chart', () => {
  test('is read on demand where no crawl has been', async () => {
    await fill();
    addImage(server, 'team/app', ['2024-05-01']);
    const chart = await (await open()).chart(app);
    expect(chart).toMatchObject({
      ...app,
      name: 'app',
      defaultVersion: '1.1.0',
      deprecated: true,
      complete: true,
      error: null,
      checkedAt: '2026-01-01T00:00:00.000Z',
      otherTags: ['2024-05-01'],
      versions: [
        { version: '2.0.0-rc.1', prerelease: true, channels: ['2-beta'], previousDigest: null },
        { version: '1.1.0', prerelease: false, channels: [], appVersion: 'b', deprecated: true },
        { version: '1.0.0', tag: '1.0.0', channels: ['1-stable'], appVersion: 'a', deprecated: false },
      ],
      channels: [
        { tag: '2-beta', track: '2', risk: 'beta', version: '2.0.0-rc.1', since: '2026-01-01T00:00:00.000Z' },
        {
          tag: '1-stable',
          track: '1',
          risk: 'stable',
          version: '1.0.0',
          digest: server.content.digestOfTag('team/app', '1.0.0'),
        },
      ],
    });
  });

  test('once read costs nothing, in this process and the next', async () => {
    await fill();
    const first = await (await open()).chart(app);
    const requests = server.requests.length;
    expect(await (await open()).chart(app)).toEqual(first);
    expect(server.requests.length).toBe(requests);
  });

  test('is read once for all who ask at the same time', async () => {
    await fill();
    const catalog = await open();
    const charts = await Promise.all([catalog.chart(app), catalog.chart(app), catalog.chart(app)]);
    expect(charts[1]).toEqual(charts[0]);
    // The tags, and for each of three versions and one channel a manifest, for each chart a config.
    expect(server.requests.map(({ path }) => path).sort()).toEqual(
      [...new Set(server.requests.map(({ path }) => path))].sort(),
    );
  });

  test('that takes too long is answered with what is known, and read on behind', async () => {
    await fill();
    server.on('GET /v2/team/app/manifests/1.0.0', stall(), () => undefined);
    const catalog = await open({ deadline: 50 });
    await crawlAll(catalog);
    const chart = await catalog.chart(app);
    expect(chart).toMatchObject({ complete: false, defaultVersion: '1.1.0', error: null });
    expect(chart.versions.find(({ version }) => version === '1.0.0')).toMatchObject({
      appVersion: null,
      error: null,
    });
  });

  test('of which nothing is known in time is a time-out that says so', async () => {
    server.on('GET /v2/team/app/tags/list', stall());
    const catalog = await open({ deadline: 50 });
    await expect(catalog.chart(app)).rejects.toMatchObject({ name: 'RegistryError', kind: 'timeout' });
  });

  test.each([
    ['no repository', 'none', 'chart_not_found', /has no repository “none”/],
    ['only images', 'image', 'chart_not_found', /holds no Helm chart/],
    ['nothing that can be read', 'broken', 'invalid_chart', /not JSON/],
  ])('with %s is a clear error', async (_, repository, code, message) => {
    addImage(server, 'image', ['1.0.0']);
    server.content.addManifest('broken', ['1.0.0'], Buffer.from('<html>'));
    const wrong = (await open()).chart({ registry: 'prod', repository });
    await expect(wrong).rejects.toMatchObject({
      code,
      message: expect.stringMatching(code === 'invalid_chart' ? /1\.0\.0/ : message),
    });
  });

  test('in a registry nobody configured is not found', async () => {
    const catalog = await open();
    await expect(catalog.chart({ registry: 'other', repository: 'x' })).rejects.toMatchObject({
      code: 'registry_not_found',
    });
    expect(() => catalog.refresh('other')).toThrow(/other/);
  });

  test('in a registry that is down passes the failure on, until something is known', async () => {
    await fill();
    server.on('GET /v2/*', registryError(503, 'UNAVAILABLE', 'maintenance'));
    const catalog = await open();
    await expect(catalog.chart(app)).rejects.toMatchObject({ name: 'RegistryError', kind: 'unavailable' });
    server.on('GET /v2/*', () => undefined);
    await catalog.chart(app);
    server.on('GET /v2/*', registryError(503, 'UNAVAILABLE', 'maintenance'));
    const stale = await catalog.refreshChart(app);
    expect(stale).toMatchObject({
      defaultVersion: '1.1.0',
      complete: false,
      error: expect.stringContaining('503'),
    });
    server.on('GET /v2/*', () => undefined);
    expect(await catalog.refreshChart(app)).toMatchObject({ complete: true, error: null });
  });

  test('whose reader gives up is read all the same', async () => {
    await fill();
    const given = new AbortController();
    const catalog = await open();
    const waiting = catalog.chart(app, { signal: given.signal });
    given.abort();
    await expect(waiting).rejects.toMatchObject({ kind: 'canceled' });
    expect(await catalog.chart(app)).toMatchObject({ complete: true });
  });
});

describe('a fresh look', () => {
  test('finds new versions and moved channels', async () => {
    await fill();
    const catalog = await open();
    await catalog.chart(app);
    await addChart(server, 'team/app', { version: '1.2.0' }, ['1.2.0', '1-stable']);
    bench.time += 1000;
    const chart = await catalog.refreshChart(app);
    expect(chart.defaultVersion).toBe('1.2.0');
    expect(chart.channels).toMatchObject([
      { tag: '2-beta', since: '2026-01-01T00:00:00.000Z' },
      { tag: '1-stable', version: '1.2.0', since: '2026-01-01T00:00:01.000Z' },
    ]);
    expect(catalog.charts()[0]).toMatchObject({ version: '1.2.0', channels: { '1-stable': '1.2.0' } });
  });

  test('notices a version that was pushed twice, and keeps both digests', async () => {
    await fill();
    const catalog = await open();
    await catalog.chart(app);
    const before = server.content.digestOfTag('team/app', '1.0.0');
    await addChart(server, 'team/app', { version: '1.0.0', fields: { appVersion: 'changed' } });
    bench.time += 1000;
    const chart = await catalog.refreshChart(app);
    expect(chart.versions.at(-1)).toMatchObject({
      version: '1.0.0',
      appVersion: 'changed',
      digest: server.content.digestOfTag('team/app', '1.0.0'),
      previousDigest: before,
    });
    const again = await (await open()).chart(app);
    expect(again.versions.at(-1)?.previousDigest).toBe(before);
  });

  test('finds a tag that is gone', async () => {
    await fill();
    const catalog = await open();
    await catalog.chart(app);
    server.content.removeTag('team/app', '1.1.0');
    const chart = await catalog.refreshChart(app);
    expect(chart.versions.map(({ version }) => version)).toEqual(['2.0.0-rc.1', '1.0.0']);
    expect(chart.defaultVersion).toBe('1.0.0');
  });
});

test('after a promotion the channel is shown at once, without asking', async () => {
  await fill();
  const catalog = await open();
  await catalog.chart(app);
  const target = await addChart(server, 'team/app', {
    version: '1.1.0',
    fields: { appVersion: 'b', deprecated: true },
  });
  const requests = server.requests.length;
  await catalog.observeTag(app, '1-stable', target.digest);
  await catalog.observeTag(app, '1-candidate', target.digest);
  const chart = await catalog.chart(app);
  expect(chart.channels.map(({ tag, version }) => [tag, version])).toEqual([
    ['2-beta', '2.0.0-rc.1'],
    ['1-stable', '1.1.0'],
    ['1-candidate', '1.1.0'],
  ]);
  expect(catalog.charts()[0]?.channels).toMatchObject({ '1-stable': '1.1.0', '1-candidate': '1.1.0' });
  expect(server.requests.length).toBe(requests);
});

test('closing ends what goes on behind', async () => {
  await fill();
  server.on('GET /v2/team/app/tags/list', stall());
  const catalog = await open({ deadline: 20 });
  catalog.start();
  await expect(catalog.chart(app)).rejects.toMatchObject({ kind: 'timeout' });
  await catalog.close();
  expect(server.requests.length).toBeGreaterThan(0);
});

test('many versions are read newest first and kept in pieces', async () => {
  const versions = Array.from({ length: 120 }, (_, patch) => `1.0.${patch}`);
  for (const version of versions) await addChart(server, 'team/app', { version });
  server.on('GET /v2/team/app/manifests/1.0.10', registryError(500, 'UNKNOWN', 'disk'));
  const catalog = await open();
  const chart = await catalog.chart(app);
  expect(chart.versions.filter(({ digest }) => digest !== null)).toHaveLength(119);
  expect(chart.versions.find(({ version }) => version === '1.0.10')?.error).toContain('500');
  expect(chart).toMatchObject({ complete: false, defaultVersion: '1.0.119' });
  server.on('GET /v2/team/app/manifests/1.0.10', () => undefined);
  expect(await catalog.refreshChart(app)).toMatchObject({ complete: true, error: null });
});

test('a catalog page with hostile tags harms nothing', async () => {
  await addChart(server, 'team/app', { version: '1.0.0' });
  const tags = ['1.0.0', '../../x', '', ' ', 'a'.repeat(300), '__proto__', 'constructor', '-1', '1.0.0\n'];
  server.on('GET /v2/team/app/tags/list', json({ name: 'team/app', tags }));
  const chart = await (await open()).chart(app);
  expect(chart.versions.map(({ version }) => version)).toEqual(['1.0.0']);
  expect(chart.otherTags).toEqual(['constructor']);
});

describe('leaving', () => {
  test('ends the calls to the registry once nobody waits any more', async () => {
    const catalog = await open();
    const left = new Promise<void>((resolve) => {
      server.on('GET /v2/team/app/tags/list', ({ signal }) => {
        signal.addEventListener('abort', () => resolve());
        return stall();
      });
    });
    const [first, second] = [new AbortController(), new AbortController()];
    const calls = [first, second].map(({ signal }) =>
      catalog.chart(app, { signal, priority: 'interactive' }).catch((error: unknown) => error),
    );
    await server.arrivals(1);
    first.abort();
    expect(await calls[0]).toMatchObject({ kind: 'canceled' });
    second.abort();
    expect(await calls[1]).toMatchObject({ kind: 'canceled' });
    await left;
  });
});
