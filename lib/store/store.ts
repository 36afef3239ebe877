/**
 * The port behind which everything kept on disk lies. It is as narrow as a sorted map with atomic batches, so that
 * LMDB fits behind it and PostgreSQL can: one SQL table `(name, key bytea, value bytea, primary key (name, key))`,
 * `write` in one transaction, `list` by `key >= prefix and key < successor order by key limit n`, `writeIf` in one
 * transaction at isolation level `serializable` that selects what is expected, then writes, and is run again on
 * SQLSTATE 40001 (a row that is not there can't be locked otherwise).
 */

/** The parts of a key, most general first: `[registry, repository, tag]`. Keys sort part by part, by UTF-8 bytes. */
export type Key = readonly string[];

/** How a table's values become bytes and values again. `decode` only ever sees what `encode` of the same table made. */
export interface Codec<V> {
  encode(value: V): Uint8Array;
  decode(bytes: Uint8Array): V;
}

/** A named, typed collection of values. */
export interface Table<V> {
  readonly name: string;
  readonly codec: Codec<V>;
}

export interface Entry<V> {
  readonly key: Key;
  readonly value: V;
}

export interface ListRange {
  /** only keys that begin with these parts; `[]` is every key */
  readonly prefix: Key;
  /** `descending` lists the newest first where the last part sorts by time */
  readonly order?: 'ascending' | 'descending';
  /** begin behind this key, in the order asked for; it need not exist any more */
  readonly after?: Key;
  /** at most this many entries: 1 to 10,000, by default 1,000 */
  readonly limit?: number;
}

/** One step of a batch. Made by `put` and `remove`, so that a table only ever gets its own kind of value. */
export interface Change {
  readonly table: string;
  readonly key: Key;
  /** null removes the key */
  readonly value: Uint8Array | null;
}

/** What must be under a key for a conditional write. Made by `holds` and `lacks`. */
export interface Expectation {
  readonly table: string;
  readonly key: Key;
  /** exactly these bytes; null where there must be nothing */
  readonly value: Uint8Array | null;
}

/**
 * A store. Every process that opens the same one sees what the others have written.
 * Every method throws AppError `invalid_request` for a key or value outside the bounds below, and a plain Error once
 * the store is closed.
 */
export interface Store {
  /** The value under `key`, or undefined. */
  get<V>(table: Table<V>, key: Key): Promise<V | undefined>;
  /** The values under `keys`, in their order, undefined where there is none. */
  getMany<V>(table: Table<V>, keys: readonly Key[]): Promise<(V | undefined)[]>;
  /** The entries in a range, in key order. Each call is a snapshot; two calls are not one. */
  list<V>(table: Table<V>, range: ListRange): Promise<Entry<V>[]>;
  /**
   * Makes all changes or none, in order, and resolves once they would survive a power cut. Later reads see them.
   * Calls may overlap; each stays atomic, and they take effect in the order they were made.
   */
  write(changes: readonly Change[]): Promise<void>;
  /**
   * Like `write`, but only where everything expected holds at that moment; else nothing is changed. No other write, of
   * this process or another, comes between the look and the changes.
   * @returns whether the changes were made
   */
  writeIf(expected: readonly Expectation[], changes: readonly Change[]): Promise<boolean>;
  /** Finishes the writes under way and lets go of the store. Closing twice is harmless. */
  close(): Promise<void>;
}

/** A key's encoded length at most, in bytes. LMDB holds 1,978; PostgreSQL's index rows about 2,700. */
export const MAX_KEY_BYTES = 1024;

/** A value's length at most, in bytes. */
export const MAX_VALUE_BYTES = 64 * 1024 * 1024;

const MAX_LIST = 10_000;
const PAGE = 1000;

const TABLE_NAME = /^[a-z][a-z0-9-]{0,40}$/;

/**
 * A table of JSON values. `format` counts the shapes the values have had: raising it starts an empty table, which is
 * right for what can be read again, and wrong for what can not (then keep the number and read both shapes).
 */
export function jsonTable<V>(name: string, format: number): Table<V> {
  const decoder = new TextDecoder();
  return {
    name: tableName(name, format),
    codec: {
      encode: (value) => Buffer.from(JSON.stringify(value), 'utf8'),
      decode: (bytes) => JSON.parse(decoder.decode(bytes)) as V,
    },
  };
}

/** A table of bytes, kept as they are. */
export function bytesTable(name: string, format: number): Table<Uint8Array> {
  return { name: tableName(name, format), codec: { encode: (value) => value, decode: (bytes) => bytes } };
}

/** The change that puts `value` under `key`, replacing what was there. */
export function put<V>(table: Table<V>, key: Key, value: V): Change {
  return { table: table.name, key, value: table.codec.encode(value) };
}

/** The change that removes `key`. Removing what is not there is harmless. */
export function remove<V>(table: Table<V>, key: Key): Change {
  return { table: table.name, key, value: null };
}

/** Expects `value` under `key`: the bytes that `put` would write, so what `get` gave of a JSON table fits again. */
export function holds<V>(table: Table<V>, key: Key, value: V): Expectation {
  return put(table, key, value);
}

/** Expects nothing under `key`. */
export function lacks<V>(table: Table<V>, key: Key): Expectation {
  return remove(table, key);
}

/** How many entries `list` gives for `range`. */
export function listLimit(range: ListRange): number {
  return Math.min(MAX_LIST, Math.max(1, Math.trunc(range.limit ?? PAGE)));
}

/** Every entry in a range, read a page at a time: what is written meanwhile behind the current page is seen. */
export async function* scan<V>(
  store: Store,
  table: Table<V>,
  range: Omit<ListRange, 'limit'>,
): AsyncGenerator<Entry<V>, void, void> {
  let after = range.after;
  for (;;) {
    const page = await store.list(table, { ...range, after, limit: PAGE });
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    after = last.key;
  }
}

function tableName(name: string, format: number): string {
  const whole = `${name}-${format}`;
  if (!TABLE_NAME.test(whole)) throw new TypeError(`“${whole}” can not name a table`);
  return whole;
}
