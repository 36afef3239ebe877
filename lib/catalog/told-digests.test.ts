import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Catalog } from '@/lib/catalog/catalog';
import type { Change } from '@/lib/catalog/changes';
import type { RegistrySource } from '@/lib/catalog/source';
import { addChart, CatalogBench, crawlAll } from '@/lib/catalog/testing/catalog-bench';
import { startFaultProxy } from '@/lib/oci/testing/fault-proxy';
import { createRegistry } from '@/lib/oci/registry-client';
import type { Registry } from '@/lib/oci/registry';
import type { ScriptedServer } from '@/lib/oci/testing/scripted-server';

// Registries whose own list says where tags point, and those that say it wrong.

let bench: CatalogBench;
let server: ScriptedServer;
let registry: Registry;

beforeEach(async () => {
  bench = await CatalogBench.create();
  server = await bench.server();
  registry = createRegistry({ url: server.origin, retry: { tries: 1 } });
});

afterEach(async () => {
  await bench.close();
  await registry.close();
});

/** The registry, with digests in its list of tags as a vendor's API gives them. */
function telling(): RegistrySource {
  const told: Registry = Object.create(registry, {
    listTags: {
      value: async (repository: string) =>
        (await registry.tags(repository)).map((tag) => ({
          tag,
          digest: server.content.digestOfTag(repository, tag),
        })),
    },
  }) as Registry;
  return {
    name: 'prod',
    kind: 'oci',
    url: server.origin,
    registry: told,
    refresh: 3_600_000,
    promotion: 'off',
  };
}

async function requestsOf(work: () => Promise<unknown>): Promise<string[]> {
  const before = server.requests.length;
  await work();
  return server.requests.slice(before).map(({ method, path }) => `${method} ${path}`);
}

describe('digests told in bulk', () => {
  let catalog: Catalog;

  beforeEach(async () => {
    await addChart(server, 'app', { version: '1.0.0' }, ['1.0.0', '1-stable']);
    await addChart(server, 'app', { version: '1.1.0' }, ['1.1.0', '1-beta']);
    catalog = await bench.open([telling()]);
    await crawlAll(catalog);
  });

  test('channels are known without being asked for', async () => {
    expect((await catalog.chart({ registry: 'prod', repository: 'app' })).channels).toMatchObject([
      { tag: '1-stable', version: '1.0.0' },
      { tag: '1-beta', version: '1.1.0' },
    ]);
    expect(server.requests.filter(({ method }) => method === 'HEAD')).toEqual([]);
  });

  test('a crawl costs one list where nothing moved, however old the last look at channels', async () => {
    bench.time += 60 * 60_000;
    expect(await requestsOf(() => crawlAll(catalog, 'refresh'))).toEqual([
      'GET /v2/_catalog',
      'GET /v2/app/tags/list',
    ]);
  });

  test('a channel that moved is seen at no cost, as its target is known', async () => {
    bench.time += 60 * 60_000;
    const { digest } = await addChart(server, 'app', { version: '1.1.0' }, ['1-stable']);
    const asked = await requestsOf(() => crawlAll(catalog, 'refresh'));
    expect(asked).toEqual(['GET /v2/_catalog', 'GET /v2/app/tags/list']);
    const { channels } = await catalog.chart({ registry: 'prod', repository: 'app' });
    expect(channels.find(({ tag }) => tag === '1-stable')).toMatchObject({ digest, version: '1.1.0' });
  });

  test('a version that was pushed again is marked', async () => {
    bench.time += 60 * 60_000;
    const before = server.content.digestOfTag('app', '1.0.0');
    await addChart(server, 'app', { version: '1.0.0', fields: { description: 'other' } }, ['1.0.0']);
    await crawlAll(catalog, 'refresh');
    const { versions } = await catalog.chart({ registry: 'prod', repository: 'app' });
    expect(versions.find(({ version }) => version === '1.0.0')).toMatchObject({ previousDigest: before });
  });
});

test('a look that learns nothing new tells nobody, so that open pages do not ask for ever', async () => {
  await addChart(server, 'app', { version: '1.0.0' }, ['1.0.0', '1-stable']);
  const told: Change[] = [];
  const catalog = await bench.open([{ name: 'prod', url: server.origin }], {
    onChange: (change) => told.push(change),
  });
  await crawlAll(catalog);
  const address = { registry: 'prod', repository: 'app' };
  await catalog.chart(address);
  told.length = 0;
  bench.time += 60_000;
  await catalog.refreshChart(address);
  expect(told).toEqual([]);
  await addChart(server, 'app', { version: '1.1.0' }, ['1.1.0', '1-stable']);
  bench.time += 60_000;
  await catalog.refreshChart(address);
  expect(told).toContainEqual({ kind: 'chart', ...address });
});

describe('looking behind the answer', () => {
  test('a flood of hints costs two looks, and a new chart appears', async () => {
    await addChart(server, 'app', { version: '1.0.0' });
    const catalog = await bench.open([telling()]);
    await crawlAll(catalog);
    await addChart(server, 'late', { version: '0.1.0' });
    const asked = await requestsOf(async () => {
      for (let index = 0; index < 50; index += 1) catalog.lookAt({ registry: 'prod', repository: 'late' });
      while (catalog.charts().length < 2) await new Promise((resolve) => setImmediate(resolve));
      await catalog.close();
    });
    expect(asked.filter((one) => one === 'GET /v2/late/tags/list').length).toBeLessThanOrEqual(2);
  });

  test('a repository that is gone is forgotten', async () => {
    await addChart(server, 'app', { version: '1.0.0' });
    const catalog = await bench.open([telling()]);
    await crawlAll(catalog);
    server.on('GET /v2/app/tags/list', {
      status: 404,
      body: '{"errors":[{"code":"NAME_UNKNOWN","message":"gone"}]}',
    });
    catalog.lookAt({ registry: 'prod', repository: 'app' });
    while (catalog.charts().length > 0) await new Promise((resolve) => setImmediate(resolve));
    expect(catalog.charts()).toEqual([]);
  });
});

test('a digest that nobody can read is not believed', async () => {
  await addChart(server, 'app', { version: '1.0.0' });
  const proxy = await startFaultProxy(server.origin, { seed: 1, plan: () => undefined });
  try {
    const catalog = await bench.open([{ name: 'prod', url: proxy.origin }]);
    await crawlAll(catalog);
    proxy.plan = ({ method }) => (method === 'HEAD' ? 'wrong digest header' : undefined);
    bench.time += 60 * 60_000;
    const chart = await catalog.refreshChart({ registry: 'prod', repository: 'app' });
    expect(chart.versions).toMatchObject([{ version: '1.0.0', previousDigest: null }]);
    expect(catalog.charts()).toHaveLength(1);
    await catalog.close();
  } finally {
    await proxy.close();
  }
});
