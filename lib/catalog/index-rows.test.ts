import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Catalog } from '@/lib/catalog/catalog';
import { addChart, addImage, CatalogBench, crawlAll } from '@/lib/catalog/testing/catalog-bench';
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

const open = (): Promise<Catalog> => bench.open([{ name: 'prod', url: server.origin }]);

/** Images are found out behind; a test waits until those of some charts are. */
async function readRows(catalog: Catalog, images: number) {
  for (;;) {
    const rows = await catalog.indexRows('prod');
    if (rows.images.length >= images) return rows;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test('what is searched of a registry is there after a crawl, and after a restart', async () => {
  const fields = { icon: 'https://example.com/web.png', keywords: ['http'] };
  await addChart(server, 'team/web', { version: '1.0.0', fields }, ['1.0.0', '1-stable']);
  await addChart(server, 'team/web', { version: '1.10.0', fields });
  await addChart(server, 'team/web', { version: '1.9.0+b', fields });
  await addChart(server, 'apps/api', { version: '2.0.0' });
  addImage(server, 'team/image', ['1.0.0']);
  const catalog = await open();
  await crawlAll(catalog);
  const rows = await readRows(catalog, 2);
  expect(rows).toEqual({
    charts: [
      expect.objectContaining({ registry: 'prod', repository: 'apps/api', version: '2.0.0', icon: null }),
      expect.objectContaining({
        repository: 'team/web',
        version: '1.10.0',
        channels: { '1-stable': '1.0.0' },
      }),
    ],
    icons: [{ repository: 'team/web', icon: 'https://example.com/web.png' }],
    images: [
      { repository: 'apps/api', images: ['registry.example.com/app:1.0.0'] },
      { repository: 'team/web', images: ['registry.example.com/app:1.0.0'] },
    ],
    versions: [
      { repository: 'apps/api', versions: ['2.0.0'] },
      { repository: 'team/web', versions: ['1.10.0', '1.9.0+b', '1.0.0'] },
    ],
  });
  expect(await (await open()).indexRows('prod')).toEqual(rows);
});

test('the mark moves when a chart, its tags or its images do, and rows that did not change stay', async () => {
  await addChart(server, 'a', { version: '1.0.0' });
  await addChart(server, 'b', { version: '1.0.0' });
  const catalog = await open();
  await crawlAll(catalog);
  const before = await readRows(catalog, 2);
  const { mark, settled } = catalog.indexState('prod');
  expect(settled).toBe(true);
  await crawlAll(catalog, 'refresh');
  expect(catalog.indexState('prod').mark).toBe(mark);
  await addChart(server, 'b', { version: '0.9.0' });
  await crawlAll(catalog, 'refresh');
  expect(catalog.indexState('prod').mark).not.toBe(mark);
  const after = await catalog.indexRows('prod');
  expect(after.charts[0]).toBe(before.charts[0]);
  expect(after.versions[0]).toBe(before.versions[0]);
  expect(after.versions[1]).toEqual({ repository: 'b', versions: ['1.0.0', '0.9.0'] });
});

test('a registry that is not configured has no rows', async () => {
  const catalog = await open();
  expect(() => catalog.indexState('other')).toThrow(expect.objectContaining({ code: 'registry_not_found' }));
});
