import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DOCKER_MANIFEST, DOCKER_MANIFEST_LIST, OCI_INDEX, OCI_MANIFEST } from '@/lib/oci/media-types';
import { manifestMediaType, MAX_MANIFEST_BYTES, parseManifest } from '@/lib/oci/parse-manifest';

const digest = `sha256:${'ab'.repeat(32)}`;
const descriptor = { mediaType: 'application/vnd.example+json', digest, size: 2 };

function bytes(document: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(document));
}

function parse(document: unknown, mediaType = ''): ReturnType<typeof parseManifest> {
  return parseManifest({ bytes: bytes(document), mediaType });
}

describe('manifestMediaType', () => {
  const manifest = { schemaVersion: 2, config: descriptor, layers: [] };
  const index = { schemaVersion: 2, manifests: [] };

  test.each([
    ['both agree', { ...manifest, mediaType: OCI_MANIFEST }, OCI_MANIFEST, OCI_MANIFEST],
    [
      'parameters do not count',
      { ...manifest, mediaType: OCI_MANIFEST },
      `${OCI_MANIFEST}; charset=utf-8`,
      OCI_MANIFEST,
    ],
    ['only the header', manifest, DOCKER_MANIFEST, DOCKER_MANIFEST],
    ['only the document', { ...manifest, mediaType: DOCKER_MANIFEST }, undefined, DOCKER_MANIFEST],
    [
      'a header that says nothing',
      { ...index, mediaType: DOCKER_MANIFEST_LIST },
      'application/json',
      DOCKER_MANIFEST_LIST,
    ],
    ['neither: a manifest by its shape', manifest, 'text/plain', OCI_MANIFEST],
    ['neither: an index by its shape', index, undefined, OCI_INDEX],
  ])('%s', (_, document, contentType, expected) => {
    expect(manifestMediaType(bytes(document), contentType)).toBe(expected);
  });

  test.each([
    ['header and document disagree', { ...manifest, mediaType: OCI_MANIFEST }, DOCKER_MANIFEST],
    ['an index called a manifest', index, OCI_MANIFEST],
    ['a manifest called an index', { ...manifest, mediaType: OCI_INDEX }, undefined],
    ['manifest and index at once', { ...manifest, manifests: [] }, OCI_MANIFEST],
    ['neither shape', { schemaVersion: 2 }, OCI_MANIFEST],
    ['a list', [], OCI_MANIFEST],
    ['null', null, OCI_MANIFEST],
  ])('refuses: %s', (_, document, contentType) => {
    expect(() => manifestMediaType(bytes(document), contentType)).toThrow(
      expect.objectContaining({ kind: 'protocol' }),
    );
  });

  test('does not read Docker’s first schema', () => {
    const old = { schemaVersion: 1, fsLayers: [] };
    expect(() => manifestMediaType(bytes(old), 'application/json')).toThrow(
      expect.objectContaining({ kind: 'unsupported' }),
    );
  });
});

