import { describe, expect, test } from 'vitest';
import { errorCodes, randomContent, startForTests } from '@/lib/embedded-registry/conformance-registry';

// https://github.com/opencontainers/distribution-spec/blob/main/spec.md#content-management
const registry = startForTests();
const repository = 'management/app';
const MISSING = `sha256:${'0'.repeat(64)}`;

function status(method: string, path: string): Promise<number> {
  return registry.call(method, `/v2/${repository}/${path}`).then((response) => response.status);
}

describe('delete', () => {
  test('a tag: only the tag goes', async () => {
    const { bytes, digest } = await registry.pushImage(repository, 'one');
    await registry.putManifest(repository, 'two', { bytes, digest });
    expect(await status('DELETE', 'manifests/one')).toBe(202);
    expect(await status('GET', 'manifests/one')).toBe(404);
    expect(await status('GET', 'manifests/two')).toBe(200);
    expect(await status('DELETE', 'manifests/two')).toBe(202);
    expect(await status('GET', `manifests/${digest}`)).toBe(200);
    expect(await status('DELETE', 'manifests/two')).toBe(404);
  });

  test('a manifest: all its tags go', async () => {
    const { bytes, digest } = await registry.pushImage(repository, 'three');
    await registry.putManifest(repository, 'four', { bytes, digest });
    await registry.pushImage(repository, 'other');
    expect(await status('DELETE', `manifests/${digest}`)).toBe(202);
    for (const path of [`manifests/${digest}`, 'manifests/three', 'manifests/four', `blobs/${digest}`]) {
      expect(await status('GET', path)).toBe(404);
    }
    expect(await status('GET', 'manifests/other')).toBe(200);
    expect(await status('DELETE', `manifests/${digest}`)).toBe(404);
    await registry.putManifest(repository, 'three', { bytes, digest });
    expect(await status('GET', 'manifests/three')).toBe(200);
  });

  test('a blob', async () => {
    const blob = randomContent(20);
    await registry.pushBlob(repository, blob);
    expect(await status('DELETE', `blobs/${blob.digest}`)).toBe(202);
    expect(await status('GET', `blobs/${blob.digest}`)).toBe(404);
    expect(await status('DELETE', `blobs/${blob.digest}`)).toBe(404);
  });

  test('a manifest as a blob is refused', async () => {
    const { digest } = await registry.pushImage(repository, 'five');
    expect(await status('DELETE', `blobs/${digest}`)).toBe(405);
    expect(await status('GET', 'manifests/five')).toBe(200);
  });

  test.each([
    [`management/unknown/manifests/${MISSING}`, 404, 'NAME_UNKNOWN'],
    ['management/unknown/manifests/tag', 404, 'NAME_UNKNOWN'],
    [`management/unknown/blobs/${MISSING}`, 404, 'NAME_UNKNOWN'],
    [`${repository}/manifests/${MISSING}`, 404, 'MANIFEST_UNKNOWN'],
    [`${repository}/blobs/${MISSING}`, 404, 'BLOB_UNKNOWN'],
    [`${repository}/manifests/sha256:bad`, 400, 'DIGEST_INVALID'],
    [`${repository}/blobs/bad`, 400, 'DIGEST_INVALID'],
  ])('%s answers %i', async (path, expected, code) => {
    await registry.pushImage(repository, 'six');
    const response = await registry.call('DELETE', `/v2/${path}`);
    expect(response.status).toBe(expected);
    expect(await errorCodes(response)).toEqual([code]);
  });
});
