import { createHash, hkdfSync } from 'node:crypto';
import { bytesTable, put, remove, type Entry, type Store } from '@/lib/store/store';

/** A key for AES-256-GCM. */
export interface SessionKey {
  /** goes with what is sealed, and tells nothing of the key */
  id: string;
  /** 32 bytes */
  bytes: Uint8Array;
}

/** The keys that sessions are sealed with: one at a time, while those before it still open what they sealed. */
export interface SessionKeys {
  /** the key to seal with now */
  current(): Promise<SessionKey>;
  /** The key of that id; null when it is none of ours, or too old to have sealed anything that is still good. */
  find(id: string): Promise<SessionKey | null>;
}

const KEYS = bytesTable('session-key', 1);
const KEY_BYTES = 32;
/** Milliseconds for which a key seals. */
const KEY_AGE = 30 * 24 * 60 * 60_000;
/** Two processes that start at once each make one; more than this many are never kept. */
const MAX_KEYS = 100;

export interface StoredKeysContext {
  /** so many random bytes */
  random: (bytes: number) => Uint8Array;
  /** milliseconds since the epoch */
  now: () => number;
  /** milliseconds for which the longest session is good */
  longest: number;
}

/**
 * Keys that are made here and kept in the store: the first when it is needed, a new one every 30 days. A key is
 * forgotten once everything that it sealed has expired. Processes that share the store share the keys.
 */
export function storedKeys(store: Store, { random, now, longest }: StoredKeysContext): SessionKeys {
  const list = async (): Promise<StoredKey[]> =>
    (await store.list(KEYS, { prefix: [], order: 'descending', limit: MAX_KEYS })).map(readEntry);
  return {
    async current() {
      const kept = await list();
      const at = now();
      const newest = kept[0];
      if (newest !== undefined && newest.madeAt + KEY_AGE > at) return newest;
      const made = { id: hex(random(8)), bytes: random(KEY_BYTES) };
      const old = kept.filter(({ madeAt }) => madeAt + KEY_AGE + longest <= at);
      await store.write([
        put(KEYS, [new Date(at).toISOString(), made.id], made.bytes),
        ...old.map(({ key }) => remove(KEYS, key)),
      ]);
      return made;
    },
    async find(id) {
      const key = (await list()).find((one) => one.id === id);
      return key !== undefined && key.madeAt + KEY_AGE + longest > now() ? key : null;
    },
  };
}

/**
 * Keys made of secrets that somebody else keeps, so that Chartrooms with stores of their own take each other's sessions.
 * The first seals; the others only open, for as long as they are configured.
 * Rule: https://www.rfc-editor.org/rfc/rfc5869 (HKDF)
 */
export function secretKeys([first, ...others]: readonly [string, ...string[]]): SessionKeys {
  const newest = deriveKey(first);
  const keys = new Map([newest, ...others.map(deriveKey)].map((key) => [key.id, key]));
  return { current: async () => newest, find: async (id) => keys.get(id) ?? null };
}

interface StoredKey extends SessionKey {
  madeAt: number;
  key: Entry<Uint8Array>['key'];
}

function readEntry({ key, value }: Entry<Uint8Array>): StoredKey {
  const [madeAt = '', id = ''] = key;
  return { key, id, bytes: value, madeAt: Date.parse(madeAt) };
}

function deriveKey(secret: string): SessionKey {
  const bytes = new Uint8Array(hkdfSync('sha256', secret, '', 'chartroom session', KEY_BYTES));
  return {
    id: hex(createHash('sha256').update('chartroom session key').update(bytes).digest()).slice(0, 16),
    bytes,
  };
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
