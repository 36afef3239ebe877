import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hashSources } from './toolchain/build.mjs';
import { isUsableHelm } from './toolchain/find-helm.mjs';
import { isInstalled } from './toolchain/install.mjs';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'toolchain-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('isUsableHelm', () => {
  test.each([
    ['v4.1.4+g05fa379', true],
    ['v3.8.0+gd141386', true],
    ['v3.20.1', true],
    ['v10.0.0', true],
    ['v3.7.2+g663a896', false],
    ['Client: v2.17.0+ga690bad', false],
    ['helm: command not found', false],
    ['', false],
  ])('%s', (version, usable) => {
    expect(isUsableHelm(version)).toBe(usable);
  });
});

describe('isInstalled', () => {
  const wanted = {
    '': { version: '0.1.0' },
    'node_modules/a': { version: '1.0.0' },
    'node_modules/b': { version: '2.0.0', optional: true },
  };

  test.each([
    ['all there', { 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '2.0.0' } }, true],
    ['without the optional one', { 'node_modules/a': { version: '1.0.0' } }, true],
    ['another version', { 'node_modules/a': { version: '1.0.1' } }, false],
    ['another version of the optional one', { ...wanted, 'node_modules/b': { version: '1.0.0' } }, false],
    ['one missing', { 'node_modules/b': { version: '2.0.0' } }, false],
  ])('%s', async (_, packages, expected) => {
    const [lock, installed] = [join(folder, 'lock.json'), join(folder, 'installed.json')];
    await writeFile(lock, JSON.stringify({ packages: wanted }));
    await writeFile(installed, JSON.stringify({ packages }));
    expect(isInstalled(lock, installed)).toBe(expected);
  });

  test('no node_modules', async () => {
    await writeFile(join(folder, 'lock.json'), JSON.stringify({ packages: {} }));
    expect(isInstalled(join(folder, 'lock.json'), join(folder, 'none.json'))).toBe(false);
  });
});

describe('package-lock.json', () => {
  // npm ci refuses a lock file that leaves out packages for other systems, which npm does where it can't look them up.
  test('names every optional package of every package', async () => {
    const { packages } = JSON.parse(await readFile('package-lock.json', 'utf8')) as {
      packages: Record<string, { optionalDependencies?: Record<string, string> }>;
    };
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) => !(`node_modules/${name}` in packages) && !(`${path}/node_modules/${name}` in packages),
      ),
    );
    expect(missing).toEqual([]);
  });
});

describe('hashSources', () => {
  test('changes with what is built, and only with that', async () => {
    await mkdir(join(folder, 'app', 'charts'), { recursive: true });
    const seen = new Set<string>();
    const write = async (path: string, text: string): Promise<boolean> => {
      await writeFile(join(folder, path), text);
      const known = seen.size;
      return seen.add(hashSources(folder)).size > known;
    };
    expect(await write('app/page.tsx', 'one')).toBe(true);
    expect(await write('app/page.tsx', 'two')).toBe(true);
    expect(await write('app/charts/page.tsx', 'two')).toBe(true);
    expect(await write('package-lock.json', '{}')).toBe(true);
    expect(await write('app/page.test.tsx', 'test')).toBe(false);
    expect(await write('README.md', 'text')).toBe(false);
  });
});
