import { EventEmitter, once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ChannelLocks, type HeldChannel } from '@/lib/channels/channel-locks';
import type { ChannelAddress } from '@/lib/channels/promotion';
import { LEASE_TIME } from '@/lib/store/lease';
import { openLmdbStore } from '@/lib/store/lmdb-store';
import type { Store } from '@/lib/store/store';

const CHANNEL: ChannelAddress = { registry: 'production', repository: 'harbour/berth', channel: '1-stable' };

let folder: string;
let store: Store;
let clock: number;
let reports: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chartroom-locks-'));
  store = await openLmdbStore(folder);
  clock = Date.parse('2026-11-23T00:00:00Z');
  reports = [];
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

let tokens = 0;

/** A process with a clock that stands still; a wait ends when `time` says so. */
function locksOf(pid: number, time = new EventEmitter()): ChannelLocks {
  return new ChannelLocks({
    store,
    self: { place: 'here', pid, run: `run ${pid}` },
    isRunning: () => true,
    now: () => clock,
    wait: async (ms, signal) => {
      if (ms <= 100) return new Promise((resolve) => setImmediate(resolve)); // between two looks at a lease
      await once(time, `after ${ms}`, { signal });
      return undefined;
    },
    random: () => `token ${(tokens += 1)}`,
    report: (line) => reports.push(line),
  });
}

describe('ChannelLocks', () => {
  test('let one task at a time have a channel, whichever process it is of', async () => {
    const processes = [locksOf(1), locksOf(2)];
    let inside = 0;
    const task = async (held: HeldChannel): Promise<void> => {
      inside += 1;
      expect(inside).toBe(1);
      await held.confirm();
      await new Promise((resolve) => setImmediate(resolve));
      inside -= 1;
    };
    await Promise.all(Array.from({ length: 10 }, (_, index) => processes[index % 2]?.run(CHANNEL, task)));
  });

  test('do not hold up other channels', async () => {
    const locks = locksOf(1);
    const beta = { ...CHANNEL, channel: '1-beta' };
    expect(await locks.run(CHANNEL, () => locks.run(beta, () => Promise.resolve('done')))).toBe('done');
  });

  test('give back what a task throws, and go on', async () => {
    const locks = locksOf(1);
    await expect(locks.run(CHANNEL, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await locks.run(CHANNEL, () => Promise.resolve('yes'))).toBe('yes');
  });

  test('tell whoever waits too long behind the same process, and never run the task', async () => {
    const time = new EventEmitter();
    const locks = locksOf(1, time);
    const end = new EventEmitter();
    const begun = new EventEmitter();
    const first = locks.run(CHANNEL, async () => {
      begun.emit('begun');
      await once(end, 'end');
    });
    await once(begun, 'begun');
    let ran = false;
    const second = locks.run(CHANNEL, async () => void (ran = true), 5000);
    time.emit('after 5000');
    await expect(second).rejects.toMatchObject({ code: 'promotion_under_way' });
    end.emit('end');
    await first;
    await locks.run(CHANNEL, () => Promise.resolve());
    expect(ran).toBe(false);
  });

  test('tell whoever waits too long behind another process', async () => {
    await locksOf(1).run(CHANNEL, async () => {
      await expect(locksOf(2).run(CHANNEL, () => Promise.resolve(), 0)).rejects.toMatchObject({
        code: 'promotion_under_way',
        message: expect.stringContaining('1-stable of production/harbour/berth'),
      });
    });
  });

  test('refuse to confirm what was lost', async () => {
    const task = async (held: HeldChannel): Promise<void> => {
      clock += LEASE_TIME; // held up: the machine slept
      await locksOf(2).run(CHANNEL, () => Promise.resolve());
      await held.confirm();
    };
    await expect(locksOf(1).run(CHANNEL, task)).rejects.toMatchObject({ code: 'promotion_under_way' });
    expect(reports).toEqual([]);
  });

  test('report what keeps a lock from being given back, and give back what the task gave', async () => {
    const full: Store = { ...boundTo(store) };
    const locks = new ChannelLocks({
      store: full,
      self: { place: 'here', pid: 1, run: 'run' },
      isRunning: () => true,
      now: () => clock,
      wait: (_ms, signal) => once(new EventEmitter(), 'never', { signal }).then(() => undefined),
      random: () => 'token',
      report: (line) => reports.push(line),
    });
    const task = (): Promise<string> => {
      full.writeIf = () => Promise.reject(new Error('the disk is full'));
      return Promise.resolve('moved');
    };
    expect(await locks.run(CHANNEL, task)).toBe('moved');
    expect(reports).toEqual(['The lock of 1-stable could not be given back: Error: the disk is full']);
  });
});

function boundTo(target: Store): Store {
  return {
    get: (table, key) => target.get(table, key),
    getMany: (table, keys) => target.getMany(table, keys),
    list: (table, range) => target.list(table, range),
    write: (changes) => target.write(changes),
    writeIf: (expected, changes) => target.writeIf(expected, changes),
    close: () => target.close(),
  };
}
