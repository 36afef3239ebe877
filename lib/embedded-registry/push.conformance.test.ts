import { describe, expect, test } from 'vitest';
import {
  bodyOf,
  content,
  describeContent,
  errorCodes,
  jsonContent,
  OCI_INDEX,
  OCI_MANIFEST,
  randomContent,
  startForTests,
  type Algorithm,
  type Content,
} from '@/lib/embedded-registry/conformance-registry';

// https://github.com/opencontainers/distribution-spec/blob/main/spec.md#push
const registry = startForTests();
const LAYER = 'application/vnd.oci.image.layer.v1.tar+gzip';
const CONFIG = 'application/vnd.oci.image.config.v1+json';
const OCTETS = { 'content-type': 'application/octet-stream' };
const MISSING = `sha256:${'0'.repeat(64)}`;

async function begin(repository: string, query = ''): Promise<string> {
  const response = await registry.call('POST', `/v2/${repository}/blobs/uploads/${query}`);
  expect(response.status).toBe(202);
  return response.headers.get('location') ?? '';
}

function patch(location: string, bytes: Buffer, range?: string): Promise<Response> {
  const headers = range === undefined ? OCTETS : { ...OCTETS, 'content-range': range };
  return registry.call('PATCH', location, { body: new Uint8Array(bytes), headers });
}

function close(location: string, digest: string, bytes?: Buffer, range?: string): Promise<Response> {
  const headers = range === undefined ? OCTETS : { ...OCTETS, 'content-range': range };
  const body = bytes === undefined ? {} : { body: new Uint8Array(bytes) };
  return registry.call('PUT', `${location}?digest=${digest}`, { ...body, headers });
}

async function expectBlob(response: Response, blob: Content): Promise<void> {
  expect(response.status).toBe(201);
  expect(response.headers.get('docker-content-digest')).toBe(blob.digest);
  const pulled = await registry.call('GET', response.headers.get('location') ?? '');
  expect(pulled.status).toBe(200);
  expect(await bodyOf(pulled)).toEqual(blob.bytes);
}

describe.each<Algorithm>(['sha256', 'sha512'])('blobs by %s', (algorithm) => {
  const repository = `push/${algorithm}`;

  test('POST, then PUT', async () => {
    const blob = randomContent(700, algorithm);
    await expectBlob(await close(await begin(repository), blob.digest, blob.bytes), blob);
  });

  test('one POST', async () => {
    const blob = randomContent(700, algorithm);
    const path = `/v2/${repository}/blobs/uploads/?digest=${blob.digest}`;
    await expectBlob(
      await registry.call('POST', path, { body: new Uint8Array(blob.bytes), headers: OCTETS }),
      blob,
    );
  });

  test.each([
    ['with the last chunk in PATCH', false],
    ['with the last chunk in PUT', true],
  ])('chunks in order, %s', async (_, lastInPut) => {
    const blob = randomContent(1000, algorithm);
    let location = await begin(repository, `?digest-algorithm=${algorithm}`);
    const first = await patch(location, blob.bytes.subarray(0, 400), '0-399');
    expect(first.status).toBe(202);
    expect(first.headers.get('range')).toBe('0-399');
    location = first.headers.get('location') ?? '';
    if (lastInPut) {
      await expectBlob(await close(location, blob.digest, blob.bytes.subarray(400), '400-999'), blob);
      return;
    }
    const second = await patch(location, blob.bytes.subarray(400), '400-999');
    expect(second.headers.get('range')).toBe('0-999');
    await expectBlob(await close(second.headers.get('location') ?? '', blob.digest), blob);
  });

  test('a stream without ranges', async () => {
    const blob = randomContent(300_000, algorithm);
    const location = await begin(repository);
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let at = 0; at < blob.bytes.byteLength; at += 50_000) {
          controller.enqueue(new Uint8Array(blob.bytes.subarray(at, at + 50_000)));
        }
        controller.close();
      },
    });
    const init = { body, headers: OCTETS, duplex: 'half' };
    const response = await registry.call('PATCH', location, init);
    expect(response.status).toBe(202);
    expect(response.headers.get('range')).toBe('0-299999');
    await expectBlob(await close(location, blob.digest), blob);
  });

  test('bytes that do not have the digest: 400, and no blob', async () => {
    const blob = randomContent(50, algorithm);
    const response = await close(await begin(repository), blob.digest, Buffer.from('something else'));
    expect(response.status).toBe(400);
    expect(await errorCodes(response)).toEqual(['DIGEST_INVALID']);
    expect((await registry.call('HEAD', `/v2/${repository}/blobs/${blob.digest}`)).status).toBe(404);
  });

  test('pushing the same blob again is fine', async () => {
    const blob = randomContent(50, algorithm);
    await registry.pushBlob(repository, blob);
    await expectBlob(await close(await begin(repository), blob.digest, blob.bytes), blob);
  });
});

