import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Change } from '@/lib/catalog/changes';
import type { HelmSource } from '@/lib/catalog/source';
import { CatalogBench, crawlAll } from '@/lib/catalog/testing/catalog-bench';
import { openStaticRepository } from '@/lib/helm/static-repository';
import { startChartMuseum } from '@/lib/helm/testing/chart-museum';
import { indexYaml, packedChart, type PackedChart } from '@/lib/helm/testing/packed-chart';
import { startStaticSite, type SiteFile } from '@/lib/helm/testing/static-site';
import type { WebServer } from '@/lib/helm/testing/web-server';
import { fixedLogin } from '@/lib/oci/login-provider';
import type { ConnectionOptions } from '@/lib/oci/open-session';
import type { WebClient } from '@/lib/oci/web-client';
import { createWebClient } from '@/lib/oci/web-session';

let bench: CatalogBench;
const servers: WebServer[] = [];
const clients: WebClient[] = [];
let app: PackedChart[];

beforeEach(async () => {
  bench = await CatalogBench.create();
  app = await Promise.all(['1.0.0', '1.1.0', '2.0.0-rc.1'].map((version) => packedChart('app', version)));
});

afterEach(async () => {
  await bench.close();
  await Promise.all(clients.splice(0).map((client) => client.close()));
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

function sourceOf(url: string, connection: Partial<ConnectionOptions> = {}): HelmSource {
  const client = createWebClient({ url, wait: async () => {}, ...connection });
  clients.push(client);
  return {
    name: 'charts',
    kind: 'helm-repository',
    url,
    client,
    helmRepository: openStaticRepository({ url, client }),
    refresh: 3_600_000,
    promotion: 'off',
  };
}

async function siteOf(files: ReadonlyMap<string, SiteFile>): Promise<WebServer> {
  const site = await startStaticSite(files);
  servers.push(site);
  return site;
}

function filesOf(
  charts: readonly PackedChart[],
  index = indexYaml(charts, 'charts/'),
): Map<string, SiteFile> {
  return new Map<string, SiteFile>([
    ['/index.yaml', { content: index }],
    ...charts.map(({ name, version, archive }): [string, SiteFile] => [
      `/charts/${name}-${version}.tgz`,
      { content: archive },
    ]),
  ]);
}

const address = { registry: 'charts', repository: 'app' };

describe('a static Helm repository', () => {
  test('is browsed like a registry: charts, versions, README, the archive’s digest', async () => {
    const site = await siteOf(filesOf(app));
    const catalog = await bench.open([sourceOf(site.origin)]);
    const [state] = await crawlAll(catalog);
    expect(state).toMatchObject({
      kind: 'helm-repository',
      status: 'ok',
      charts: 1,
      complete: true,
      discovery: { method: 'index', attempts: [] },
      abilities: {},
    });
    expect(catalog.charts()).toMatchObject([
      { name: 'app', version: '1.1.0', description: 'The chart app', channels: {} },
    ]);
    const chart = await catalog.chart(address);
    expect(chart.versions.map(({ version, digest }) => [version, digest])).toEqual(
      [...app].reverse().map(({ version, digest }) => [version, `sha256:${digest}`]),
    );
    expect(chart).toMatchObject({ channels: [], complete: true, error: null });
    expect([...(await catalog.files(address)).keys()]).toEqual(
      expect.arrayContaining(['Chart.yaml', 'README.md']),
    );
    expect(await catalog.release(address)).toMatchObject({
      version: '1.1.0',
      digest: `sha256:${app[1]?.digest}`,
      readme: '# app\n',
      size: null,
      problems: [],
    });
  });

  test('costs one conditional request a crawl where nothing has changed', async () => {
    const site = await siteOf(filesOf(app));
    const catalog = await bench.open([sourceOf(site.origin)]);
    const [cold] = await crawlAll(catalog);
    const [warm] = await crawlAll(catalog, 'refresh');
    expect([cold?.lastCrawl?.requests, warm?.lastCrawl?.requests]).toEqual([1, 1]);
    expect(
      site.requests.filter(({ url }) => url === '/index.yaml').map(({ headers }) => headers['if-none-match']),
    ).toEqual([undefined, expect.any(String)]);
  });

  test('a version published again with other bytes is marked', async () => {
    const files = filesOf(app);
    const site = await siteOf(files);
    const catalog = await bench.open([sourceOf(site.origin)]);
    await crawlAll(catalog);
    const again = { ...(await packedChart('other', '1.1.0')), name: 'app' };
    const charts = app.map((chart) => (chart.version === '1.1.0' ? again : chart));
    for (const [path, file] of filesOf(charts)) files.set(path, file);
    await crawlAll(catalog, 'refresh');
    const { versions } = await catalog.chart(address);
    expect(versions.find(({ version }) => version === '1.1.0')).toMatchObject({
      digest: `sha256:${again.digest}`,
      previousDigest: `sha256:${app[1]?.digest}`,
    });
  });

  test('without digests in the index the archive says it', async () => {
    const index = indexYaml(app, 'charts/').replaceAll(/^ {4}digest: .*\n/gm, '');
    const site = await siteOf(filesOf(app, index));
    const catalog = await bench.open([sourceOf(site.origin)]);
    await crawlAll(catalog);
    expect(await catalog.release(address)).toMatchObject({ digest: `sha256:${app[1]?.digest}` });
    expect((await catalog.chart(address)).versions.every(({ digest }) => digest !== null)).toBe(true);
  });

  test('an archive on another host is fetched without the login', async () => {
    const archives = await siteOf(filesOf(app));
    const site = await siteOf(filesOf([], indexYaml(app, `${archives.origin}/charts/`)));
    const login = fixedLogin({ username: 'robot', password: 'hunter22' });
    const trustedHosts = [new URL(archives.origin).host];
    const catalog = await bench.open([sourceOf(site.origin, { login, trustedHosts })]);
    await crawlAll(catalog);
    expect((await catalog.release(address)).readme).toBe('# app\n');
    expect(site.requests.map(({ headers }) => headers.authorization?.split(' ')[0])).toContain('Basic');
    expect(archives.requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });

  test('an archive inside this network is not fetched unless it is trusted, and the page says so', async () => {
    const archives = await siteOf(filesOf(app));
    const site = await siteOf(filesOf([], indexYaml(app, `${archives.origin}/charts/`)));
    const catalog = await bench.open([sourceOf(site.origin)]);
    await crawlAll(catalog);
    expect((await catalog.release(address)).problems).toMatchObject([
      { part: 'archive', message: expect.stringContaining('trustedHosts') },
    ]);
    expect(archives.requests).toHaveLength(0);
  });

  test('ChartMuseum is one of these, below its prefix and with a login', async () => {
    const credentials = { username: 'curator', password: 'museum22' };
    const museum = await startChartMuseum({ prefix: '/org/repo', charts: app, credentials });
    servers.push(museum);
    const url = `${museum.origin}/org/repo`;
    const catalog = await bench.open([sourceOf(url, { login: fixedLogin(credentials) })]);
    expect(await crawlAll(catalog)).toMatchObject([{ status: 'ok', charts: 1 }]);
    expect((await catalog.release(address)).readme).toBe('# app\n');
    const refused = await bench.open([
      { ...sourceOf(url, { login: fixedLogin({ ...credentials, password: 'wrong-one' }) }), name: 'other' },
    ]);
    const [state] = await crawlAll(refused);
    expect(state).toMatchObject({ status: 'degraded', complete: false });
    expect(state?.error).toContain('401');
    expect(state?.error).not.toContain('wrong-one');
  });

  test('what was known stays when the site is gone', async () => {
    const site = await siteOf(filesOf(app));
    const catalog = await bench.open([sourceOf(site.origin, { retry: { tries: 1 } })]);
    await crawlAll(catalog);
    await site.close();
    servers.splice(servers.indexOf(site), 1);
    expect(await crawlAll(catalog, 'refresh')).toMatchObject([{ status: 'unreachable', charts: 1 }]);
    expect((await catalog.chart(address)).versions).toHaveLength(3);
  });

  test('names that no address can hold are told of', async () => {
    const upper = await packedChart('Upper', '1.0.0');
    const site = await siteOf(filesOf([...app, upper]));
    const catalog = await bench.open([sourceOf(site.origin)]);
    expect(await crawlAll(catalog)).toMatchObject([
      { charts: 1, failures: [{ repository: 'Upper', message: expect.stringContaining('grammar') }] },
    ]);
  });
});

describe('changes', () => {
  test('are told as they come: the registry, its charts, the index', async () => {
    const told: Change[] = [];
    const site = await siteOf(filesOf(app));
    const catalog = await bench.open([sourceOf(site.origin)], { onChange: (change) => told.push(change) });
    await crawlAll(catalog);
    expect(told).toContainEqual({ kind: 'registry', registry: 'charts' });
    expect(told).toContainEqual({ kind: 'chart', registry: 'charts', repository: 'app' });
    expect(told).toContainEqual({ kind: 'index' });
    told.length = 0;
    await crawlAll(catalog, 'refresh');
    expect(told.filter(({ kind }) => kind !== 'registry')).toEqual([]);
  });
});
