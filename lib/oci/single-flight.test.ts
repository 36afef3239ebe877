import { describe, expect, test } from 'vitest';
import { SingleFlight } from '@/lib/oci/single-flight';

/** Work that ends when the test says so. */
function work(): {
  start: (signal: AbortSignal) => Promise<string>;
  finish: (result: string) => void;
  fail: (error: Error) => void;
  signals: AbortSignal[];
} {
  const signals: AbortSignal[] = [];
  let finish: (result: string) => void = () => {};
  let fail: (error: Error) => void = () => {};
  const result = new Promise<string>((resolve, reject) => {
    finish = resolve;
    fail = reject;
  });
  return {
    start: (signal) => {
      signals.push(signal);
      return result;
    },
    finish: (value) => finish(value),
    fail: (error) => fail(error),
    signals,
  };
}

describe('SingleFlight', () => {
  test('callers with one key share the work; another key has its own', async () => {
    const flights = new SingleFlight<string>();
    const one = work();
    const two = work();
    const results = Promise.all([
      flights.join('a', undefined, one.start),
      flights.join('a', undefined, one.start),
      flights.join('b', undefined, two.start),
    ]);
    one.finish('A');
    two.finish('B');
    expect(await results).toEqual(['A', 'A', 'B']);
    expect([one.signals.length, two.signals.length]).toEqual([1, 1]);
  });

  test('one who gives up leaves the others waiting', async () => {
    const flights = new SingleFlight<string>();
    const { start, finish, signals } = work();
    const abort = new AbortController();
    const first = flights.join('a', abort.signal, start);
    const second = flights.join('a', new AbortController().signal, start);
    abort.abort();
    await expect(first).rejects.toMatchObject({ kind: 'canceled' });
    expect(signals[0]?.aborted).toBe(false);
    finish('done');
    expect(await second).toBe('done');
  });

  test('when all have given up the work is aborted, and the next caller starts anew', async () => {
    const flights = new SingleFlight<string>();
    const { start, finish, signals } = work();
    const abort = new AbortController();
    const both = [flights.join('a', abort.signal, start), flights.join('a', abort.signal, start)];
    abort.abort();
    for (const one of both) await expect(one).rejects.toMatchObject({ kind: 'canceled' });
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    const third = flights.join('a', undefined, start);
    finish('new');
    expect(await third).toBe('new');
    expect(signals).toHaveLength(2);
  });

  test('a failure reaches everyone, and is not remembered', async () => {
    const flights = new SingleFlight<string>();
    const bad = work();
    const both = [
      flights.join('a', undefined, bad.start),
      flights.join('a', new AbortController().signal, bad.start),
    ];
    bad.fail(new Error('broken'));
    for (const one of both) await expect(one).rejects.toThrow('broken');
    const good = work();
    const next = flights.join('a', undefined, good.start);
    good.finish('fine');
    expect(await next).toBe('fine');
  });

  test('an aborted signal starts nothing', async () => {
    const { start, signals } = work();
    await expect(new SingleFlight<string>().join('a', AbortSignal.abort(), start)).rejects.toMatchObject({
      kind: 'canceled',
    });
    expect(signals).toHaveLength(0);
  });
});
