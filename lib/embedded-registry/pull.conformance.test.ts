import { describe, expect, test } from 'vitest';
import {
  bodyOf,
  content,
  errorCodes,
  OCI_MANIFEST,
  randomContent,
  startForTests,
  type Algorithm,
} from '@/lib/embedded-registry/conformance-registry';

// https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pull
const registry = startForTests();
const MISSING = `sha256:${'0'.repeat(64)}`;

describe('base', () => {
  test.each(['/v2/', '/v2'])('GET %s answers 200', async (path) => {
    const response = await registry.call('GET', path);
    expect(response.status).toBe(200);
    expect(response.headers.get('docker-distribution-api-version')).toBe('registry/2.0');
  });

  test.each(['/', '/v1/', '/v2/a', '/v2/a/manifests', '/v2/a/unknown/b', '/v2/manifests/latest', '/v2/%zz'])(
    'GET %s answers 404 in the error envelope',
    async (path) => {
      const response = await registry.call('GET', path);
      expect(response.status).toBe(404);
      expect(await errorCodes(response)).toEqual(['UNSUPPORTED']);
    },
  );

  test('a method an endpoint does not have answers 405 with those it has', async () => {
    const response = await registry.call('POST', '/v2/pull/app/manifests/latest');
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, HEAD, PUT, DELETE');
    expect(await errorCodes(response)).toEqual(['UNSUPPORTED']);
  });
});

describe.each<Algorithm>(['sha256', 'sha512'])('blobs by %s', (algorithm) => {
  const repository = `pull/${algorithm}`;

  test.each([
    ['random', randomContent(2000, algorithm)],
    ['empty', content('', algorithm)],
    ['{}', content('{}', algorithm)],
  ])('a %s blob comes back byte for byte', async (_, blob) => {
    await registry.pushBlob(repository, blob);
    const path = `/v2/${repository}/blobs/${blob.digest}`;
    const head = await registry.call('HEAD', path);
    expect(head.status).toBe(200);
    expect(head.headers.get('content-length')).toBe(String(blob.bytes.byteLength));
    expect(head.headers.get('docker-content-digest')).toBe(blob.digest);
    const get = await registry.call('GET', path);
    expect(get.status).toBe(200);
    expect(get.headers.get('content-length')).toBe(String(blob.bytes.byteLength));
    expect(get.headers.get('docker-content-digest')).toBe(blob.digest);
    expect(await bodyOf(get)).toEqual(blob.bytes);
  });

  test('an unknown blob answers 404', async () => {
    await registry.pushBlob(repository, randomContent(1, algorithm));
    const path = `/v2/${repository}/blobs/${randomContent(9, algorithm).digest}`;
    expect((await registry.call('HEAD', path)).status).toBe(404);
    const response = await registry.call('GET', path);
    expect(response.status).toBe(404);
    expect(await errorCodes(response)).toEqual(['BLOB_UNKNOWN']);
  });

  test.each([
    ['bytes=500-1499', 'bytes 500-1499/2000', 500, 1500],
    ['bytes=500-', 'bytes 500-1999/2000', 500, 2000],
    ['bytes=-500', 'bytes 1500-1999/2000', 1500, 2000],
    ['bytes=-5000', 'bytes 0-1999/2000', 0, 2000],
    ['bytes=1000-5000', 'bytes 1000-1999/2000', 1000, 2000],
    ['bytes=0-0', 'bytes 0-0/2000', 0, 1],
  ])('range %s', async (range, contentRange, start, end) => {
    const blob = randomContent(2000, algorithm);
    await registry.pushBlob(repository, blob);
    const response = await registry.call('GET', `/v2/${repository}/blobs/${blob.digest}`, {
      headers: { range },
    });
    expect(response.status).toBe(206);
    expect(response.headers.get('content-range')).toBe(contentRange);
    expect(response.headers.get('content-length')).toBe(String(end - start));
    expect(await bodyOf(response)).toEqual(blob.bytes.subarray(start, end));
  });

  test.each(['bytes=500-0', 'bytes=5000-10000', 'bytes=2000-', 'bytes=-0'])(
    'range %s answers 416',
    async (range) => {
      const blob = randomContent(2000, algorithm);
      await registry.pushBlob(repository, blob);
      const response = await registry.call('GET', `/v2/${repository}/blobs/${blob.digest}`, {
        headers: { range },
      });
      expect(response.status).toBe(416);
      expect(response.headers.get('content-range')).toBe('bytes */2000');
      expect(await errorCodes(response)).toEqual(['SIZE_INVALID']);
    },
  );

  test.each([
    ['several ranges', { range: 'bytes=0-1,5-6' }],
    ['another unit', { range: 'lines=0-1' }],
    ['an If-Range of other bytes', { range: 'bytes=0-1', 'if-range': '"sha256:other"' }],
  ])('%s: the whole blob', async (_, headers) => {
    const blob = randomContent(64, algorithm);
    await registry.pushBlob(repository, blob);
    const response = await registry.call('GET', `/v2/${repository}/blobs/${blob.digest}`, { headers });
    expect(response.status).toBe(200);
    expect(await bodyOf(response)).toEqual(blob.bytes);
  });
});

