import { describe, expect, test } from 'vitest';
import { runBounded } from '@/lib/oci/run-bounded';

const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function* twoThenFail(): Generator<number> {
  yield 1;
  yield 2;
  throw new Error('no more');
}

describe('runBounded', () => {
  test.each([1, 3, 50])('runs everything, at most %i at a time', async (width) => {
    const seen: number[] = [];
    let open = 0;
    let most = 0;
    await runBounded(
      Array.from({ length: 20 }, (_, index) => index),
      width,
      async (item) => {
        most = Math.max(most, ++open);
        await tick();
        open -= 1;
        seen.push(item);
      },
    );
    expect(seen.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index));
    expect(most).toBe(Math.min(width, 20));
  });

  test('takes no more from an endless source than it needs, and ends it', async () => {
    let given = 0;
    let ended = false;
    async function* endless(): AsyncGenerator<number> {
      try {
        for (;;) yield given++;
      } finally {
        ended = true;
      }
    }
    const failing = runBounded(endless(), 4, async (item) => {
      await tick();
      if (item === 10) throw new Error('enough');
    });
    await expect(failing).rejects.toThrow('enough');
    expect(given).toBeLessThan(20);
    expect(ended).toBe(true);
  });

  test('lets what is under way end before it throws, the source’s failure too', async () => {
    const done: number[] = [];
    const failing = runBounded(twoThenFail(), 3, async (item) => {
      await tick();
      done.push(item);
    });
    await expect(failing).rejects.toThrow('no more');
    expect(done).toEqual([1, 2]);
  });
});
