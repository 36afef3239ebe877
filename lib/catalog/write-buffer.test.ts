import { describe, expect, test } from 'vitest';
import { WriteBuffer } from '@/lib/catalog/write-buffer';
import { jsonTable, put, type Change, type Store } from '@/lib/store/store';

const table = jsonTable<number>('n', 1);
const change = (key: string): Change => put(table, [key], 1);

/** A store that only takes writes down; each ends when the test says so. */
class Ledger {
  readonly batches: string[][] = [];
  fail: Error | undefined;
  readonly store: Store = {
    get: () => Promise.reject(new Error('not here')),
    getMany: () => Promise.reject(new Error('not here')),
    list: () => Promise.reject(new Error('not here')),
    close: () => Promise.resolve(),
    writeIf: () => Promise.reject(new Error('not here')),
    write: async (changes) => {
      if (this.fail !== undefined) throw this.fail;
      this.batches.push(changes.map(({ key }) => key.join('/')));
    },
  };
}

describe('a write buffer', () => {
  test('writes what was gathered in order, and only once', async () => {
    const ledger = new Ledger();
    const buffer = new WriteBuffer(ledger.store);
    await buffer.add('a', [change('1'), change('2')]);
    await buffer.add('b', [change('3')]);
    expect(ledger.batches).toEqual([]);
    await buffer.flush();
    await buffer.flush();
    expect(ledger.batches).toEqual([['1', '2', '3']]);
  });

  test('writes at once when one of its owners is read back, and not for others', async () => {
    const ledger = new Ledger();
    const buffer = new WriteBuffer(ledger.store);
    await buffer.add('a', [change('1')]);
    await buffer.settle('b');
    expect(ledger.batches).toEqual([]);
    expect(buffer.has('a')).toBe(true);
    await buffer.settle('a');
    expect(ledger.batches).toEqual([['1']]);
    await buffer.flush();
    expect(buffer.has('a')).toBe(false);
  });

  test('keeps an owner’s changes together and does not let them pile up', async () => {
    const ledger = new Ledger();
    const buffer = new WriteBuffer(ledger.store);
    const many = Array.from({ length: 700 }, (_, index) => change(String(index)));
    await buffer.add('a', many);
    expect(ledger.batches.map(({ length }) => length)).toEqual([700]);
  });

  test('tells of a failure, and goes on afterwards', async () => {
    const ledger = new Ledger();
    const buffer = new WriteBuffer(ledger.store);
    ledger.fail = new Error('disk full');
    await buffer.add('a', [change('1')]);
    await expect(buffer.flush()).rejects.toThrow('disk full');
    ledger.fail = undefined;
    await buffer.add('a', [change('2')]);
    await buffer.flush();
    expect(ledger.batches).toEqual([['2']]);
  });
});
