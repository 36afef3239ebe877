import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startInterceptingProxy, type InterceptingProxy } from '@/lib/channels/testing/intercepting-proxy';
import { openLayout, type Layout } from '@/lib/embedded-registry/layout';
import { repositoryFolder } from '@/lib/embedded-registry/repositories';
import { startEmbeddedRegistry, type EmbeddedRegistry } from '@/lib/embedded-registry/server';
import { chartConfig, chartManifest, packChart } from '@/lib/helm/chart-package';
import { parseChartMetadata } from '@/lib/helm/chart-metadata';
import { OCI_MANIFEST } from '@/lib/oci/media-types';
import type { Digest } from '@/lib/oci/names';
import type { PromotionRequest } from '@/lib/channels/promotion';
import { refreshChart } from '@/lib/services/charts';
import { compareChartReleases, compareReleaseImages } from '@/lib/services/comparisons';
import { forecastPromotion } from '@/lib/services/promotion-checks';
import { promoteRelease } from '@/lib/services/promotions';
import { callerWith } from '@/lib/services/testing/caller';

const CHART = { registry: 'production', repository: 'harbour/berth' };
const NOBODY = callerWith();

let folder: string;
let server: EmbeddedRegistry;
let proxy: InterceptingProxy;
let host: string;
const digests = new Map<string, Digest>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chartroom-comparisons-'));
  server = await startEmbeddedRegistry({ folder: join(folder, 'registry') });
  proxy = await startInterceptingProxy(server.url);
  host = new URL(proxy.url).host;
  await writeFile(
    join(folder, 'chartroom.yaml'),
    [
      `registries: [{ name: production, url: "${proxy.url}", promotion: { mode: shared } }]`,
      'channels: { checks: { images: block, signature: warn } }',
    ].join('\n'),
  );
  process.env.CHARTROOM_CONFIG = join(folder, 'chartroom.yaml');
  process.env.CHARTROOM_DATA = join(folder, 'data');

  for (const [tag, content] of [
    ['1.0', 'first'],
    ['1.1', 'second'],
    ['1.1.0', 'second'],
  ] as const)
    await pushImage(tag, content);
  await pushChart('1.0.0', { tag: '1.0', replicas: 1, redis: '18.0.0', changes: ['The first'] });
  await pushChart('1.1.0-rc.1', { tag: '1.1', replicas: 1, redis: '18.0.0', changes: ['Unfinished'] });
  await pushChart('1.1.0', { tag: '1.1', replicas: 1, redis: '18.0.0', changes: ['Berths are counted'] });
  await pushChart('1.2.0', { tag: '1.1.0', replicas: 2, redis: '18.1.0', changes: ['Two of everything'] });
  await pushChart('1.3.0', { tag: '9.9', replicas: 2, redis: '18.1.0', changes: [] });
  await layoutOf(CHART.repository).tag(digestOf('1.0.0'), '1-stable');
  await refreshChart(CHART);
});

