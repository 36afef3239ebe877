import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readSigningKey } from '@/lib/catalog/remote-image-key';
import { openLmdbStore } from '@/lib/store/lmdb-store';

test('the key outlives the process that made it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'chartroom-key-'));
  const first = await openLmdbStore(folder);
  const made = await readSigningKey(first, () => new Uint8Array(32).fill(1));
  await first.close();
  const second = await openLmdbStore(folder);
  const known = await readSigningKey(second, () => new Uint8Array(32).fill(2));
  await second.close();
  await rm(folder, { recursive: true });
  expect([...made]).toEqual(Array.from({ length: 32 }, () => 1));
  expect([...known]).toEqual([...made]);
});
