import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { acquireLease, keepLease, LEASE_TIME, type Lease, type LeaseContext } from '@/lib/store/lease';
import { openLmdbStore } from '@/lib/store/lmdb-store';
import { isRunning, nameProcess } from '@/lib/store/process-name';
import { jsonTable, type Store } from '@/lib/store/store';

const KEY = ['channel', 'production', 'harbour/berth', '1-stable'];

let folder: string;
let store: Store;
let clock: number;
let living: Set<number>;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chartroom-lease-'));
  store = await openLmdbStore(folder);
  clock = Date.parse('2026-11-23T00:00:00Z');
  living = new Set([1, 2, 3]);
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

let tokens = 0;
const line = jsonTable<unknown[]>('leases', 1);

/** A process of its own, on a clock that waiting moves on. */
function processOf(pid: number, over: { place?: string; run?: string } = {}): LeaseContext {
  return {
    store,
    self: { place: 'here', pid, run: `run ${pid}`, ...over },
    isRunning: (id) => living.has(id),
    now: () => clock,
    wait: async (ms) => {
      clock += ms;
      await breathe();
    },
    random: () => `token ${(tokens += 1)}`,
  };
}

async function take(context: LeaseContext, patience = 0): Promise<Lease> {
  const lease = await acquireLease(KEY, patience, context);
  if (lease === null) throw new Error('the lease was not given');
  return lease;
}

describe('a lease', () => {
  test('is held by one, and free again when released', async () => {
    const lease = await take(processOf(1));
    expect(await acquireLease(KEY, 0, processOf(2))).toBeNull();
    expect(await acquireLease(KEY, 0, processOf(1)), 'nor by another task of the process').toBeNull();
    expect(await acquireLease([...KEY, 'other'], 0, processOf(2))).not.toBeNull();
    await lease.release();
    await lease.release();
    await take(processOf(2));
  });

  test('leaves nothing behind', async () => {
    const lease = await take(processOf(1));
    await acquireLease(KEY, 300, processOf(2));
    await lease.release();
    expect(await store.list(line, { prefix: [] })).toEqual([]);
  });

  test('is waited for as long as told, and no longer', async () => {
    await take(processOf(1));
    const began = clock;
    expect(await acquireLease(KEY, 1000, processOf(2))).toBeNull();
    expect(clock - began).toBeGreaterThanOrEqual(1000);
    expect(clock - began).toBeLessThan(1200);
  });

  test('is given in the order in which it was asked for', async () => {
    const order: string[] = [];
    let release: (() => void) | undefined;
    const begun = new Promise<void>((resolve) => {
      release = resolve;
    });
    const first = await take(processOf(1));
    const turn = async (pid: number, name: string): Promise<void> => {
      const context = processOf(pid);
      const lease = await take({ ...context, wait: () => begun.then(() => context.wait(0)) }, 5000);
      order.push(name);
      await lease.release();
    };
    const turns: Promise<void>[] = [];
    for (const [pid, name] of [
      [2, 'a'],
      [3, 'b'],
      [1, 'c'],
      [2, 'd'],
    ] as const) {
      turns.push(turn(pid, name));
      // the next one comes only when this one stands in the line
      await lineOf(turns.length + 1);
    }
    await first.release();
    release?.();
    await Promise.all(turns);
    expect(order).toEqual(['a', 'b', 'c', 'd']);
  });

  test.each<[string, () => void, LeaseContext['self']]>([
    ['its process is gone', () => living.delete(1), { place: 'here', pid: 2, run: 'run 2' }],
    ['an earlier run had our own id', () => undefined, { place: 'here', pid: 1, run: 'later' }],
    ['its time is up', () => (clock += LEASE_TIME), { place: 'there', pid: 2, run: 'run 2' }],
    ['the clock was set back', () => (clock -= 10 * LEASE_TIME), { place: 'there', pid: 2, run: 'run 2' }],
  ])('is taken over when %s', async (_why, happen, self) => {
    const lost = await take(processOf(1));
    happen();
    const lease = await take({ ...processOf(self.pid), self });
    expect(await lost.confirm()).toBe(false);
    await lost.release();
    expect(await lease.confirm()).toBe(true);
  });

  test('is not taken over from a process elsewhere that has one of our ids', async () => {
    await take(processOf(9, { place: 'there' }));
    expect(await acquireLease(KEY, 0, processOf(2))).toBeNull();
  });

  test('of those who wait, the dead are passed', async () => {
    const first = await take(processOf(1));
    const waiting = acquireLease(KEY, 60_000, { ...processOf(3), wait: () => new Promise(() => undefined) });
    await lineOf(2);
    living.delete(3);
    await first.release();
    await take(processOf(2));
    void waiting;
  });

  test('once confirmed is good for half its time', async () => {
    const lease = await take(processOf(1));
    for (let round = 0; round < 4; round += 1) {
      clock += LEASE_TIME / 2;
      expect(await lease.confirm()).toBe(true);
      clock += LEASE_TIME / 2 - 1;
      expect(await acquireLease(KEY, 0, processOf(2, { place: 'there' }))).toBeNull();
    }
  });

  test('that ran out and was wanted by nobody is still its holder’s', async () => {
    const lease = await take(processOf(1));
    clock += 3 * LEASE_TIME;
    expect(await lease.confirm()).toBe(true);
    expect(await acquireLease(KEY, 0, processOf(2))).toBeNull();
  });

  test('is kept for as long as it is needed', async () => {
    const context = processOf(1);
    const lease = await take(context);
    const ended = new AbortController();
    const end = clock + 5 * LEASE_TIME;
    const wait = async (ms: number): Promise<void> => {
      expect(await acquireLease(KEY, 0, processOf(2, { place: 'there' }))).toBeNull();
      if (clock >= end) ended.abort();
      await context.wait(ms);
    };
    await keepLease(lease, wait, ended.signal);
    expect(clock).toBeGreaterThanOrEqual(end);
  });

  test('is not kept once it is lost', async () => {
    const context = processOf(1);
    const lease = await take(context);
    clock += LEASE_TIME;
    await take(processOf(2));
    await keepLease(lease, context.wait, new AbortController().signal);
    expect(await lease.confirm()).toBe(false);
  });

  test('is refused when too many wait for it', async () => {
    await take(processOf(1));
    const waiting = Array.from({ length: 31 }, () =>
      acquireLease(KEY, 60_000, { ...processOf(2), wait: () => new Promise(() => undefined) }),
    );
    await lineOf(32);
    expect(await acquireLease(KEY, 60_000, processOf(3))).toBeNull();
    void waiting;
  });
});

/** Waits until so many stand in the line. */
async function lineOf(length: number): Promise<void> {
  while (((await store.get(line, KEY)) ?? []).length < length) await breathe();
}

describe('a process', () => {
  test('is named alike each time, but for its run', async () => {
    const name = await nameProcess('a');
    expect(name).toMatchObject({ pid: process.pid, run: 'a' });
    expect(name.place).not.toBe('');
    expect({ ...(await nameProcess('b')), run: 'a' }).toEqual(name);
  });

  test('runs, or does not', () => {
    expect([isRunning(process.pid), isRunning(1), isRunning(0x7fff_fff0)]).toEqual([true, true, false]);
  });
});
