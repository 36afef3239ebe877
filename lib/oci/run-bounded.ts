/**
 * Runs `task` over items, at most `width` at a time. Items are taken only as they are needed, so an endless source is
 * harmless. After the first failure (of the source too) no further item is taken; once those under way have ended, it
 * is thrown.
 */
export async function runBounded<T>(
  items: AsyncIterable<T> | Iterable<T>,
  width: number,
  task: (item: T) => Promise<void>,
): Promise<void> {
  const iterator = iterate(items);
  let failed: { error: unknown } | undefined;
  const work = async (): Promise<void> => {
    try {
      for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
        if (failed !== undefined) return;
        await task(next.value);
        if (failed !== undefined) return;
      }
    } catch (error) {
      failed ??= { error };
    }
  };
  await Promise.all(Array.from({ length: width }, work));
  if (failed === undefined) return;
  await iterator.return?.();
  throw (failed as { error: unknown }).error;
}

function iterate<T>(items: AsyncIterable<T> | Iterable<T>): AsyncIterator<T> {
  if (Symbol.asyncIterator in items) return items[Symbol.asyncIterator]();
  const iterator = items[Symbol.iterator]();
  return {
    next: async () => iterator.next(),
    return: async () => iterator.return?.() ?? { done: true, value: undefined },
  };
}
