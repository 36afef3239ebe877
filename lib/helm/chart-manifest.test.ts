import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { digestOf } from '@/lib/oci/digest';
import type { Descriptor, ImageIndex, ImageManifest } from '@/lib/oci/manifest';
import {
  chartChildren,
  chartFacts,
  chartLayer,
  isChartManifest,
  provenanceLayer,
} from '@/lib/helm/chart-manifest';

const HELM = 'application/vnd.cncf.helm.config.v1+json';
const CONTENT = 'application/vnd.cncf.helm.chart.content.v1.tar+gzip';
const PROVENANCE = 'application/vnd.cncf.helm.chart.provenance.v1.prov';
const IMAGE_MANIFEST = 'application/vnd.oci.image.manifest.v1+json';

function descriptor(mediaType: string, more: Partial<Descriptor> = {}): Descriptor {
  return {
    mediaType,
    digest: digestOf(new TextEncoder().encode(JSON.stringify([mediaType, more]))),
    size: 1,
    ...more,
  };
}

function manifest(config: string, layers: string[]): ImageManifest {
  return {
    kind: 'manifest',
    mediaType: IMAGE_MANIFEST,
    config: descriptor(config),
    layers: layers.map((mediaType) => descriptor(mediaType)),
    annotations: {},
  };
}

function index(manifests: Descriptor[]): ImageIndex {
  return { kind: 'index', mediaType: 'application/vnd.oci.image.index.v1+json', manifests, annotations: {} };
}

describe('a chart', () => {
  test.each([
    { name: 'by its config', given: manifest(HELM, [CONTENT]), chart: true },
    { name: 'even without a layer', given: manifest(HELM, []), chart: true },
    {
      name: 'not an image',
      given: manifest('application/vnd.oci.image.config.v1+json', [CONTENT]),
      chart: false,
    },
    { name: 'not an index', given: index([descriptor(HELM)]), chart: false },
  ])('is recognised: $name', ({ given, chart }) => {
    expect(isChartManifest(given)).toBe(chart);
  });

  test.each([
    { name: 'first', layers: [CONTENT, PROVENANCE], chart: CONTENT, provenance: PROVENANCE },
    { name: 'last', layers: [PROVENANCE, CONTENT], chart: CONTENT, provenance: PROVENANCE },
    {
      name: 'legacy',
      layers: ['application/tar+gzip'],
      chart: 'application/tar+gzip',
      provenance: undefined,
    },
    {
      name: 'current before legacy',
      layers: ['application/tar+gzip', CONTENT],
      chart: CONTENT,
      provenance: undefined,
    },
    { name: 'none', layers: ['text/plain'], chart: undefined, provenance: undefined },
  ])('has its archive $name', ({ layers, chart, provenance }) => {
    expect(chartLayer(manifest(HELM, layers))?.mediaType).toBe(chart);
    expect(provenanceLayer(manifest(HELM, layers))?.mediaType).toBe(provenance);
  });
});

test('of an index the declared child comes first; platforms, attestations and other artifacts are left out', () => {
  const plain = descriptor(IMAGE_MANIFEST);
  const declared = descriptor(IMAGE_MANIFEST, { artifactType: HELM });
  const others = [
    descriptor(IMAGE_MANIFEST, { platform: { os: 'linux', architecture: 'amd64' } }),
    descriptor(IMAGE_MANIFEST, { annotations: { 'vnd.docker.reference.type': 'attestation-manifest' } }),
    descriptor(IMAGE_MANIFEST, { artifactType: 'application/vnd.example' }),
    descriptor('application/vnd.oci.image.index.v1+json'),
  ];
  expect(chartChildren(index([...others, plain, declared]))).toEqual([declared, plain]);
  expect(chartChildren(index(Array.from({ length: 1000 }, () => plain)))).toHaveLength(8);
});

describe('chartFacts', () => {
  test('reads what helm push writes', () => {
    expect(
      chartFacts({
        'org.opencontainers.image.title': 'app',
        'org.opencontainers.image.version': '1.0.0+b',
        'org.opencontainers.image.description': 'An\u202e app',
        'org.opencontainers.image.created': '2026-11-23T01:16:25+01:00',
        'org.opencontainers.image.url': 'https://example.org',
        'org.opencontainers.image.source': 'javascript:alert(1)',
        'org.opencontainers.image.authors': 'Ann (ann@example.org), Bob',
      }),
    ).toEqual({
      title: 'app',
      version: '1.0.0+b',
      description: 'An app',
      created: '2026-11-23T00:16:25.000Z',
      home: 'https://example.org',
      source: null,
      authors: 'Ann (ann@example.org), Bob',
    });
  });

  test.each(['yesterday', '1', '2026-13-45T00:00:00Z', ''])('“%s” is no date', (created) => {
    expect(chartFacts({ 'org.opencontainers.image.created': created }).created).toBeNull();
  });

  test('takes any annotations', () => {
    const key = fc.constantFrom('title', 'created', 'url').map((name) => `org.opencontainers.image.${name}`);
    fc.assert(
      fc.property(fc.dictionary(key, fc.string({ unit: 'binary' })), (annotations) => {
        for (const fact of Object.values(chartFacts(annotations)))
          expect(fact === null || fact !== '').toBe(true);
      }),
    );
  });
});
