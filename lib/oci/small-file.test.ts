import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readSmallFile, stampOf } from '@/lib/oci/small-file';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'small-file-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const LIMIT = 2048;

describe('readSmallFile', () => {
  test.each([
    ['text', 'pässwort\n', 'pässwort\n'],
    ['empty', '', ''],
    ['marked', '\uFEFFtext', 'text'],
    ['full', 'x'.repeat(LIMIT), 'x'.repeat(LIMIT)],
  ])('%s', async (name, content, text) => {
    await writeFile(join(folder, name), content);
    expect(await readSmallFile(join(folder, name), LIMIT)).toBe(text);
  });

  test('nothing where there is no file', async () => {
    await writeFile(join(folder, 'leaf'), '');
    expect(await readSmallFile(join(folder, 'absent'), LIMIT)).toBeUndefined();
    expect(await readSmallFile(join(folder, 'leaf/below'), LIMIT)).toBeUndefined();
  });

  test.each([
    ['large', Buffer.alloc(LIMIT + 1, 'x'), 'is larger than 2 KiB.'],
    ['binary', Buffer.from([0x70, 0xe4, 0x73]), 'is not UTF-8 text.'],
  ])('%s is refused', async (name, content, message) => {
    const file = join(folder, name);
    await writeFile(file, content);
    await expect(readSmallFile(file, LIMIT)).rejects.toMatchObject({
      code: 'invalid_configuration',
      message: `${file} ${message}`,
    });
  });

  test.each(['/dev/zero', tmpdir()])('%s is no file', async (path) => {
    await expect(readSmallFile(path, LIMIT)).rejects.toMatchObject({
      code: 'invalid_configuration',
      message: `${path} is no file.`,
    });
  });

  test('a path that can not be one', async () => {
    await expect(readSmallFile('a\0b', LIMIT)).rejects.toMatchObject({ code: 'invalid_configuration' });
  });
});

describe('stampOf', () => {
  test('stays while nothing changes, and changes with content, replacement and links', async () => {
    const [one, two, link] = ['one', 'two', 'link'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    await writeFile(one, 'same');
    await writeFile(two, 'same');
    const first = await stampOf(one);
    expect(await stampOf(one)).toBe(first);
    expect(await stampOf(two)).not.toBe(first);

    await writeFile(one, 'longer than before');
    expect(await stampOf(one)).not.toBe(first);

    await symlink(one, link);
    const throughLink = await stampOf(link);
    expect(throughLink).toBe(await stampOf(one));
    await symlink(two, `${link}.new`);
    await rename(`${link}.new`, link);
    expect(await stampOf(link)).not.toBe(throughLink);
  });

  test('nothing where there is no file', async () => {
    await mkdir(join(folder, 'bare'));
    expect(await stampOf(join(folder, 'bare', 'absent'))).toBeUndefined();
  });
});
