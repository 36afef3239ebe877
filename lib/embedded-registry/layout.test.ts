import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { digestOf } from '@/lib/oci/digest';
import type { Digest } from '@/lib/oci/names';
import { blobPath } from '@/lib/embedded-registry/blob-files';
import { openLayout, type Layout } from '@/lib/embedded-registry/layout';

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const INDEX = 'application/vnd.oci.image.index.v1+json';
let folder: string;
let layout: Layout;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'layout-'));
  layout = openLayout(join(folder, 'app'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function imageOf(note: string): Promise<Uint8Array> {
  const config = await layout.putBlob(encode({}));
  return encode({
    schemaVersion: 2,
    config: { mediaType: 'application/vnd.example', ...config },
    layers: [],
    annotations: { note },
  });
}

function encode(json: object): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(json));
}

describe('a layout', () => {
  test('makes nothing before the first write', async () => {
    expect(await layout.exists()).toBe(false);
    expect(await layout.tags()).toEqual([]);
    expect(await layout.findManifest('v1')).toBeUndefined();
    expect(await layout.referrers(digestOf(encode({})))).toEqual([]);
    expect(await readdir(folder)).toEqual([]);
  });

  test('is a layout other tools can read', async () => {
    const { descriptor } = await layout.putManifest({
      bytes: await imageOf('a'),
      mediaType: MANIFEST,
      tags: ['v1'],
    });
    expect(JSON.parse(await readFile(join(layout.folder, 'oci-layout'), 'utf8'))).toEqual({
      imageLayoutVersion: '1.0.0',
    });
    expect(JSON.parse(await readFile(join(layout.folder, 'index.json'), 'utf8'))).toEqual({
      schemaVersion: 2,
      mediaType: INDEX,
      manifests: [{ ...descriptor, annotations: { 'org.opencontainers.image.ref.name': 'v1' } }],
    });
    expect((await readdir(layout.folder)).sort()).toEqual(['blobs', 'index.json', 'oci-layout']);
    expect((await readdir(join(layout.folder, 'blobs', 'sha256'))).sort()).toEqual(
      [descriptor.digest, digestOf(encode({}))].map((digest) => digest.slice('sha256:'.length)).sort(),
    );
  });

  test('tag moves a tag, and what it named before stays', async () => {
    const first = await layout.putManifest({
      bytes: await imageOf('a'),
      mediaType: MANIFEST,
      tags: ['stable'],
    });
    const second = await layout.putManifest({
      bytes: await imageOf('b'),
      mediaType: MANIFEST,
      tags: ['2.0.0'],
    });
    await layout.tag(second.descriptor.digest, 'stable');
    expect((await layout.findManifest('stable'))?.digest).toBe(second.descriptor.digest);
    expect(await layout.findManifest(first.descriptor.digest)).toEqual(first.descriptor);
    const nothing = layout.tag(digestOf(encode({ nothing: true })), 'stable');
    await expect(nothing).rejects.toMatchObject({ code: 'MANIFEST_UNKNOWN' });
  });

  test('loses no tag to writers at the same time, through several objects', async () => {
    const images = await Promise.all(Array.from({ length: 20 }, (_, at) => imageOf(String(at))));
    const writers = [layout, openLayout(layout.folder)];
    await Promise.all(
      images.map((bytes, at) =>
        writers[at % 2]?.putManifest({ bytes, mediaType: MANIFEST, tags: [`v${at}`] }),
      ),
    );
    const expected = images.map((_, at) => `v${at}`).sort();
    expect(await layout.tags()).toEqual(expected);
    expect(await openLayout(layout.folder).tags()).toEqual(expected);
  });

  test('sees what another tool wrote', async () => {
    const { descriptor } = await layout.putManifest({
      bytes: await imageOf('a'),
      mediaType: MANIFEST,
      tags: ['v1'],
    });
    const file = join(layout.folder, 'index.json');
    const annotations = { 'org.opencontainers.image.ref.name': 'registry.example/app:v2' };
    await writeFile(file, JSON.stringify({ schemaVersion: 2, manifests: [{ ...descriptor, annotations }] }));
    expect(await layout.tags()).toEqual(['v2']);
    await layout.tag(descriptor.digest, 'v3');
    expect(await layout.tags()).toEqual(['v2', 'v3']);
  });

  test('says which file is broken', async () => {
    await layout.putManifest({ bytes: await imageOf('a'), mediaType: MANIFEST, tags: ['v1'] });
    await writeFile(join(layout.folder, 'index.json'), 'broken');
    await expect(layout.tags()).rejects.toThrow(join(layout.folder, 'index.json'));
  });

  test('finds the children of an index that another tool listed alone', async () => {
    const { descriptor } = await layout.putManifest({ bytes: await imageOf('child'), mediaType: MANIFEST });
    const subject = { mediaType: MANIFEST, digest: digestOf(encode({ subject: true })), size: 1 };
    const index = await layout.putManifest({
      bytes: encode({ schemaVersion: 2, mediaType: INDEX, manifests: [descriptor], subject }),
      tags: ['all'],
    });
    const listed = { ...index.descriptor, annotations: { 'org.opencontainers.image.ref.name': 'all' } };
    await writeFile(
      join(layout.folder, 'index.json'),
      JSON.stringify({
        schemaVersion: 2,
        manifests: [listed, { mediaType: 'x/y', digest: absent(), size: 3 }],
      }),
    );
    const reopened = openLayout(layout.folder);
    expect(await reopened.findManifest(descriptor.digest)).toEqual(descriptor);
    expect(await reopened.referrers(subject.digest)).toEqual([index.descriptor]);
    expect(await reopened.deleteManifest(descriptor.digest)).toBe(true);
    expect(await reopened.findManifest(descriptor.digest)).toBeUndefined();
  });

  test('serves what is no manifest of this specification, when another tool listed it', async () => {
    const bytes = new TextEncoder().encode('not JSON');
    const { digest, size } = await layout.putBlob(bytes);
    const entry = { mediaType: 'application/vnd.example', digest, size };
    await writeFile(
      join(layout.folder, 'index.json'),
      JSON.stringify({ schemaVersion: 2, manifests: [entry] }),
    );
    expect(await layout.findManifest(digest)).toEqual(entry);
    expect(await layout.referrers(absent())).toEqual([]);
  });

  test('leaves no temporary file behind', async () => {
    const wrong = layout.putManifest({ bytes: await imageOf('a'), mediaType: MANIFEST, digest: absent() });
    await expect(wrong).rejects.toMatchObject({ code: 'DIGEST_INVALID' });
    const files = await readdir(join(layout.folder), { recursive: true });
    expect(files.filter((file) => /(^|\/)\./.test(file))).toEqual([]);
    expect(await readFile(blobPath(layout.folder, digestOf(encode({}))), 'utf8')).toBe('{}');
  });
});

function absent(): Digest {
  return `sha256:${'0'.repeat(64)}`;
}
