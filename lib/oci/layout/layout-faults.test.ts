import { mkdir, mkdtemp, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openLayoutRegistry } from '@/lib/oci/layout/layout-registry';
import { LayoutWriter, named } from '@/lib/oci/layout/testing/layout-writer';
import type { Descriptor } from '@/lib/oci/manifest';
import type { Digest } from '@/lib/oci/names';
import type { Registry } from '@/lib/oci/registry';

let outside: string;
let root: string;
let app: LayoutWriter;
let image: Descriptor;

beforeEach(async () => {
  outside = await mkdtemp(join(tmpdir(), 'layout-faults-'));
  root = join(outside, 'root');
  app = new LayoutWriter(join(root, 'app'));
  image = await app.image('app');
  await app.index(named(image, '1'));
});
afterEach(() => rm(outside, { recursive: true, force: true }));

function open(folder = root): Registry {
  return openLayoutRegistry({ folder, url: 'file:///root' });
}

async function catalog(registry: Registry): Promise<string[]> {
  const names: string[] = [];
  for await (const page of registry.catalog()) names.push(...page);
  return names;
}

function pathOf({ digest }: Pick<Descriptor, 'digest'>): string {
  return join(app.folder, 'blobs', ...digest.split(':'));
}

const upload = { resume: null, onPlace: () => {}, onBytes: () => {} };

async function* pieces(): AsyncGenerator<Uint8Array> {
  yield new Uint8Array();
}

async function nothing(): Promise<AsyncIterable<Uint8Array>> {
  return pieces();
}

describe('what is asked for', () => {
  test.each(['', 'UPPER', '../app', 'app/..', '/etc', 'a//b', 'a\0b', `${'a'.repeat(256)}`])(
    'repository %j is refused before anything is read',
    async (name) => {
      const registry = open();
      const digest: Digest = `sha256:${'0'.repeat(64)}`;
      const manifest = { digest, mediaType: 'x', bytes: new Uint8Array() };
      for (const call of [
        () => registry.tags(name),
        () => registry.listTags(name),
        () => registry.headManifest(name, '1'),
        () => registry.getManifest(name, '1'),
        () => registry.putManifest(name, '1', manifest),
        () => registry.getBlob(name, { digest }, 10),
        () => registry.headBlob(name, digest),
        () => registry.openBlob(name, { digest }, 0),
        () => registry.referrers(name, digest),
        () => registry.mountBlob(name, digest, 'app'),
        () => registry.putBlob(name, { digest, size: 1 }, nothing, upload),
      ])
        await expect(call()).rejects.toMatchObject({ code: 'invalid_reference' });
      expect(registry.requests).toBe(0);
    },
  );

  test.each(['', '../1', 'sha256:../../app', 'sha256:abc', 'md5:0123', '.1'])(
    'reference %j is refused before anything is read',
    async (reference) => {
      const registry = open();
      for (const call of [
        () => registry.headManifest('app', reference),
        () => registry.getManifest('app', reference),
        () => registry.getBlob('app', { digest: reference as Digest }, 10),
        () => registry.headBlob('app', reference as Digest),
        () => registry.openBlob('app', { digest: reference as Digest }, 0),
        () => registry.referrers('app', reference as Digest),
      ])
        await expect(call()).rejects.toMatchObject({ code: 'invalid_reference' });
      expect(registry.requests).toBe(0);
    },
  );

  test('must be in an absolute folder', () => {
    expect(() => open('charts')).toThrow('Write the whole path of the folder “charts”.');
  });

  test('after it was closed, or given up, is not read', async () => {
    const registry = open();
    const signal = AbortSignal.abort();
    await expect(registry.tags('app', { signal })).rejects.toMatchObject({ kind: 'canceled' });
    await registry.close();
    await expect(registry.tags('app')).rejects.toMatchObject({ kind: 'canceled' });
    await expect(catalog(registry)).rejects.toMatchObject({ kind: 'canceled' });
    expect(registry.requests).toBe(0);
  });
});