afterAll(async () => {
  await proxy.close();
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

function layoutOf(repository: string): Layout {
  return openLayout(repositoryFolder(join(folder, 'registry'), repository));
}

function digestOf(version: string): Digest {
  const digest = digests.get(version);
  if (digest === undefined) throw new Error(`${version} was not pushed`);
  return digest;
}

async function pushImage(tag: string, content: string): Promise<Digest> {
  const layout = layoutOf('harbour/app');
  const config = Buffer.from(JSON.stringify({ os: 'linux', architecture: 'amd64', content }));
  const { digest } = await layout.putBlob(config);
  const manifest = {
    schemaVersion: 2,
    config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest, size: config.length },
    layers: [],
  };
  const bytes = Buffer.from(JSON.stringify(manifest));
  return (await layout.putManifest({ bytes, mediaType: OCI_MANIFEST, tags: [tag] })).descriptor.digest;
}

interface Content {
  tag: string;
  replicas: number;
  redis: string;
  changes: string[];
}

async function pushChart(version: string, { tag, replicas, redis, changes }: Content): Promise<void> {
  const layout = layoutOf(CHART.repository);
  const metadata = parseChartMetadata({
    apiVersion: 'v2',
    name: 'berth',
    version,
    appVersion: version,
    dependencies: [{ name: 'redis', version: redis, repository: 'https://charts.example' }],
    annotations: {
      'artifacthub.io/changes': JSON.stringify(
        changes.map((description) => ({ kind: 'added', description })),
      ),
    },
  });
  const subchart = await packChart(
    {
      'Chart.yaml': `name: redis\nversion: ${redis}\n`,
      'templates/pod.yaml': `kind: Pod\nversion: ${redis}\n`,
    },
    'redis',
  );
  const files = {
    'Chart.yaml': `apiVersion: v2\nname: berth\nversion: ${version}\n`,
    'values.yaml': `replicas: ${replicas}\nimage:\n  registry: ${host}\n  repository: harbour/app\n  tag: "${tag}"\n`,
    'values.schema.json': '{}\n',
    'templates/app.yaml': 'kind: Deployment\nreplicas: {{ .Values.replicas }}\n',
    [`charts/redis-${redis}.tgz`]: subchart,
  };
  const [config, archive] = [chartConfig(metadata), await packChart(files, 'berth')];
  await layout.putBlob(config);
  await layout.putBlob(archive);
  const bytes = chartManifest({ metadata, config, archive, created: '2026-01-01T08:00:00Z' });
  const stored = await layout.putManifest({ bytes, mediaType: OCI_MANIFEST, tags: [version] });
  digests.set(version, stored.descriptor.digest);
}

function request(version: string, change: Partial<PromotionRequest> = {}): PromotionRequest {
  return {
    ...CHART,
    kind: 'promotion',
    channel: '1-stable',
    digest: digestOf(version),
    expectedDigest: digestOf('1.0.0'),
    reason: '',
    acknowledged: [],
    ...change,
  };
}

function compareImagesOf(from: string, to: string) {
  return compareReleaseImages({ ...CHART, from: digestOf(from), to: digestOf(to) });
}

test('what differs between two releases: versions, changes, values, files of subcharts too', async () => {
  const compared = await compareChartReleases({ ...CHART, from: digestOf('1.0.0'), to: digestOf('1.2.0') });
  expect(compared).toMatchObject({
    from: { version: '1.0.0', appVersion: '1.0.0', tags: ['1.0.0', '1-stable'] },
    to: { version: '1.2.0', digest: digestOf('1.2.0'), created: '2026-01-01T08:00:00.000Z' },
    direction: 'forward',
    between: [
      { version: '1.2.0', changes: [{ kind: 'added', description: 'Two of everything' }] },
      { version: '1.1.0', changes: [{ kind: 'added', description: 'Berths are counted' }] },
    ],
    moreBetween: 0,
    values: [
      { path: 'replicas', from: '1', to: '2' },
      { path: 'image.tag', from: '"1.0"', to: '1.1.0' },
    ],
    dependencies: [{ name: 'redis', from: { version: '18.0.0' }, to: { version: '18.1.0' } }],
    problems: [],
  });
  expect(compared.files.map(({ path, kind }) => [path, kind])).toEqual([
    ['Chart.yaml', 'other'],
    ['values.yaml', 'values'],
    ['charts/redis/templates/pod.yaml', 'template'],
    ['charts/redis/Chart.yaml', 'other'],
  ]);
  expect(compared.files[2]?.hunks[0]?.lines).toEqual([' kind: Pod', '-version: 18.0.0', '+version: 18.1.0']);
});

test('a new channel brings what is in the release', async () => {
  expect(await compareChartReleases({ ...CHART, to: digestOf('1.2.0') })).toMatchObject({
    from: null,
    between: [{ version: '1.2.0' }],
    images: [{ change: 'added', to: `${host}/harbour/app:1.1.0` }],
    files: [],
    values: [],
  });
});

test('images are compared by what their registry says, and a tag pushed again is seen', async () => {
  expect(await compareImagesOf('1.0.0', '1.1.0')).toMatchObject([
    { change: 'changed-tag', content: 'different' },
  ]);
  expect(await compareImagesOf('1.1.0', '1.2.0')).toMatchObject([{ change: 'changed-tag', content: 'same' }]);
  expect(await compareImagesOf('1.2.0', '1.3.0')).toMatchObject([
    { toDigest: null, content: 'unknown', note: 'production does not have it.' },
  ]);
  const [before] = await compareImagesOf('1.1.0-rc.1', '1.1.0');
  expect(before).toMatchObject({ change: 'same', content: 'same' });
  const pushed = await pushImage('1.1', 'pushed again');
  expect(await compareImagesOf('1.1.0-rc.1', '1.1.0')).toMatchObject([
    { change: 'changed-digest', content: 'different', fromDigest: before?.toDigest, toDigest: pushed },
  ]);
});

test('the forecast says how every check goes and which requests would be made; it moves nothing', async () => {
  proxy.log.length = 0;
  const forecast = await forecastPromotion(request('1.2.0'), NOBODY, 8000);
  expect(forecast.checks.map(({ name, outcome, severity }) => `${name} ${outcome} ${severity}`)).toEqual([
    'channel-name passed block',
    'source-unchanged passed block',
    'version-tag passed block',
    'channel-unchanged passed block',
    'downgrade passed warn',
    'images passed block',
    'signature failed warn',
    'risk-order skipped warn',
    'track passed warn',
    'prerelease passed warn',
  ]);
  expect(forecast.calls.map(({ method }) => method)).toContain('PUT');
  expect(proxy.log.filter((line) => line.startsWith('PUT'))).toEqual([]);
});

test('nobody is made to wait: without patience, images and signatures are not known yet', async () => {
  proxy.log.length = 0;
  const { checks } = await forecastPromotion(request('1.2.0'), NOBODY, 0);
  expect(checks.filter(({ outcome }) => outcome === 'unknown').map(({ name }) => name)).toEqual([
    'images',
    'signature',
  ]);
  expect(proxy.log.filter((line) => line.includes('harbour/app'))).toEqual([]);
});

test('a registry that is silent about an image makes it unknown, in time', async () => {
  proxy.intercept((_method, path) => (path.includes('harbour/app') ? undefined : 'pass'));
  const { checks } = await forecastPromotion(request('1.2.0'), NOBODY, 50);
  proxy.intercept(() => 'pass');
  expect(checks.find(({ name }) => name === 'images')).toMatchObject({ outcome: 'unknown' });
});

test('a missing image stops the promotion where that is configured, and is foretold', async () => {
  const { checks, calls } = await forecastPromotion(request('1.3.0'), NOBODY, 8000);
  const foretold = checks.find(({ name }) => name === 'images');
  expect(foretold).toMatchObject({ outcome: 'failed', severity: 'block' });
  expect(calls.some(({ method }) => method === 'PUT')).toBe(false);
  await expect(promoteRelease(request('1.3.0'), NOBODY)).rejects.toMatchObject({
    code: 'promotion_blocked',
    details: { checks: [foretold] },
  });
  expect((await layoutOf(CHART.repository).findManifest('1-stable'))?.digest).toBe(digestOf('1.0.0'));
});

test('a signature beside the chart is found', async () => {
  const tag = `${digestOf('1.2.0').replace(':', '-')}.sig`;
  await layoutOf(CHART.repository).tag(digestOf('1.0.0'), tag);
  const { checks } = await forecastPromotion(request('1.2.0'), NOBODY, 8000);
  expect(checks.find(({ name }) => name === 'signature')).toMatchObject({ outcome: 'passed' });
});