describe('manifests', () => {
  test('come back byte for byte by tag and by digest, with their media type', async () => {
    const manifest = await registry.pushImage('pull/app', 'v1');
    for (const reference of ['v1', manifest.digest]) {
      const path = `/v2/pull/app/manifests/${reference}`;
      const head = await registry.call('HEAD', path);
      expect(head.status).toBe(200);
      expect(head.headers.get('content-length')).toBe(String(manifest.bytes.byteLength));
      expect(head.headers.get('docker-content-digest')).toBe(manifest.digest);
      const get = await registry.call('GET', path);
      expect(get.status).toBe(200);
      expect(get.headers.get('content-type')).toBe(OCI_MANIFEST);
      expect(get.headers.get('docker-content-digest')).toBe(manifest.digest);
      expect(await bodyOf(get)).toEqual(manifest.bytes);
    }
  });

  test.each([
    ['by digest', MISSING],
    ['by tag', 'missing'],
  ])('unknown %s: 404', async (_, reference) => {
    await registry.pushImage('pull/app', 'v1');
    const response = await registry.call('GET', `/v2/pull/app/manifests/${reference}`);
    expect(response.status).toBe(404);
    expect(await errorCodes(response)).toEqual(['MANIFEST_UNKNOWN']);
  });

  test('an unknown repository answers 404', async () => {
    const response = await registry.call('GET', '/v2/pull/unknown/manifests/v1');
    expect(response.status).toBe(404);
    expect(await errorCodes(response)).toEqual(['NAME_UNKNOWN']);
  });

  test.each([
    ['/v2/pull/app/manifests/sha256:baddigeststring', 'DIGEST_INVALID'],
    ['/v2/pull/app/blobs/sha256:baddigeststring', 'DIGEST_INVALID'],
    ['/v2/pull/app/blobs/md5:d41d8cd98f00b204e9800998ecf8427e', 'DIGEST_INVALID'],
    ['/v2/pull/app/manifests/.hidden', 'MANIFEST_INVALID'],
    ['/v2/Pull/app/manifests/v1', 'NAME_INVALID'],
    ['/v2/pull%2F..%2F..%2Fetc/manifests/v1', 'NAME_INVALID'],
    [`/v2/${'a'.repeat(300)}/manifests/v1`, 'NAME_INVALID'],
  ])('%s answers 400 %s', async (path, code) => {
    await registry.pushImage('pull/app', 'v1');
    const response = await registry.call('GET', path);
    expect(response.status).toBe(400);
    expect(await errorCodes(response)).toEqual([code]);
  });

  test('If-None-Match answers 304 while the tag is the same, 200 once it moved', async () => {
    const path = '/v2/pull/etag/manifests/v1';
    await registry.pushImage('pull/etag', 'v1');
    const etag = (await registry.call('GET', path)).headers.get('etag') ?? '';
    const unchanged = await registry.call('GET', path, { headers: { 'if-none-match': `W/"x", ${etag}` } });
    expect(unchanged.status).toBe(304);
    expect(await bodyOf(unchanged)).toHaveLength(0);
    await registry.pushImage('pull/etag', 'v1');
    expect((await registry.call('GET', path, { headers: { 'if-none-match': etag } })).status).toBe(200);
  });

  test('a repository may be named like an endpoint', async () => {
    for (const repository of [
      'a',
      'a/blobs',
      'a/blobs/uploads',
      'a/manifests',
      'tags/list',
      'a/index.json',
    ]) {
      const { digest } = await registry.pushImage(repository, 'v1', { annotations: { repository } });
      const response = await registry.call('HEAD', `/v2/${repository}/manifests/v1`);
      expect(response.headers.get('docker-content-digest')).toBe(digest);
    }
    expect((await registry.call('GET', '/v2/a/tags/list')).status).toBe(200);
  });
});