describe('what is not there', () => {
  test('the folder', async () => {
    const folder = join(root, 'gone');
    const registry = open(folder);
    for (const call of [() => registry.ping(), () => catalog(registry), () => registry.tags('app')])
      await expect(call()).rejects.toMatchObject({
        kind: 'unavailable',
        message: `The folder ${folder} is not there.`,
      });
  });

  test('the folder, after it was read', async () => {
    const registry = open();
    expect(await registry.tags('app')).toEqual(['1']);
    await rename(root, join(outside, 'away'));
    for (const call of [
      () => registry.tags('app'),
      () => registry.headManifest('app', '1'),
      () => registry.getBlob('app', image, 1000),
    ])
      await expect(call()).rejects.toMatchObject({ kind: 'unavailable' });
  });

  test('a folder, but a file', async () => {
    const file = join(root, 'file');
    await writeFile(file, '');
    await expect(open(file).ping()).rejects.toMatchObject({
      kind: 'unavailable',
      message: `${file} is not a folder.`,
    });
  });

  test('any layout', async () => {
    await rm(app.folder, { recursive: true });
    const registry = open();
    await registry.ping();
    expect(await catalog(registry)).toEqual([]);
  });

  test.each([
    ['a repository', (registry: Registry) => registry.tags('other'), 'holds no repository other'],
    ['a tag', (registry: Registry) => registry.getManifest('app', '2'), 'holds no manifest app:2'],
    [
      'a manifest',
      (registry: Registry) => registry.headManifest('app', `sha256:${'0'.repeat(64)}`),
      'holds no manifest app@sha256:0000',
    ],
    [
      'a blob',
      (registry: Registry) => registry.getBlob('app', { digest: `sha256:${'0'.repeat(64)}` }, 10),
      'holds no blob app@sha256:0000',
    ],
  ])('%s', async (_, call, message) => {
    await expect(call(open())).rejects.toMatchObject({
      kind: 'not_found',
      message: expect.stringContaining(message) as string,
    });
  });

  test('the bytes of a manifest that is listed', async () => {
    await rm(pathOf(image));
    const registry = open();
    await expect(registry.headManifest('app', '1')).rejects.toMatchObject({ kind: 'not_found' });
    await expect(registry.getManifest('app', '1')).rejects.toMatchObject({ kind: 'not_found' });
  });

  test('a manifest under the digest of a config', async () => {
    const registry = open();
    const { bytes } = await registry.getManifest('app', '1');
    const { config } = JSON.parse(Buffer.from(bytes).toString()) as { config: Descriptor };
    for (const call of [
      () => registry.headManifest('app', config.digest),
      () => registry.getManifest('app', config.digest),
    ])
      await expect(call()).rejects.toMatchObject({ kind: 'not_found' });
  });
});

describe('what is broken', () => {
  test.each([
    ['no JSON', '{"manifests": ['],
    ['no index', '[]'],
    ['a list of something else', '{"manifests":["app"]}'],
    ['an entry without size', `{"manifests":[{"digest":"sha256:${'0'.repeat(64)}"}]}`],
    ['nothing at all', ''],
  ])('an index that is %s', async (_, text) => {
    await app.file('index.json', text);
    const expected = {
      kind: 'protocol',
      message: `${join(app.folder, 'index.json')} is not the index of an image layout.`,
    };
    const alone = open(app.folder);
    for (const call of [() => alone.ping(), () => catalog(alone), () => alone.tags('app')])
      await expect(call()).rejects.toMatchObject(expected);
    const other = new LayoutWriter(join(app.folder, 'other'));
    await other.index(named(await other.image('other'), '2'));
    const tree = open();
    expect(await catalog(tree)).toEqual(['app', 'app/other']);
    expect(await tree.tags('app/other')).toEqual(['2']);
    await expect(tree.tags('app')).rejects.toMatchObject(expected);
    // What is missing may be in the one that can't be read.
    await expect(tree.tags('else')).rejects.toMatchObject(expected);
  });

  test('an index past its limit', async () => {
    await truncate(join(app.folder, 'index.json'), 16 * 1024 * 1024 + 1);
    await expect(open().tags('app')).rejects.toMatchObject({ kind: 'too_large' });
  });

  test('bytes of another digest, or of another size', async () => {
    const registry = open();
    await writeFile(pathOf(image), 'x'.repeat(image.size));
    await expect(registry.getManifest('app', '1')).rejects.toMatchObject({ kind: 'digest_mismatch' });
    await expect(registry.getManifest('app', image.digest)).rejects.toMatchObject({
      kind: 'digest_mismatch',
    });
    await expect(registry.getBlob('app', image, 1000)).rejects.toMatchObject({ kind: 'digest_mismatch' });
    await writeFile(pathOf(image), 'short');
    await expect(registry.headManifest('app', '1')).rejects.toMatchObject({ kind: 'digest_mismatch' });
    await expect(registry.getBlob('app', image, 1000)).rejects.toMatchObject({ kind: 'digest_mismatch' });
  });

  test('a manifest that is none', async () => {
    await app.index(named(await app.blob('{}', image.mediaType), '1'));
    await expect(open().getManifest('app', '1')).rejects.toMatchObject({
      kind: 'protocol',
      message: expect.stringContaining('app:1') as string,
    });
  });

  test('a blob or manifest past its limit', async () => {
    const registry = open();
    await expect(registry.getBlob('app', image, image.size - 1)).rejects.toMatchObject({ kind: 'too_large' });
    await expect(registry.getBlob('app', { digest: image.digest }, 1)).rejects.toMatchObject({
      kind: 'too_large',
    });
    await truncate(pathOf(image), 4 * 1024 * 1024 + 1);
    await expect(registry.getManifest('app', image.digest)).rejects.toMatchObject({
      kind: 'digest_mismatch',
    });
    const large = { ...image, size: 4 * 1024 * 1024 + 1 };
    await app.index(named(large, '1'));
    await expect(registry.getManifest('app', '1')).rejects.toMatchObject({ kind: 'too_large' });
  });

  test('a blob that is a folder', async () => {
    await rm(pathOf(image));
    await mkdir(pathOf(image));
    await expect(open().getBlob('app', { digest: image.digest }, 1000)).rejects.toMatchObject({
      kind: 'protocol',
    });
  });
});
