import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, open, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { open as openLmdb } from 'lmdb';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openLmdbStore } from '@/lib/store/lmdb-store';
import { describeStore } from '@/lib/store/store-contract';
import { jsonTable, put } from '@/lib/store/store';

const numbers = jsonTable<number>('number', 1);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chartroom-store-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describeStore('LMDB', () => openLmdbStore(join(folder, 'data.d')));

describe('an LMDB folder', () => {
  test('is made where it is missing, several levels deep', async () => {
    const store = await openLmdbStore(join(folder, 'a', 'b'));
    await store.write([put(numbers, ['one'], 1)]);
    await store.close();
    expect((await readFile(join(folder, 'a', 'b', 'data.mdb'))).byteLength).toBeGreaterThan(0);
  });

  test('is shared with another process', async () => {
    const store = await openLmdbStore(folder);
    const script =
      `const { openLmdbStore } = await import(${JSON.stringify(new URL('lmdb-store.ts', import.meta.url).href)});` +
      `const store = await openLmdbStore(${JSON.stringify(folder)});` +
      `await store.write([{ table: 'number-1', key: ['other'], value: Buffer.from('2') }]); await store.close();`;
    await promisify(execFile)(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script]);
    expect(await store.get(numbers, ['other'])).toBe(2);
    await store.close();
  });

  test.each<[string, (path: string) => Promise<void>, RegExp]>([
    ['a file', (path) => writeFile(path, 'hello'), /EEXIST|ENOTDIR/],
    ['someone else’s data', (path) => broken(path, Buffer.alloc(100_000, 7)), /not an LMDB database/],
    ['zeros', (path) => broken(path, Buffer.alloc(100_000)), /not an LMDB database/],
    ['a few bytes', (path) => broken(path, Buffer.from('abc')), /not an LMDB database/],
    ['a file cut short', cut, /cut short/],
    ['a lost second page', scratch, /damaged/],
    ['a later layout', later, /format 999/],
  ])('that holds %s is refused by name', async (_, prepare, reason) => {
    const path = join(folder, 'broken');
    await prepare(path);
    const refused = await openLmdbStore(path).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'invalid_configuration', message: expect.stringMatching(reason) });
    expect(refused).toMatchObject({ message: expect.stringContaining(path) });
  });

  test('with an empty data file is a new one', async () => {
    await broken(join(folder, 'new'), Buffer.alloc(0));
    const store = await openLmdbStore(join(folder, 'new'));
    expect(await store.get(numbers, ['one'])).toBeUndefined();
    await store.close();
  });
});

async function broken(path: string, content: Buffer): Promise<void> {
  await mkdir(path);
  await writeFile(join(path, 'data.mdb'), content);
}

async function fill(path: string): Promise<string> {
  const store = await openLmdbStore(path);
  await store.write(Array.from({ length: 5000 }, (_, index) => put(numbers, [String(index)], index)));
  await store.close();
  return join(path, 'data.mdb');
}

async function cut(path: string): Promise<void> {
  await truncate(await fill(path), 9000);
}

async function scratch(path: string): Promise<void> {
  const file = await open(await fill(path), 'r+');
  const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 48); // the page size, which differs between machines
  await file.write(Buffer.alloc(100, 1), 0, 100, buffer.readUInt32LE());
  await file.close();
}

async function later(path: string): Promise<void> {
  const root = openLmdb<Buffer, Buffer>({ path, noSubdir: false, maxDbs: 64 });
  const options = { encoding: 'binary', keyEncoding: 'binary' } as const;
  await root.openDB<Buffer, Buffer>('layout', options).put(Buffer.from('layout\0'), Buffer.from('999'));
  await root.close();
}