describe('uploads', () => {
  const repository = 'push/uploads';

  test('a chunk out of order answers 416, and GET tells where to go on', async () => {
    const blob = randomContent(1000);
    const location = await begin(repository);
    expect((await patch(location, blob.bytes.subarray(0, 400), '0-399')).status).toBe(202);
    for (const range of ['500-999', '0-499', 'bytes 400-899', '899-400', 'x']) {
      const refused = await patch(location, blob.bytes.subarray(0, 500), range);
      expect(refused.status).toBe(416);
      expect(await errorCodes(refused)).toEqual(['BLOB_UPLOAD_INVALID']);
    }
    const status = await registry.call('GET', location);
    expect(status.status).toBe(204);
    expect(status.headers.get('range')).toBe('0-399');
    expect(status.headers.get('location')).toBe(location);
    expect((await close(location, blob.digest, blob.bytes.subarray(500), '500-999')).status).toBe(416);
    await expectBlob(await close(location, blob.digest, blob.bytes.subarray(400), '400-999'), blob);
  });

  test('a range of another length than the body answers 400', async () => {
    const response = await patch(await begin(repository), Buffer.from('four'), '0-9');
    expect(response.status).toBe(400);
    expect(await errorCodes(response)).toEqual(['SIZE_INVALID']);
  });

  test('DELETE gives an upload up', async () => {
    const location = await begin(repository);
    expect((await registry.call('DELETE', location)).status).toBe(204);
    for (const method of ['GET', 'DELETE', 'PATCH']) {
      const response = await registry.call(method, location);
      expect(response.status).toBe(404);
      expect(await errorCodes(response)).toEqual(['BLOB_UPLOAD_UNKNOWN']);
    }
  });

  test('an upload belongs to its repository', async () => {
    const location = await begin(repository);
    const elsewhere = location.replace(repository, 'push/elsewhere');
    expect((await registry.call('GET', elsewhere)).status).toBe(404);
    expect((await registry.call('GET', location)).status).toBe(204);
  });

  test.each([
    ['?digest=sha256:bad', 400],
    ['?mount=sha256:bad&from=push/mount', 400],
    ['?digest-algorithm=md5', 400],
  ])('POST %s answers %i', async (query, status) => {
    const response = await registry.call('POST', `/v2/${repository}/blobs/uploads/${query}`);
    expect(response.status).toBe(status);
    expect(await errorCodes(response)).toEqual(['DIGEST_INVALID']);
  });

  test('PUT without a digest answers 400 and the upload goes on', async () => {
    const blob = content('whole');
    const location = await begin(repository);
    const response = await registry.call('PUT', location, { body: new Uint8Array(blob.bytes) });
    expect(response.status).toBe(400);
    await expectBlob(await close(location, blob.digest, blob.bytes), blob);
  });

  test('a name outside the grammar answers 400', async () => {
    const response = await registry.call('POST', '/v2/Push/app/blobs/uploads/');
    expect(response.status).toBe(400);
    expect(await errorCodes(response)).toEqual(['NAME_INVALID']);
  });
});

describe('mounts', () => {
  test('a blob of another repository is there at once', async () => {
    const blob = randomContent(100);
    await registry.pushBlob('push/source', blob);
    const query = `?mount=${blob.digest}&from=push/source`;
    await expectBlob(await registry.call('POST', `/v2/push/target/blobs/uploads/${query}`), blob);
    expect((await registry.call('DELETE', `/v2/push/source/blobs/${blob.digest}`)).status).toBe(202);
    expect((await registry.call('HEAD', `/v2/push/target/blobs/${blob.digest}`)).status).toBe(200);
  });

  test.each([
    ['nobody has', (digest: string) => `?mount=${digest}&from=push/source`],
    ['from a repository nobody pushed', (digest: string) => `?mount=${digest}&from=push/unknown`],
    ['without a source', (digest: string) => `?mount=${digest}`],
    ['from what is no name', (digest: string) => `?mount=${digest}&from=../push`],
  ])('of a blob %s: an upload begins', async (_, query) => {
    await registry.pushBlob('push/source', randomContent(10));
    const blob = randomContent(100);
    await expectBlob(
      await close(await begin('push/target', query(blob.digest)), blob.digest, blob.bytes),
      blob,
    );
  });
});

