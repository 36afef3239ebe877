import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  bytesTable,
  holds,
  jsonTable,
  lacks,
  MAX_KEY_BYTES,
  MAX_VALUE_BYTES,
  put,
  remove,
  scan,
  type Key,
  type Store,
} from '@/lib/store/store';

const notes = jsonTable<{ text: string }>('note', 1);
const blobs = bytesTable('blob', 1);
const note = (text: string): { text: string } => ({ text });

/** What every implementation of `Store` must do. `open` gives a second view of the same data each time it is called. */
export function describeStore(name: string, open: () => Promise<Store>): void {
  describe(name, () => {
    let store: Store;
    beforeEach(async () => {
      store = await open();
    });
    afterEach(() => store.close());

    const list = async (range: Parameters<Store['list']>[1]): Promise<string[]> =>
      (await store.list(notes, range)).map(({ key, value }) => `${key.join('|')}=${value.text}`);

    test('gives back what was put, and undefined for what was not', async () => {
      await store.write([
        put(notes, ['a', 'b'], note('one')),
        put(blobs, ['a', 'b'], Uint8Array.of(0, 1, 255)),
      ]);
      expect(await store.get(notes, ['a', 'b'])).toEqual({ text: 'one' });
      expect([...((await store.get(blobs, ['a', 'b'])) ?? [])]).toEqual([0, 1, 255]);
      expect(await store.get(notes, ['a'])).toBeUndefined();
      expect(await store.getMany(notes, [['x'], ['a', 'b']])).toEqual([undefined, { text: 'one' }]);
    });

    test('replaces, removes, and takes changes in their order', async () => {
      await store.write([put(notes, ['k'], note('1')), put(notes, ['k'], note('2'))]);
      expect(await store.get(notes, ['k'])).toEqual({ text: '2' });
      await store.write([remove(notes, ['k']), remove(notes, ['never there'])]);
      expect(await store.get(notes, ['k'])).toBeUndefined();
    });

    test('keeps bytes stable while other reads follow', async () => {
      await store.write([
        put(blobs, ['1'], new Uint8Array(5000).fill(1)),
        put(blobs, ['2'], Uint8Array.of(2)),
      ]);
      const first = await store.get(blobs, ['1']);
      await store.get(blobs, ['2']);
      await store.write([put(blobs, ['1'], new Uint8Array(5000).fill(3))]);
      expect(first?.every((byte) => byte === 1)).toBe(true);
    });

    test('keeps an empty value apart from none', async () => {
      await store.write([put(blobs, ['empty'], new Uint8Array())]);
      expect((await store.get(blobs, ['empty']))?.byteLength).toBe(0);
    });

    describe('lists', () => {
      const keys: Key[] = [
        ['prod', 'app', '1'],
        ['prod', 'app', '2'],
        ['prod', 'app', '3'],
        ['prod', 'app-two', '1'],
        ['prod', 'app'],
        ['prod', 'ap'],
        ['staging', 'app', '1'],
        ['prod', 'äpp', '1'],
      ];
      beforeEach(() => store.write(keys.map((key) => put(notes, key, note(key.at(-1) ?? '')))));

      test('exactly the keys that begin with the parts, in order', async () => {
        expect(await list({ prefix: ['prod', 'app'] })).toEqual([
          'prod|app=app',
          'prod|app|1=1',
          'prod|app|2=2',
          'prod|app|3=3',
        ]);
        expect(await list({ prefix: ['pro'] })).toEqual([]);
        expect(await list({ prefix: ['prod', 'äpp'] })).toEqual(['prod|äpp|1=1']);
        expect(await list({ prefix: [] })).toHaveLength(keys.length);
      });

      test('newest first, page by page', async () => {
        const prefix = ['prod', 'app'];
        expect(await list({ prefix, order: 'descending', limit: 2 })).toEqual([
          'prod|app|3=3',
          'prod|app|2=2',
        ]);
        expect(await list({ prefix, order: 'descending', after: ['prod', 'app', '2'] })).toEqual([
          'prod|app|1=1',
          'prod|app=app',
        ]);
        expect(await list({ prefix, after: ['prod', 'app', '2'] })).toEqual(['prod|app|3=3']);
        expect(await list({ prefix: [], order: 'descending', limit: 1 })).toEqual(['staging|app|1=1']);
      });

      test('from a key that is gone', async () => {
        await store.write([remove(notes, ['prod', 'app', '2'])]);
        const range = { prefix: ['prod', 'app'], after: ['prod', 'app', '2'] };
        expect(await list(range)).toEqual(['prod|app|3=3']);
        expect(await list({ ...range, order: 'descending' })).toEqual(['prod|app|1=1', 'prod|app=app']);
      });

      test('everything by scan, past one page', async () => {
        const many = Array.from({ length: 2500 }, (_, index) => String(index).padStart(5, '0'));
        await store.write(many.map((id) => put(notes, ['many', id], note(id))));
        const seen: string[] = [];
        for await (const entry of scan(store, notes, { prefix: ['many'] })) seen.push(entry.value.text);
        expect(seen).toEqual(many);
      });
    });

    test.each([
      ['a key that is too long', (): Key => ['x'.repeat(MAX_KEY_BYTES)]],
      ['a key that is too long in bytes only', (): Key => ['ä'.repeat(MAX_KEY_BYTES / 2)]],
      ['a key with a zero character', (): Key => ['a\0b']],
    ])('refuses %s', async (_, key) => {
      await expect(store.write([put(notes, key(), note('x'))])).rejects.toMatchObject({
        code: 'invalid_request',
      });
      await expect(store.get(notes, key())).rejects.toMatchObject({ code: 'invalid_request' });
    });

    test('takes the longest key', async () => {
      const key = ['x'.repeat(MAX_KEY_BYTES - 1)];
      await store.write([put(notes, key, note('long'))]);
      expect(await store.get(notes, key)).toEqual({ text: 'long' });
    });

    test('refuses a batch with one value too large as a whole', async () => {
      const batch = [
        put(notes, ['before'], note('x')),
        put(blobs, ['big'], new Uint8Array(MAX_VALUE_BYTES + 1)),
      ];
      await expect(store.write(batch)).rejects.toMatchObject({ code: 'invalid_request' });
      expect(await store.get(notes, ['before'])).toBeUndefined();
    });

    test('keeps overlapping batches in order', async () => {
      const writes = Array.from({ length: 200 }, (_, index) =>
        store.write([
          put(notes, ['last'], note(String(index))),
          put(notes, ['each', String(index)], note('x')),
        ]),
      );
      await Promise.all(writes);
      expect(await store.get(notes, ['last'])).toEqual({ text: '199' });
      expect(await store.list(notes, { prefix: ['each'] })).toHaveLength(200);
    });

    test('writes on a condition: all where everything expected holds, else nothing', async () => {
      const key = ['k'];
      expect(await store.writeIf([lacks(notes, key)], [put(notes, key, note('1'))])).toBe(true);
      expect(await store.writeIf([lacks(notes, key)], [put(notes, key, note('2'))])).toBe(false);
      const both = [holds(notes, key, note('1')), lacks(notes, ['other'])];
      const changes = [put(notes, key, note('2')), put(notes, ['other'], note('x'))];
      expect(await store.writeIf(both, changes)).toBe(true);
      expect(await store.writeIf(both, [remove(notes, key)])).toBe(false);
      const half = [holds(notes, key, note('2')), holds(notes, ['other'], note('y'))];
      expect(await store.writeIf(half, [remove(notes, key), remove(notes, ['other'])])).toBe(false);
      expect(await list({ prefix: [] })).toEqual(['k=2', 'other=x']);
      expect(await store.writeIf([holds(notes, key, note('2'))], [remove(notes, key)])).toBe(true);
      expect(await list({ prefix: [] })).toEqual(['other=x']);
    });

    test('a condition compares whole values, and tells an empty one from none', async () => {
      await store.write([put(blobs, ['empty'], new Uint8Array()), put(blobs, ['ab'], Buffer.from('ab'))]);
      expect(await store.writeIf([lacks(blobs, ['empty'])], [])).toBe(false);
      expect(await store.writeIf([holds(blobs, ['none'], new Uint8Array())], [])).toBe(false);
      expect(await store.writeIf([holds(blobs, ['empty'], new Uint8Array())], [])).toBe(true);
      expect(await store.writeIf([holds(blobs, ['ab'], Buffer.from('a'))], [])).toBe(false);
      expect(await store.writeIf([], [put(notes, ['k'], note('1'))])).toBe(true);
      expect(await store.get(notes, ['k'])).toEqual({ text: '1' });
    });

    test('a condition sees the writes before it, and no two see the same', async () => {
      void store.write([put(notes, ['n'], note('0'))]);
      const claims = Array.from({ length: 50 }, (_, index) =>
        store.writeIf([holds(notes, ['n'], note('0'))], [put(notes, ['n'], note(`claim ${index}`))]),
      );
      const won = await Promise.all(claims);
      expect(won).toEqual(won.map((_, index) => index === 0));
      expect(await store.get(notes, ['n'])).toEqual({ text: 'claim 0' });
    });

    test('of conditional writes through two openers one wins each time', async () => {
      const other = await open();
      try {
        await store.write([put(notes, ['count'], note('0'))]);
        const increment = async (through: Store): Promise<void> => {
          for (;;) {
            const before = (await through.get(notes, ['count'])) ?? note('');
            const after = note(String(Number(before.text) + 1));
            if (await through.writeIf([holds(notes, ['count'], before)], [put(notes, ['count'], after)]))
              return;
          }
        };
        await Promise.all(Array.from({ length: 20 }, (_, index) => increment(index % 2 ? store : other)));
        expect(await store.get(notes, ['count'])).toEqual({ text: '20' });
      } finally {
        await other.close();
      }
    });

    test('refuses a condition or change outside the bounds, and writes nothing', async () => {
      const long = ['x'.repeat(MAX_KEY_BYTES)];
      const change = put(notes, ['k'], note('1'));
      await expect(store.writeIf([lacks(notes, long)], [change])).rejects.toMatchObject({
        code: 'invalid_request',
      });
      await expect(store.writeIf([], [change, put(notes, long, note('1'))])).rejects.toMatchObject({
        code: 'invalid_request',
      });
      expect(await list({ prefix: [] })).toEqual([]);
    });

    test('shows another opener what was written, and survives closing', async () => {
      const other = await open();
      try {
        await store.write([put(notes, ['shared'], note('1'))]);
        expect(await other.get(notes, ['shared'])).toEqual({ text: '1' });
        await other.write([put(notes, ['shared'], note('2'))]);
        expect(await store.get(notes, ['shared'])).toEqual({ text: '2' });
      } finally {
        await other.close();
      }
      await store.close();
      store = await open();
      expect(await store.get(notes, ['shared'])).toEqual({ text: '2' });
    });

    test('finishes writes under way when closed, and refuses later ones', async () => {
      const writing = store.write([put(notes, ['late'], note('x'))]);
      await store.close();
      await writing;
      await expect(store.get(notes, ['late'])).rejects.toThrow('closed');
      await expect(store.write([put(notes, ['later'], note('x'))])).rejects.toThrow('closed');
      await store.close();
      store = await open();
      expect(await store.get(notes, ['late'])).toEqual({ text: 'x' });
    });
  });
}
