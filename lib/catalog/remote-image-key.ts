import { bytesTable, put, type Store } from '@/lib/store/store';

const KEYS = bytesTable('remote-image-key', 1);
const KEY = ['key'];

/**
 * The key that picture addresses are signed with. It is kept, so that what browsers hold of a page or of the search
 * index still shows its pictures after a restart, whichever process answers.
 * @param random 32 random bytes, asked for when there is no key yet
 */
export async function readSigningKey(store: Store, random: () => Uint8Array): Promise<Uint8Array> {
  const known = await store.get(KEYS, KEY);
  if (known !== undefined) return known;
  const made = random();
  await store.write([put(KEYS, KEY, made)]);
  return (await store.get(KEYS, KEY)) ?? made;
}
