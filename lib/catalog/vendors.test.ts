import { afterEach, describe, expect, test } from 'vitest';
import { addChart, addImage, CatalogBench, crawlAll } from '@/lib/catalog/testing/catalog-bench';
import { createRegistry } from '@/lib/oci/registry-client';
import { API_FIXTURES } from '@/lib/oci/testing/vendors/api-fixtures';
import { PLAIN_FIXTURES } from '@/lib/oci/testing/vendors/plain-fixtures';
import { startFixture, type RunningFixture } from '@/lib/oci/testing/vendors/vendor-fixture';

// One scenario on every registry: find the charts, open one, see its channels, learn what the registry can do.

const app = { registry: 'prod', repository: 'team/app' };
const cleanUps: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function fill({ server }: RunningFixture): Promise<void> {
  await addChart(server, 'team/app', { version: '1.0.0', files: { 'README.md': '# One\n' } }, [
    '1.0.0',
    '1-stable',
  ]);
  await addChart(server, 'team/app', { version: '1.1.0', files: { 'README.md': '# Two\n' } }, [
    '1.1.0',
    '1-beta',
  ]);
  await addChart(server, 'team/db', { version: '0.3.0+build' });
  addImage(server, 'team/web', ['latest', '2.0.0']);
}

describe.each([...PLAIN_FIXTURES, ...API_FIXTURES])('$name', (vendor) => {
  test('its charts are found, opened, and followed', async () => {
    const fixture = await startFixture(vendor);
    cleanUps.push(() => fixture.close());
    await fill(fixture);
    const bench = await CatalogBench.create();
    cleanUps.push(() => bench.close());
    const url = fixture.server.origin;
    const registry = createRegistry({ url, wait: async () => {}, random: () => 0, ...fixture.options });
    cleanUps.push(() => registry.close());
    const catalog = await bench.open([
      {
        name: 'prod',
        kind: 'oci',
        url,
        registry,
        repositories: fixture.repositories,
        refresh: 3_600_000,
        promotion: 'off',
      },
    ]);

    const [state] = await crawlAll(catalog);
    expect(state).toMatchObject({ status: 'ok', charts: 2, repositories: 3, error: null, complete: true });
    expect(state?.discovery.method).toBe(fixture.method);
    expect(catalog.charts()).toMatchObject([
      { repository: 'team/app', version: '1.1.0', channels: { '1-stable': '1.0.0', '1-beta': '1.1.0' } },
      { repository: 'team/db', version: '0.3.0+build' },
    ]);

    const chart = await catalog.chart(app);
    expect(chart).toMatchObject({ complete: true, error: null });
    expect(chart.versions.map(({ version, channels }) => [version, channels])).toEqual([
      ['1.1.0', ['1-beta']],
      ['1.0.0', ['1-stable']],
    ]);
    const selector = { kind: 'channel', tag: '1-stable' } as const;
    expect(await catalog.release({ ...app, selector })).toMatchObject({
      version: '1.0.0',
      readme: '# One\n',
      problems: [],
    });

    const { digest } = await addChart(
      fixture.server,
      'team/app',
      { version: '1.1.0', files: { 'README.md': '# Two\n' } },
      ['1-stable'],
    );
    bench.time += 60 * 60_000;
    const moved = await catalog.refreshChart(app);
    expect(moved.channels.find(({ tag }) => tag === '1-stable')).toMatchObject({ digest, version: '1.1.0' });

    const manifest = JSON.parse(
      Buffer.from((await registry.getManifest('team/app', digest)).bytes).toString(),
    ) as { config: { digest: `sha256:${string}` } };
    await registry.learnAbilities({ repository: 'team/app', digest, blob: manifest.config.digest });
    expect(registry.abilities()).toMatchObject({
      referrers: { value: false, source: 'seen' },
      ranges: { value: false, source: 'seen' },
      authentication: { source: 'seen' },
    });
  });
});
