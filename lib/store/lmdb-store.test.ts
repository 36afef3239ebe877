import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, open, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { open as openLmdb } from 'lmdb';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openLmdbStore } from '@/lib/store/lmdb-store';
import { describeStore } from '@/lib/store/store-contract';
import { holds, jsonTable, put } from '@/lib/store/store';

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

  test('is shared with another process, and one of them at a time writes on a condition', async () => {
    const script =
      `const { openLmdbStore } = ${load('lmdb-store.ts')}; const { holds, jsonTable, put } = ${load('store.ts')};` +
      `const store = await openLmdbStore(${JSON.stringify(folder)}); const numbers = jsonTable('number', 1);` +
      `for (let made = 0; made < 30; ) { const n = await store.get(numbers, ['count']);` +
      `if (await store.writeIf([holds(numbers, ['count'], n)], [put(numbers, ['count'], n + 1)])) made += 1; }` +
      `await store.write([put(numbers, ['other'], 2)]); await store.close();`;
    const store = await openLmdbStore(folder);
    await store.write([put(numbers, ['count'], 0)]);
    const args = ['--import', 'tsx', '--input-type=module', '--eval', script];
    const ended = new AbortController();
    const other = promisify(execFile)(process.execPath, args).finally(() => ended.abort());
    let made = 0;
    while (!ended.signal.aborted) {
      const count = (await store.get(numbers, ['count'])) ?? 0;
      const mine = [put(numbers, ['count'], count + 1)];
      if (await store.writeIf([holds(numbers, ['count'], count)], mine)) made += 1;
    }
    await other;
    expect(await store.get(numbers, ['count'])).toBe(30 + made);
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

/** Source text that loads a module beside this one. */
function load(file: string): string {
  return `await import(${JSON.stringify(new URL(file, import.meta.url).href)})`;
}

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
