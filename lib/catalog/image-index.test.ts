import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Catalog } from '@/lib/catalog/catalog';
import type { ImageUse } from '@/lib/catalog/chart';
import { addChart, addImage, CatalogBench, crawlAll } from '@/lib/catalog/testing/catalog-bench';
import { registryError, stall } from '@/lib/oci/testing/scripted-answer';
import type { ScriptedServer } from '@/lib/oci/testing/scripted-server';
import { parseChartReference } from '@/lib/references';

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

const open = (): Promise<Catalog> => bench.open([{ name: 'prod', url: server.origin }]);

const declare = (image: string): Record<string, unknown> => ({
  annotations: { images: `- image: ${image}` },
});

/** Archives are opened behind; a test waits until an image is found. */
async function findSoon(catalog: Catalog, query: string): Promise<ImageUse[]> {
  for (;;) {
    const found = await catalog.findImages(query);
    if (found.length > 0) return found;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('images', () => {
  const nginx = { 'values.yaml': 'image:\n  repository: nginx\n  tag: "1.25.3"\n' };

  test('are found after a crawl, in archives and annotations, and again after a restart', async () => {
    await addChart(server, 'web', { version: '1.0.0', files: nginx, fields: { annotations: {} } }, [
      '1.0.0',
      'stable',
    ]);
    await addChart(server, 'api', { version: '2.0.0', fields: declare('quay.io/team/api:2.0') });
    const catalog = await open();
    await crawlAll(catalog);
    const expected = [
      {
        image: 'nginx:1.25.3',
        charts: [{ registry: 'prod', repository: 'web', version: '1.0.0', channels: ['stable'] }],
      },
    ];
    expect(await findSoon(catalog, 'nginx:1.25')).toEqual(expected);
    expect(await findSoon(catalog, 'team/API')).toMatchObject([{ image: 'quay.io/team/api:2.0' }]);
    await server.close();
    expect(await (await open()).findImages('nginx')).toEqual(expected);
  });

  test('of a channel join when its release is opened', async () => {
    await addChart(server, 'web', { version: '1.0.0', fields: declare('nginx:1.0') }, ['1.0.0', '1-stable']);
    await addChart(server, 'web', { version: '2.0.0', fields: declare('nginx:2.0') });
    const catalog = await open();
    await crawlAll(catalog);
    await findSoon(catalog, 'nginx:2');
    expect(await catalog.findImages('nginx:1')).toEqual([]);
    await catalog.release(parseChartReference('prod/web:1-stable'));
    expect(await catalog.findImages('nginx:1')).toMatchObject([
      { charts: [{ version: '1.0.0', channels: ['1-stable'] }] },
    ]);
    expect((await catalog.findImages('nginx')).map(({ image }) => image)).toEqual(['nginx:1.0', 'nginx:2.0']);
    expect(await catalog.findImages('  ')).toEqual([]);
  });

  test('a chart whose archive can not be had hides no other', async () => {
    await addChart(server, 'broken', { version: '1.0.0', files: nginx, fields: { annotations: {} } });
    await addChart(server, 'web', { version: '1.0.0', fields: declare('nginx:3') });
    const catalog = await open();
    await crawlAll(catalog);
    server.on('GET /v2/broken/blobs/*', registryError(404, 'BLOB_UNKNOWN', 'gone'));
    expect(await findSoon(catalog, 'nginx:3')).toMatchObject([{ image: 'nginx:3' }]);
  });
});

describe('whether an image is there', () => {
  let host: string;
  beforeEach(() => {
    host = new URL(server.origin).host;
  });

  test('is asked of the configured registry it names', async () => {
    const { digest } = addImage(server, 'team/img', ['1.0']);
    const catalog = await open();
    const expected = {
      presence: 'present',
      registry: 'prod',
      digest,
      platforms: ['linux/amd64'],
      message: null,
    };
    expect(await catalog.checkImage(`${host}/team/img:1.0`)).toMatchObject(expected);
    const report = await catalog.checkImage(`${host}/team/img@${digest}`);
    expect(report).toMatchObject(expected);
    expect(report.size).toBeGreaterThan(100);
  });

  test('an index lists its platforms and the first one’s size', async () => {
    const child = addImage(server, 'team/img', []);
    const platform = (architecture: string, variant?: string) => ({
      ...child,
      platform: { os: 'linux', architecture, variant },
    });
    const index = {
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.index.v1+json',
      manifests: [
        platform('amd64'),
        platform('arm', 'v7'),
        { ...child, platform: { os: 'unknown', architecture: 'unknown' } },
      ],
    };
    server.content.addManifest('team/img', ['latest'], index, index.mediaType);
    const report = await (await open()).checkImage(`${host}/team/img`);
    expect(report).toMatchObject({ presence: 'present', platforms: ['linux/amd64', 'linux/arm/v7'] });
    expect(report.size).toBeGreaterThan(100);
  });

  test('not there, not answering and not configured are three things', async () => {
    addImage(server, 'team/img', ['1.0']);
    server.on('GET /v2/team/down/manifests/*', registryError(503, 'UNAVAILABLE', 'later'));
    const catalog = await open();
    expect(await catalog.checkImage(`${host}/team/img:2.0`)).toMatchObject({
      presence: 'absent',
      registry: 'prod',
    });
    expect(await catalog.checkImage(`${host}/team/down:1`)).toMatchObject({
      presence: 'unreachable',
      registry: 'prod',
      message: expect.stringContaining('503'),
    });
    const requests = server.requests.length;
    for (const image of ['nginx', 'quay.io/a/b:1', '127.0.0.1:1/x']) {
      expect(await catalog.checkImage(image)).toMatchObject({ presence: 'external', registry: null });
    }
    expect(server.requests.length).toBe(requests);
    await expect(catalog.checkImage('not an image')).rejects.toMatchObject({ code: 'invalid_reference' });
  });

  test('a check that is given up is canceled, not an answer', async () => {
    server.on('GET /v2/team/img/manifests/*', stall());
    const given = new AbortController();
    const asking = (await open()).checkImage(`${host}/team/img:1`, { signal: given.signal });
    await server.arrivals(1);
    given.abort();
    await expect(asking).rejects.toMatchObject({ kind: 'canceled' });
  });
});
