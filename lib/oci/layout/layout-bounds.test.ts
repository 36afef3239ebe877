import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openLayoutRegistry } from '@/lib/oci/layout/layout-registry';
import type { TreeLimits } from '@/lib/oci/layout/layout-tree';
import { LayoutWriter, named } from '@/lib/oci/layout/testing/layout-writer';
import type { Descriptor } from '@/lib/oci/manifest';
import type { Registry } from '@/lib/oci/registry';

let outside: string;
let root: string;
let app: LayoutWriter;
let image: Descriptor;

beforeEach(async () => {
  outside = await mkdtemp(join(tmpdir(), 'layout-bounds-'));
  root = join(outside, 'root');
  app = new LayoutWriter(join(root, 'app'));
  image = await app.image('app');
  await app.index(named(image, '1'));
});
afterEach(() => rm(outside, { recursive: true, force: true }));

function open(limits: Partial<TreeLimits> = {}, folder = root): Registry {
  return openLayoutRegistry({ folder, url: 'file:///root', limits });
}

async function catalog(registry: Registry): Promise<string[]> {
  const names: string[] = [];
  for await (const page of registry.catalog()) names.push(...page);
  return names;
}

function pathOf({ digest }: Pick<Descriptor, 'digest'>): string {
  return join(app.folder, 'blobs', ...digest.split(':'));
}

describe('links', () => {
  test('of blobs out of the folder are refused', async () => {
    const away = join(outside, 'away');
    await rename(pathOf(image), away);
    await symlink(away, pathOf(image));
    const registry = open();
    for (const call of [
      () => registry.headManifest('app', '1'),
      () => registry.getManifest('app', '1'),
      () => registry.getBlob('app', image, 1000),
    ])
      await expect(call()).rejects.toMatchObject({
        kind: 'refused',
        message: `${pathOf(image)} leads out of ${root}; that is not followed.`,
      });
  });

  test.each(['index.json', 'blobs'])('of %s out of the folder are refused', async (name) => {
    await rename(join(app.folder, name), join(outside, name));
    await symlink(join(outside, name), join(app.folder, name));
    await expect(open().getManifest('app', '1')).rejects.toMatchObject({ kind: 'refused' });
  });

  test('to a folder that only begins like it are refused', async () => {
    await rename(app.folder, `${root}-other`);
    await mkdir(app.folder);
    await symlink(join(`${root}-other`, 'index.json'), join(app.folder, 'index.json'));
    await writeFile(join(app.folder, 'oci-layout'), '{}');
    await expect(open().tags('app')).rejects.toMatchObject({ kind: 'refused' });
  });

  test('to folders are not walked, wherever they lead', async () => {
    await symlink(app.folder, join(root, 'again'));
    await symlink(root, join(root, 'loop'));
    await symlink(outside, join(root, 'up'));
    await symlink(join(root, 'nowhere'), join(root, 'dangling'));
    expect(await catalog(open())).toEqual(['app']);
  });

  test('within the folder are followed, as Kubernetes mounts its volumes', async () => {
    const data = join(app.folder, '..2026_11_24');
    await mkdir(data);
    for (const name of ['index.json', 'blobs']) await rename(join(app.folder, name), join(data, name));
    await symlink(data, join(app.folder, '..data'));
    for (const name of ['index.json', 'blobs']) await symlink(join('..data', name), join(app.folder, name));
    const registry = open({}, app.folder);
    expect((await registry.getManifest('app', '1')).digest).toBe(image.digest);
  });

  test('may be the folder itself, and lead elsewhere later', async () => {
    const current = join(outside, 'current');
    await symlink(root, current);
    const registry = open({}, current);
    expect(await registry.tags('app')).toEqual(['1']);
    const next = new LayoutWriter(join(outside, 'next', 'app'));
    await next.index(named(await next.image('next'), '2'));
    await rm(current);
    await symlink(join(outside, 'next'), current);
    expect(await registry.tags('app')).toEqual(['2']);
  });
});

describe('limits', () => {
  test('of repositories', async () => {
    await app.index(named(image, 'a/a:1'), named(image, 'a/b:1'), named(image, 'a/c:1'));
    expect(await catalog(open({ repositories: 3 }))).toHaveLength(3);
    await expect(catalog(open({ repositories: 2 }))).rejects.toMatchObject({
      kind: 'too_large',
      message: `${root} holds more than 2 repositories; none was listed.`,
    });
  });

  test('of folders', async () => {
    expect(await catalog(open({ folders: 2 }))).toEqual(['app']);
    await expect(catalog(open({ folders: 1 }))).rejects.toMatchObject({ kind: 'too_large' });
  });

  test('of depth', async () => {
    const deep = new LayoutWriter(join(root, 'a', 'b', 'c'));
    await deep.index(named(await deep.image('deep'), '1'));
    expect(await catalog(open({ depth: 3 }))).toEqual(['a/b/c', 'app']);
    expect(await catalog(open({ depth: 2 }))).toEqual(['app']);
  });
});
