import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { open, type Database, type RootDatabase } from 'lmdb';
import { AppError } from '@/lib/errors';
import { decodeKey, encodeKey, endOfPrefix } from '@/lib/store/key-bytes';
import { findLmdbFault } from '@/lib/store/lmdb-file';
import {
  listLimit,
  MAX_VALUE_BYTES,
  type Change,
  type Entry,
  type Expectation,
  type Key,
  type ListRange,
  type Store,
  type Table,
} from '@/lib/store/store';

/** How keys and tables lie in the folder. A folder of another layout is refused, never guessed at. */
const LAYOUT = 1;
const LAYOUT_TABLE = 'layout';
const LAYOUT_KEY: Key = ['layout'];

/** Milliseconds that a write waits for others to share its transaction: many small ones come at once. */
const COMMIT_DELAY = 5;

const BINARY = { encoding: 'binary', keyEncoding: 'binary', cache: false } as const;

type Binary = Database<Buffer, Buffer>;

/**
 * Opens the store in `folder`, creating both where needed. Several processes of one machine may have it open at once;
 * LMDB forbids network file systems (http://www.lmdb.tech/doc/, “Caveats”).
 * @throws AppError `invalid_configuration`, naming the folder, when it can not be used: not a folder, not writable,
 *   not LMDB, damaged, or laid out by another Chartroom
 */
export async function openLmdbStore(folder: string): Promise<Store> {
  let root: RootDatabase<Buffer, Buffer> | undefined;
  try {
    await mkdir(folder, { recursive: true });
    const fault = await findLmdbFault(join(folder, 'data.mdb'));
    if (fault !== undefined) throw unusable(folder, `its file data.mdb ${fault}`);
    // A name with a dot would be taken for a file's.
    root = open<Buffer, Buffer>({
      path: folder,
      noSubdir: false,
      maxDbs: 64,
      commitDelay: COMMIT_DELAY,
      ...BINARY,
    });
    await checkLayout(root, folder);
  } catch (error) {
    await root?.close();
    if (error instanceof AppError) throw error;
    throw unusable(folder, error instanceof Error ? error.message : String(error), error);
  }
  return new LmdbStore(root);
}

async function checkLayout(root: RootDatabase<Buffer, Buffer>, folder: string): Promise<void> {
  const table: Binary = root.openDB(LAYOUT_TABLE, BINARY);
  const key = encodeKey(LAYOUT_KEY);
  const found = table.get(key);
  if (found === undefined) {
    await table.put(key, Buffer.from(String(LAYOUT)));
    return;
  }
  if (found.toString() !== String(LAYOUT)) {
    throw unusable(
      folder,
      `it is laid out in format ${found.toString().slice(0, 20)}, this Chartroom reads ${LAYOUT}`,
    );
  }
}

interface Step {
  database: Binary;
  key: Buffer;
  value: Buffer | null;
}

class LmdbStore implements Store {
  readonly #root: RootDatabase<Buffer, Buffer>;
  readonly #tables = new Map<string, Binary>();
  #closing: Promise<void> | undefined;

  constructor(root: RootDatabase<Buffer, Buffer>) {
    this.#root = root;
  }

  async get<V>(table: Table<V>, key: Key): Promise<V | undefined> {
    const bytes = this.#table(table.name).get(encodeKey(key));
    return bytes === undefined ? undefined : table.codec.decode(bytes);
  }

  async getMany<V>(table: Table<V>, keys: readonly Key[]): Promise<(V | undefined)[]> {
    const database = this.#table(table.name);
    return keys.map((key) => {
      const bytes = database.get(encodeKey(key));
      return bytes === undefined ? undefined : table.codec.decode(bytes);
    });
  }

  async list<V>(table: Table<V>, range: ListRange): Promise<Entry<V>[]> {
    const database = this.#table(table.name);
    const prefix = encodeKey(range.prefix);
    const end = endOfPrefix(prefix);
    const after = range.after === undefined ? undefined : encodeKey(range.after);
    const limit = listLimit(range);
    // LMDB's `end` is exclusive in both directions, so what bounds the walk from below is checked here.
    const entries = [];
    const walk =
      range.order === 'descending'
        ? database.getRange({ start: after ?? end, reverse: true })
        : database.getRange({ start: after ?? prefix, ...(end && { end }) });
    for (const { key, value } of walk) {
      if (after !== undefined && key.equals(after)) continue;
      if (end !== undefined && key.compare(end) >= 0) continue;
      if (key.compare(prefix) < 0) break;
      entries.push({ key: decodeKey(key), value: table.codec.decode(value) });
      if (entries.length >= limit) break;
    }
    return entries;
  }

  async write(changes: readonly Change[]): Promise<void> {
    if (changes.length === 0) return;
    const steps = this.#steps(changes);
    const written: Promise<boolean>[] = [];
    const batch = this.#root.batch(() => {
      for (const step of steps) written.push(apply(step));
    });
    await Promise.all([batch, ...written]);
    await this.#root.flushed;
  }

  async writeIf(expected: readonly Expectation[], changes: readonly Change[]): Promise<boolean> {
    const expectations = this.#steps(expected);
    const steps = this.#steps(changes);
    // The callback runs inside LMDB's write transaction, of which there is one at a time among all processes.
    const written = await this.#root.transaction(() => {
      if (!expectations.every(isMet)) return null;
      return steps.map(apply);
    });
    if (written === null) return false;
    await Promise.all(written);
    await this.#root.flushed;
    return true;
  }

  close(): Promise<void> {
    this.#closing ??= this.#root.close();
    return this.#closing;
  }

  #steps(changes: readonly Change[]): Step[] {
    return changes.map(({ table, key, value }) => {
      if (value !== null && value.byteLength > MAX_VALUE_BYTES) {
        throw new AppError(
          'invalid_request',
          `A value for ${table} is larger than ${MAX_VALUE_BYTES} bytes.`,
        );
      }
      return { database: this.#table(table), key: encodeKey(key), value: value && asBuffer(value) };
    });
  }

  #table(name: string): Binary {
    if (this.#closing !== undefined) throw new Error('The store is closed.');
    let database = this.#tables.get(name);
    if (database === undefined) {
      database = this.#root.openDB<Buffer, Buffer>(name, BINARY);
      this.#tables.set(name, database);
    }
    return database;
  }
}

function apply({ database, key, value }: Step): Promise<boolean> {
  return value === null ? database.remove(key) : database.put(key, value);
}

function isMet({ database, key, value }: Step): boolean {
  const found = database.get(key);
  return value === null ? found === undefined : found !== undefined && value.equals(found);
}

function asBuffer(value: Uint8Array): Buffer {
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
}

function unusable(folder: string, reason: string, cause?: unknown): AppError {
  return new AppError(
    'invalid_configuration',
    `The data folder “${folder}” can not be used: ${reason}. Name another folder, or move this one away; ` +
      'charts are read again from their registries, but the history of promotions is in there.',
    { cause },
  );
}
