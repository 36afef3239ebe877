/**
 * Lets one task at a time run for each key, in the order they came. It holds within this process only: registries
 * offer no conditional write (https://github.com/opencontainers/distribution-spec/issues/250), so against writers
 * elsewhere there is only the check before and the read-back after.
 */
export class KeyedLock {
  readonly #tails = new Map<string, Promise<void>>();

  /** Runs `task` once every earlier task for `key` has ended, however it ended. Gives back what the task gives. */
  async run<Result>(key: string, task: () => Promise<Result>): Promise<Result> {
    const previous = this.#tails.get(key) ?? Promise.resolve();
    const result = previous.then(task);
    const tail = result.then(
      () => undefined,
      () => undefined, // the caller gets the failure from `result`; those waiting behind it go on
    );
    this.#tails.set(key, tail);
    try {
      return await result;
    } finally {
      if (this.#tails.get(key) === tail) this.#tails.delete(key);
    }
  }

  /** How many keys are in use. */
  get size(): number {
    return this.#tails.size;
  }
}
