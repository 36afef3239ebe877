import { EventEmitter, once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { KeyedLock } from '@/lib/channels/keyed-lock';

describe('KeyedLock', () => {
  test('runs tasks for one key one after the other, in the order they came', async () => {
    const lock = new KeyedLock();
    const gate = new EventEmitter();
    const opened = once(gate, 'open');
    const log: string[] = [];
    const runs = [
      lock.run('a', async () => {
        log.push('first starts');
        await opened;
        log.push('first ends');
      }),
      lock.run('a', async () => void log.push('second')),
      lock.run('a', async () => void log.push('third')),
    ];
    await lock.run('b', async () => void log.push('another key'));
    gate.emit('open');
    await Promise.all(runs);
    expect(log).toEqual(['first starts', 'another key', 'first ends', 'second', 'third']);
  });

  test('a task that fails tells its caller and lets the next one run', async () => {
    const lock = new KeyedLock();
    const failing = lock.run('a', () => Promise.reject(new Error('no')));
    const next = lock.run('a', () => Promise.resolve('yes'));
    await expect(failing).rejects.toThrow('no');
    await expect(next).resolves.toBe('yes');
  });

  test('forgets a key once nobody holds it', async () => {
    const lock = new KeyedLock();
    await Promise.all(['a', 'a', 'b'].map((key) => lock.run(key, () => Promise.resolve())));
    expect(lock.size).toBe(0);
  });
});
