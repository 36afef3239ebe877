import { describe, expect, test } from 'vitest';
import { SingleFlight } from '@/lib/oci/single-flight';

/** Work that ends when the test says so. */
class Work {
  readonly signals: AbortSignal[] = [];
  private settle: { resolve: (result: string) => void; reject: (error: Error) => void } | undefined;
  private readonly result = new Promise<string>((resolve, reject) => {
    this.settle = { resolve, reject };
  });

  readonly start = (signal: AbortSignal): Promise<string> => {
    this.signals.push(signal);
    return this.result;
  };

  finish(result: string): void {
    this.settle?.resolve(result);
  }

  fail(error: Error): void {
    this.settle?.reject(error);
  }
}

describe('SingleFlight', () => {
  test('callers with one key share the work; another key has its own', async () => {
    const flights = new SingleFlight<string>();
    const one = new Work();
    const two = new Work();
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
    const work = new Work();
    const abort = new AbortController();
    const first = flights.join('a', abort.signal, work.start);
    const second = flights.join('a', new AbortController().signal, work.start);
    abort.abort();
    await expect(first).rejects.toMatchObject({ kind: 'canceled' });
    expect(work.signals[0]?.aborted).toBe(false);
    work.finish('done');
    expect(await second).toBe('done');
  });

  test('when all have given up the work is aborted, and the next caller starts anew', async () => {
    const flights = new SingleFlight<string>();
    const work = new Work();
    const abort = new AbortController();
    const both = [flights.join('a', abort.signal, work.start), flights.join('a', abort.signal, work.start)];
    abort.abort();
    for (const one of both) await expect(one).rejects.toMatchObject({ kind: 'canceled' });
    expect(work.signals.map(({ aborted }) => aborted)).toEqual([true]);
    const third = flights.join('a', undefined, work.start);
    work.finish('new');
    expect(await third).toBe('new');
    expect(work.signals).toHaveLength(2);
  });

  test('a failure reaches everyone, and is not remembered', async () => {
    const flights = new SingleFlight<string>();
    const bad = new Work();
    const both = [
      flights.join('a', undefined, bad.start),
      flights.join('a', new AbortController().signal, bad.start),
    ];
    bad.fail(new Error('broken'));
    for (const one of both) await expect(one).rejects.toThrow('broken');
    const good = new Work();
    const next = flights.join('a', undefined, good.start);
    good.finish('fine');
    expect(await next).toBe('fine');
  });

  test('an aborted signal starts nothing', async () => {
    const work = new Work();
    await expect(new SingleFlight<string>().join('a', AbortSignal.abort(), work.start)).rejects.toMatchObject(
      {
        kind: 'canceled',
      },
    );
    expect(work.signals).toHaveLength(0);
  });
});
