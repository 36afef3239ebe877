import { describe, expect, test } from 'vitest';
import { readChartArchive } from '@/lib/helm/chart-archive';
import { chartAnnotations, chartConfig, chartManifest, packChart } from '@/lib/helm/chart-package';
import { parseChartMetadata } from '@/lib/helm/chart-metadata';
import { digestOf } from '@/lib/oci/digest';

const metadata = parseChartMetadata({
  apiVersion: 'v2',
  name: 'app',
  version: '1.0.0+build.5',
  description: 'An app',
  home: 'https://example.org',
  sources: ['https://example.org/a', 'https://example.org/b'],
  maintainers: [{ name: 'Ann', email: 'ann@example.org' }, { name: 'Bob' }],
  dependencies: [{ name: 'redis', version: '1.0.0' }],
  annotations: {
    'org.opencontainers.image.title': 'other',
    'org.opencontainers.image.url': 'https://example.org/2',
  },
});

describe('packChart', () => {
  const files = {
    'README.md': '# App',
    'templates/b.yaml': 'b',
    'values.yaml': '',
    'templates/a.yaml': 'a',
    'Chart.yaml': 'name: app',
    'charts/redis/Chart.yaml': 'name: redis',
  };

  test('gives the same bytes for the same files, in whatever order they come', async () => {
    const again = Object.fromEntries(Object.entries(files).reverse());
    expect(digestOf(await packChart(again, 'app'))).toBe(digestOf(await packChart(files, 'app')));
  });

  test('puts Chart.yaml first', async () => {
    const { files: read } = await readChartArchive(await packChart(files, 'app'));
    expect([...read.keys()]).toEqual([
      'Chart.yaml',
      'values.yaml',
      'templates/a.yaml',
      'templates/b.yaml',
      'README.md',
      'charts/redis/Chart.yaml',
    ]);
  });
});

test('the config blob is Chart.yaml as Helm writes it, and reads back as the same', () => {
  const json: unknown = JSON.parse(new TextDecoder().decode(chartConfig(metadata)));
  expect(json).toMatchObject({ dependencies: [{ name: 'redis', version: '1.0.0', repository: '' }] });
  expect(json).not.toHaveProperty('deprecated');
  expect(parseChartMetadata(json)).toEqual(metadata);
});

test('annotations of the chart pass through, but title and version stay', () => {
  expect(chartAnnotations(metadata, '2026-01-01T00:00:00Z')).toEqual({
    'org.opencontainers.image.authors': 'Ann (ann@example.org), Bob',
    'org.opencontainers.image.created': '2026-01-01T00:00:00Z',
    'org.opencontainers.image.description': 'An app',
    'org.opencontainers.image.source': 'https://example.org/a',
    'org.opencontainers.image.title': 'app',
    'org.opencontainers.image.url': 'https://example.org/2',
    'org.opencontainers.image.version': '1.0.0+build.5',
  });
});

test('the manifest names every part by digest and size', async () => {
  const config = chartConfig(metadata);
  const archive = await packChart({ 'Chart.yaml': 'name: app' }, 'app');
  const provenance = new TextEncoder().encode('signed');
  const bytes = chartManifest({ metadata, config, archive, provenance, created: '2026-01-01T00:00:00Z' });
  const manifest = JSON.parse(new TextDecoder().decode(bytes)) as {
    config: unknown;
    layers: { digest: string }[];
  };
  expect(manifest.config).toEqual({
    mediaType: 'application/vnd.cncf.helm.config.v1+json',
    digest: digestOf(config),
    size: config.byteLength,
  });
  const digests = manifest.layers.map(({ digest }) => digest);
  expect([...digests].sort()).toEqual(digests);
  expect(new Set(digests)).toEqual(new Set([digestOf(archive), digestOf(provenance)]));
});
