import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Catalog } from '@/lib/catalog/catalog';
import { addChart, CatalogBench, crawlAll } from '@/lib/catalog/testing/catalog-bench';
import type { ScriptedServer } from '@/lib/oci/testing/scripted-server';

// What tags turn out to be once their charts are read, and where that is shown.

const APP = { registry: 'prod', repository: 'app' };

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

const open = (): Promise<Catalog> => bench.open([{ name: 'prod', url: server.origin }], { words: ['pilot'] });

test('one crawl tells channels, floating versions and versions apart by the charts inside', async () => {
  await addChart(server, 'app', { version: '1.2.1' }, ['1.2.1', '0.0.0-stable', '1.2', '20260823', 'pilot']);
  await addChart(server, 'app', { version: '1.3.0' }, ['1.3.0', '1-beta', '1']);
  await addChart(server, 'app', { version: '2.0.0-beta' }, ['2.0.0-beta', '9.9.9']);
  const catalog = await open();
  await crawlAll(catalog);
  const expected = [
    {
      ...APP,
      name: 'app',
      newest: '9.9.9',
      drifted: [],
      channels: [
        { tag: '1-beta', track: '1', risk: 'beta', version: '1.3.0', ahead: null, helm: true, warnings: [] },
        {
          tag: '0.0.0-stable',
          track: null,
          risk: 'stable',
          version: '1.2.1',
          warnings: [{ kind: 'behind', message: '2 versions behind: 9.9.9 is the newest.' }],
        },
        { tag: 'pilot', ahead: { of: '0.0.0-stable', versions: 0 }, helm: false },
      ],
    },
  ];
  expect(catalog.channelBoard()).toMatchObject(expected);
  expect(await catalog.chart(APP)).toMatchObject({
    versions: [
      { version: '9.9.9', inside: '2.0.0-beta' },
      { version: '2.0.0-beta', inside: null },
      { version: '1.3.0' },
      { version: '1.2.1' },
    ],
    channels: expected[0]?.channels,
    floating: [
      { tag: '1.2', version: '1.2.1', warnings: [] },
      { tag: '1', version: '1.3.0', warnings: [] },
    ],
    otherTags: ['20260823'],
  });
  const { versions } = await catalog.indexRows('prod');
  expect(versions).toEqual([{ repository: 'app', versions: ['9.9.9', '2.0.0-beta', '1.3.0', '1.2.1'] }]);

  // Whatever was found out once is there at once, and costs nothing again.
  const again = await open();
  expect(again.channelBoard()).toMatchObject(expected);
  const before = server.requests.length;
  await crawlAll(again);
  expect(server.requests.slice(before).map(({ path }) => path)).toEqual([
    '/v2/_catalog',
    '/v2/app/tags/list',
  ]);
});

test('a channel that looks like a version moves without an alarm; a version that moves is told everywhere', async () => {
  await addChart(server, 'app', { version: '1.0.0' }, ['1.0.0', '0.0.0-stable', '1-stable']);
  await addChart(server, 'app', { version: '1.1.0' });
  const catalog = await open();
  await crawlAll(catalog);
  await catalog.chart(APP);
  const first = server.content.digestOfTag('app', '1.0.0');
  await addChart(server, 'app', { version: '1.1.0' }, ['0.0.0-stable']);
  await addChart(server, 'app', { version: '1.0.0', files: { 'README.md': 'forged' } });
  bench.time += 10 * 60_000;
  const chart = await catalog.refreshChart(APP);
  expect(chart.versions).toMatchObject([
    { version: '1.1.0', previousDigest: null },
    { version: '1.0.0', previousDigest: first },
  ]);
  expect(chart.channels).toMatchObject([
    { tag: '1-stable', previous: null, warnings: [{ kind: 'repushed' }, { kind: 'behind' }] },
    { tag: '0.0.0-stable', previous: { digest: first, version: '1.0.0' }, warnings: [] },
  ]);
  expect(catalog.charts()).toMatchObject([{ drifted: ['1.0.0'] }]);
  expect(catalog.channelBoard()).toMatchObject([{ drifted: ['1.0.0'], channels: chart.channels }]);
  expect((await catalog.indexRows('prod')).charts).toMatchObject([{ drifted: ['1.0.0'] }]);
});