describe('parseManifest', () => {
  test('a manifest, with what belongs to it and nothing else', () => {
    const document = {
      schemaVersion: 2,
      mediaType: OCI_MANIFEST,
      artifactType: 'application/x',
      config: { ...descriptor, urls: ['https://evil.example'], data: 'e30=' },
      layers: [{ ...descriptor, annotations: { a: '1' } }],
      subject: descriptor,
      annotations: { 'org.opencontainers.image.title': 'app' },
      unknown: true,
    };
    expect(parse(document)).toEqual({
      kind: 'manifest',
      mediaType: OCI_MANIFEST,
      artifactType: 'application/x',
      config: descriptor,
      layers: [{ ...descriptor, annotations: { a: '1' } }],
      subject: descriptor,
      annotations: { 'org.opencontainers.image.title': 'app' },
    });
  });

  test('an index with platforms', () => {
    const child = {
      ...descriptor,
      platform: { os: 'linux', architecture: 'arm64', variant: 'v8', 'os.version': '1' },
    };
    const odd = { ...descriptor, platform: 'linux', artifactType: '' };
    expect(parse({ schemaVersion: 2, manifests: [child, odd] })).toEqual({
      kind: 'index',
      mediaType: OCI_INDEX,
      manifests: [
        { ...descriptor, platform: { os: 'linux', architecture: 'arm64', variant: 'v8' } },
        descriptor,
      ],
      annotations: {},
    });
  });

  test('null where Go has nil', () => {
    expect(
      parse({ schemaVersion: 2, config: descriptor, layers: null, annotations: null, subject: null }),
    ).toEqual({
      kind: 'manifest',
      mediaType: OCI_MANIFEST,
      config: descriptor,
      layers: [],
      annotations: {},
    });
  });

  test('annotations that are no text or too long are left out', () => {
    const annotations = {
      good: 'x',
      number: 7,
      nothing: null,
      long: 'x'.repeat(300_000),
      [`${'k'.repeat(2000)}`]: 'x',
    };
    expect(parse({ config: descriptor, layers: [], annotations }).annotations).toEqual({ good: 'x' });
    const text = `{"config":${JSON.stringify(descriptor)},"annotations":{"__proto__":"own","a":"b"}}`;
    const parsed = parseManifest({ bytes: Buffer.from(text), mediaType: '' }).annotations;
    expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype);
    expect(parsed['a']).toBe('b');
  });

  test.each([
    ['a digest of an unknown algorithm', { ...descriptor, digest: 'md5:abc' }],
    ['an upper-case digest', { ...descriptor, digest: digest.toUpperCase() }],
    ['a path for a digest', { ...descriptor, digest: '../../../etc' }],
    ['a negative size', { ...descriptor, size: -1 }],
    ['a fraction', { ...descriptor, size: 1.5 }],
    ['a size past all bounds', { ...descriptor, size: 1e300 }],
    ['no media type', { digest, size: 1 }],
    ['null', null],
  ])('refuses a descriptor with %s', (_, config) => {
    expect(() => parse({ config, layers: [] })).toThrow(expect.objectContaining({ kind: 'protocol' }));
    expect(() => parse({ manifests: [config] })).toThrow(expect.objectContaining({ kind: 'protocol' }));
  });

  test('refuses bytes that are no JSON, broken UTF-8, and too many descriptors', () => {
    for (const text of ['', '{', 'nul', '{"a":1}x'])
      expect(() => parseManifest({ bytes: Buffer.from(text), mediaType: '' })).toThrow(
        expect.objectContaining({ kind: 'protocol' }),
      );
    expect(() => parseManifest({ bytes: Buffer.from([0x7b, 0xff, 0x7d]), mediaType: '' })).toThrow('UTF-8');
    expect(() => parse({ manifests: Array.from({ length: 5000 }, () => descriptor) })).toThrow('not valid');
    expect(() => parseManifest({ bytes: new Uint8Array(MAX_MANIFEST_BYTES + 1), mediaType: '' })).toThrow(
      expect.objectContaining({ kind: 'too_large' }),
    );
  });

  test('survives deep nesting', () => {
    const deep = `{"config":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    expect(() => parseManifest({ bytes: Buffer.from(deep), mediaType: '' })).toThrow(
      expect.objectContaining({ kind: 'protocol' }),
    );
  });

  test('gives a manifest or a RegistryError for any JSON', () => {
    const shaped = fc.record(
      {
        mediaType: fc.jsonValue(),
        config: fc.jsonValue(),
        layers: fc.jsonValue(),
        manifests: fc.jsonValue(),
        annotations: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), shaped), (document) => {
        try {
          expect(['manifest', 'index']).toContain(parse(document).kind);
        } catch (error) {
          expect(error).toMatchObject({ name: 'RegistryError' });
        }
      }),
    );
  });
});
