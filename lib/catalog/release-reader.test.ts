import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Catalog } from '@/lib/catalog/catalog';
import { addChart, addImage, CatalogBench, crawlAll } from '@/lib/catalog/testing/catalog-bench';
import type { Digest } from '@/lib/oci/names';
import { registryError } from '@/lib/oci/testing/scripted-answer';
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
const FILES = {
  'README.md': '# App\n',
  'values.yaml': 'image:\n  repository: quay.io/team/app\n  tag: "1.5"\n',
  'values.schema.json': '{}',
};
const fill = async (): Promise<void> => {
  await addChart(server, 'app', { version: '1.0.0', files: FILES, fields: { annotations: {} } }, [
    '1.0.0',
    'stable',
  ]);
  await addChart(server, 'app', { version: '1.1.0+build.7', files: { 'values.yaml': 'a: 1\n' } });
};

describe('a release', () => {
  test.each([
    ['version', 'prod/app@1.0.0', '1.0.0'],
    ['version with build metadata', 'prod/app@1.1.0+build.7', '1.1.0+build.7'],
    ['channel', 'prod/app:stable', '1.0.0'],
    ['version with a needless v', 'prod/app@v1.0.0', '1.0.0'],
    ['nothing but the chart', 'prod/app', '1.1.0+build.7'],
  ])('is found by %s', async (_, text, version) => {
    await fill();
    const release = await (await open()).release(parseChartReference(text));
    expect(release).toMatchObject({ version, metadata: { name: 'app', version } });
  });

  test('is found by digest, tagged or not', async () => {
    await fill();
    const catalog = await open();
    const tagged = server.content.digestOfTag('app', '1.0.0');
    expect(await catalog.release(parseChartReference(`prod/app@${tagged}`))).toMatchObject({
      version: '1.0.0',
    });
    const { digest } = await addChart(server, 'app', { version: '0.9.0' }, []);
    expect(await catalog.release(parseChartReference(`prod/app@${digest}`))).toMatchObject({
      version: '0.9.0',
      tags: [],
    });
  });

  test('carries its files, images, tags and size', async () => {
    await fill();
    const release = await (await open()).release(parseChartReference('prod/app@1.0.0'));
    expect(release).toMatchObject({
      readme: '# App\n',
      values: FILES['values.yaml'],
      schema: '{}',
      tags: ['1.0.0', 'stable'],
      created: '2025-05-01T00:00:00.000Z',
      provenance: false,
      problems: [],
      images: [{ image: 'quay.io/team/app:1.5', presence: 'external', default: true }],
    });
    expect(release.size).toBeGreaterThan(100);
  });

  test('once opened needs no registry', async () => {
    await fill();
    const before = await (await open()).release(parseChartReference('prod/app:stable'));
    await server.close();
    expect(await (await open()).release(parseChartReference('prod/app:stable'))).toEqual(before);
  });

  test('pushed after the crawl is found', async () => {
    await fill();
    const catalog = await open();
    await crawlAll(catalog);
    await addChart(server, 'app', { version: '1.2.0' });
    expect(await catalog.release(parseChartReference('prod/app@1.2.0'))).toMatchObject({ version: '1.2.0' });
    expect(catalog.charts()[0]?.version).toBe('1.2.0');
  });

  test('marks images of configured registries as not asked yet', async () => {
    const own = new URL(server.origin).host;
    await addChart(server, 'app', {
      version: '1.0.0',
      fields: { annotations: { images: `- image: ${own}/img:1\n- image: nginx:1\n` } },
    });
    const { images } = await (await open()).release(parseChartReference('prod/app'));
    expect(images.map(({ image, presence }) => [image, presence])).toEqual([
      [`${own}/img:1`, 'unknown'],
      ['nginx:1', 'external'],
    ]);
  });

  test.each([
    ['prod/app@9.9.9', 'chart_not_found', /no version 9\.9\.9/],
    ['prod/app:nightly', 'chart_not_found', /no tag “nightly”/],
    [`prod/app@sha256:${'0'.repeat(64)}`, 'chart_not_found', /nothing with the digest/],
    ['prod/app:image', 'chart_not_found', /is not a Helm chart but application\/vnd\.oci\.image/],
    ['prod/none@1.0.0', 'chart_not_found', /no repository/],
  ])('%s is a clear error', async (text, code, message) => {
    await fill();
    addImage(server, 'app', ['image']);
    const wrong = (await open()).release(parseChartReference(text));
    await expect(wrong).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  test('of another repository is not lent out', async () => {
    await fill();
    const { digest } = await addChart(server, 'secret', { version: '7.0.0' });
    const catalog = await open();
    await crawlAll(catalog);
    const wrong = catalog.release({
      registry: 'prod',
      repository: 'app',
      selector: { kind: 'digest', digest },
    });
    await expect(wrong).rejects.toMatchObject({ code: 'chart_not_found' });
  });

  test.each<[string, (blob: Digest) => void, RegExp]>([
    [
      'is gone',
      (blob) => server.on(`GET /v2/app/blobs/${blob}`, registryError(404, 'BLOB_UNKNOWN', 'gone')),
      /404/,
    ],
    [
      'is not what its digest says',
      (blob) => server.on(`GET /v2/app/blobs/${blob}`, { body: 'x' }),
      /instead of|digest/,
    ],
    [
      'can not be had now',
      (blob) => server.on(`GET /v2/app/blobs/${blob}`, registryError(503, 'UNAVAILABLE', 'later')),
      /503/,
    ],
  ])('whose archive %s shows the rest, and is whole once it can be read', async (_, spoil, message) => {
    await fill();
    const catalog = await open();
    await catalog.chart({ registry: 'prod', repository: 'app' });
    const archive = archiveOf('1.0.0');
    spoil(archive);
    const release = await catalog.release(parseChartReference('prod/app@1.0.0'));
    expect(release).toMatchObject({
      metadata: { name: 'app' },
      readme: null,
      problems: [{ part: 'archive', message: expect.stringMatching(message) }],
    });
    server.on(`GET /v2/app/blobs/${archive}`, () => undefined);
    expect(await catalog.release(parseChartReference('prod/app@1.0.0'))).toMatchObject({
      readme: '# App\n',
      problems: [],
    });
  });

  test('with an archive that is no archive shows the rest', async () => {
    server.content.addArtifact('app', ['1.0.0'], {
      config: '{"apiVersion":"v2","name":"app","version":"1.0.0"}',
      configMediaType: 'application/vnd.cncf.helm.config.v1+json',
      layers: [{ mediaType: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip', content: 'not gzip' }],
    });
    server.content.addArtifact('empty', ['1.0.0'], {
      config: '{"apiVersion":"v2","name":"empty","version":"1.0.0"}',
      configMediaType: 'application/vnd.cncf.helm.config.v1+json',
    });
    const catalog = await open();
    expect(await catalog.release(parseChartReference('prod/app'))).toMatchObject({
      problems: [{ part: 'archive' }],
      images: [],
    });
    expect(await catalog.release(parseChartReference('prod/empty'))).toMatchObject({
      problems: [{ part: 'archive', message: expect.stringContaining('no chart archive') }],
      size: null,
    });
  });

  test('whose config can not be read is an error that says so', async () => {
    await fill();
    server.content.addArtifact('app', ['2.0.0'], {
      config: '[]',
      configMediaType: 'application/vnd.cncf.helm.config.v1+json',
    });
    await expect((await open()).release(parseChartReference('prod/app@2.0.0'))).rejects.toMatchObject({
      code: 'invalid_chart',
      message: expect.stringContaining('prod/app@2.0.0'),
    });
  });

  test('is found in an index that holds a chart', async () => {
    const child = await addChart(server, 'app', { version: '1.0.0', files: FILES }, []);
    const index = {
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.index.v1+json',
      manifests: [{ ...child, artifactType: 'application/vnd.cncf.helm.config.v1+json' }],
    };
    server.content.addManifest('app', ['1.0.0'], index, index.mediaType);
    const catalog = await open();
    await crawlAll(catalog);
    expect(await catalog.release(parseChartReference('prod/app@1.0.0'))).toMatchObject({
      digest: server.content.digestOfTag('app', '1.0.0'),
      readme: '# App\n',
    });
  });
});

function archiveOf(tag: string): Digest {
  const answer = server.content.answer({
    method: 'GET',
    path: `/v2/app/manifests/${tag}`,
    query: new URLSearchParams(),
    headers: {},
    signal: new AbortController().signal,
    body: Buffer.alloc(0),
  });
  const manifest = JSON.parse(String(answer?.body)) as { layers: { digest: Digest }[] };
  return manifest.layers[0]?.digest ?? 'sha256:';
}