describe('manifests', () => {
  const repository = 'push/manifests';
  const empty = content('{}');

  async function imageOf(more: object): Promise<Content> {
    await registry.pushBlob(repository, empty);
    return jsonContent({
      schemaVersion: 2,
      mediaType: OCI_MANIFEST,
      config: describeContent(empty, CONFIG),
      layers: [],
      annotations: { random: randomContent(8).digest },
      ...more,
    });
  }

  test('by tag and by digest: 201 with a location to pull from', async () => {
    for (const byDigest of [true, false]) {
      const image = await imageOf({});
      const reference = byDigest ? image.digest : 'v1';
      const response = await registry.putManifest(repository, reference, image);
      expect(response.status).toBe(201);
      expect(response.headers.get('docker-content-digest')).toBe(image.digest);
      expect(response.headers.get('location')).toBe(`/v2/${repository}/manifests/${reference}`);
      const pulled = await registry.call('GET', response.headers.get('location') ?? '');
      expect(await bodyOf(pulled)).toEqual(image.bytes);
    }
  });

  test.each([
    ['an artifact', { artifactType: 'application/vnd.example.sbom.v1' }],
    ['no layers field', { layers: undefined }],
    ['fields nobody knows', { 'org.example.field': { nested: [1] } }],
    ['embedded data', { config: { ...describeContent(empty, CONFIG), data: 'e30=' } }],
    [
      'layers that may not be distributed',
      {
        layers: [
          {
            mediaType: 'application/vnd.oci.image.layer.nondistributable.v1.tar+gzip',
            digest: MISSING,
            size: 9,
          },
          { mediaType: LAYER, digest: MISSING, size: 9, urls: ['https://store.example.com/blob'] },
        ],
      },
    ],
  ])('%s', async (_, more) => {
    const image = await imageOf(more);
    expect((await registry.putManifest(repository, image.digest, image)).status).toBe(201);
    const pulled = await registry.call('GET', `/v2/${repository}/manifests/${image.digest}`);
    expect(await bodyOf(pulled)).toEqual(image.bytes);
  });

  test('a sha512 manifest', async () => {
    const image = content((await imageOf({})).bytes, 'sha512');
    const response = await registry.putManifest(repository, image.digest, image);
    expect(response.status).toBe(201);
    expect(response.headers.get('docker-content-digest')).toBe(image.digest);
    const pulled = await registry.call('GET', `/v2/${repository}/manifests/${image.digest}`);
    expect(await bodyOf(pulled)).toEqual(image.bytes);
  });

  test('an index, an index of it, and an empty index', async () => {
    const image = await imageOf({});
    await registry.putManifest(repository, image.digest, image);
    const index = jsonContent({
      schemaVersion: 2,
      mediaType: OCI_INDEX,
      manifests: [describeContent(image, OCI_MANIFEST, { platform: { os: 'linux', architecture: 'amd64' } })],
    });
    const nested = jsonContent({
      schemaVersion: 2,
      mediaType: OCI_INDEX,
      manifests: [describeContent(index, OCI_INDEX)],
    });
    const none = jsonContent({ schemaVersion: 2, mediaType: OCI_INDEX, manifests: [] });
    for (const [tag, each] of Object.entries({ index, nested, none })) {
      expect((await registry.putManifest(repository, tag, each, OCI_INDEX)).status).toBe(201);
      const pulled = await registry.call('GET', `/v2/${repository}/manifests/${tag}`);
      expect(pulled.headers.get('content-type')).toBe(OCI_INDEX);
      expect(await bodyOf(pulled)).toEqual(each.bytes);
    }
  });

  test('tags given beside a digest', async () => {
    const image = await imageOf({});
    const tags = Array.from({ length: 12 }, (_, index) => `t${index}`);
    const query = tags.map((tag) => `tag=${tag}`).join('&');
    const response = await registry.putManifest(repository, `${image.digest}?${query}`, image);
    expect(response.status).toBe(201);
    expect(response.headers.get('oci-tag')).toBe(tags.join(', '));
    for (const tag of tags) {
      const head = await registry.call('HEAD', `/v2/${repository}/manifests/${tag}`);
      expect(head.headers.get('docker-content-digest')).toBe(image.digest);
    }
  });

  test('OCI-Subject says that the subject was seen, also one that is not there', async () => {
    const subject = { mediaType: OCI_MANIFEST, digest: MISSING, size: 5 };
    const image = await imageOf({ subject });
    const response = await registry.putManifest(repository, image.digest, image);
    expect(response.status).toBe(201);
    expect(response.headers.get('oci-subject')).toBe(MISSING);
    expect(
      (await registry.putManifest(repository, 'plain', await imageOf({}))).headers.has('oci-subject'),
    ).toBe(false);
  });

  test.each([
    ['a blob', { layers: [{ mediaType: LAYER, digest: MISSING, size: 1 }] }, OCI_MANIFEST],
    ['a manifest', { manifests: [{ mediaType: OCI_MANIFEST, digest: MISSING, size: 1 }] }, OCI_INDEX],
  ])('%s that is not there: MANIFEST_BLOB_UNKNOWN', async (_, more, mediaType) => {
    const manifest = await imageOf({ ...more, mediaType });
    const response = await registry.putManifest(repository, 'incomplete', manifest, mediaType);
    expect(response.status).toBe(400);
    expect(await errorCodes(response)).toEqual(['MANIFEST_BLOB_UNKNOWN']);
    expect((await registry.call('HEAD', `/v2/${repository}/manifests/incomplete`)).status).toBe(404);
  });

  test.each<[string, string, Content, string, string]>([
    ['another digest', MISSING, jsonContent({}), OCI_MANIFEST, 'DIGEST_INVALID'],
    ['no digest', 'sha256:baddigeststring', jsonContent({}), OCI_MANIFEST, 'DIGEST_INVALID'],
    ['no tag', '-bad', jsonContent({}), OCI_MANIFEST, 'MANIFEST_INVALID'],
    ['no JSON', 'v1', content('{'), OCI_MANIFEST, 'MANIFEST_INVALID'],
    ['no UTF-8', 'v1', content(Buffer.from([0x22, 0xff, 0x22])), OCI_MANIFEST, 'MANIFEST_INVALID'],
    ['an array', 'v1', content('[]'), OCI_MANIFEST, 'MANIFEST_INVALID'],
    ['no config', 'v1', jsonContent({ schemaVersion: 2 }), OCI_MANIFEST, 'MANIFEST_INVALID'],
    [
      'another version',
      'v1',
      jsonContent({ schemaVersion: 1, manifests: [] }),
      OCI_INDEX,
      'MANIFEST_INVALID',
    ],
    ['an unknown type', 'v1', jsonContent({ schemaVersion: 2 }), 'text/plain', 'MANIFEST_INVALID'],
    [
      'two types',
      'v1',
      jsonContent({ schemaVersion: 2, mediaType: OCI_INDEX }),
      OCI_MANIFEST,
      'MANIFEST_INVALID',
    ],
    [
      'a digest of another kind inside',
      'v1',
      jsonContent({ schemaVersion: 2, manifests: [{ mediaType: OCI_MANIFEST, digest: 'md5:00', size: 1 }] }),
      OCI_INDEX,
      'MANIFEST_INVALID',
    ],
  ])('%s answers 400', async (_, reference, manifest, mediaType, code) => {
    const response = await registry.putManifest(repository, reference, manifest, mediaType);
    expect(response.status).toBe(400);
    expect(await errorCodes(response)).toEqual([code]);
  });

  test('parameters of the media type are left aside', async () => {
    const image = await imageOf({});
    expect(
      (await registry.putManifest(repository, 'v2', image, `${OCI_MANIFEST}; charset=utf-8`)).status,
    ).toBe(201);
    const pulled = await registry.call('GET', `/v2/${repository}/manifests/v2`);
    expect(pulled.headers.get('content-type')).toBe(OCI_MANIFEST);
  });

  test.each([
    ['4 MiB', 4 * 1024 * 1024, 201],
    ['a byte more', 4 * 1024 * 1024 + 1, 413],
  ])('a manifest of %s', async (_, size, status) => {
    const image = await imageOf({});
    const padded = content(Buffer.concat([image.bytes, Buffer.alloc(size - image.bytes.byteLength, ' ')]));
    const response = await registry.putManifest(repository, 'large', padded);
    expect(response.status).toBe(status);
    if (status === 413) expect(await errorCodes(response)).toEqual(['SIZE_INVALID']);
  });

  test('a streamed manifest past the limit answers 413', async () => {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let sent = 0; sent < 5; sent += 1) controller.enqueue(new Uint8Array(1024 * 1024));
        controller.close();
      },
    });
    const init = { body, headers: { 'content-type': OCI_MANIFEST }, duplex: 'half' };
    const response = await registry.call('PUT', `/v2/${repository}/manifests/large`, init);
    expect(response.status).toBe(413);
  });
});
