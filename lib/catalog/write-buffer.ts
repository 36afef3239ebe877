import type { Change, Store } from '@/lib/store/store';

/** Changes that are written together; a crawl makes some thousands a second, a few at a time. */
const BATCH = 500;
/** How long a change waits for others, in milliseconds. */
const DELAY = 100;

/**
 * Gathers changes and writes them in batches, in their order. What is added is durable a moment later; `settle` makes
 * sure of one owner's changes before they are read back.
 */
export class WriteBuffer {
  readonly #store: Store;
  #changes: Change[] = [];
  /** owners with changes that may not be written yet */
  readonly #owners = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #failure: { error: unknown } | undefined;
  /** the writes under way; never rejects */
  #writing: Promise<unknown> = Promise.resolve();

  constructor(store: Store) {
    this.#store = store;
  }

  /**
   * Adds an owner's changes; they are written all or none.
   * @throws what a write before this one threw, with nobody waiting for it
   */
  async add(owner: string, changes: readonly Change[]): Promise<void> {
    if (this.#failure !== undefined) throw this.#takeFailure();
    for (const change of changes) this.#changes.push(change);
    this.#owners.add(owner);
    if (this.#changes.length >= BATCH) await this.flush();
    else this.#timer ??= setTimeout(() => this.#flushLater(), DELAY).unref();
  }

  /** Whether an owner has changes that may not be written yet. */
  has(owner: string): boolean {
    return this.#owners.has(owner);
  }

  /** Waits until an owner's changes can be read from the store. */
  async settle(owner: string): Promise<void> {
    if (this.#owners.has(owner)) await this.flush();
  }

  /** Writes everything added so far. */
  async flush(): Promise<void> {
    if (this.#failure !== undefined) throw this.#takeFailure();
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const changes = this.#changes;
    this.#changes = [];
    // The store writes in order; without changes of our own there may still be some under way.
    await (changes.length > 0 ? this.#write(changes) : this.#writing);
  }

  #write(changes: readonly Change[]): Promise<void> {
    const written = this.#store.write(changes);
    const writing = Promise.allSettled([this.#writing, written]).then(() => {
      if (this.#writing === writing && this.#changes.length === 0) this.#owners.clear();
      return undefined;
    });
    this.#writing = writing;
    return written;
  }

  async #flushLater(): Promise<void> {
    try {
      await this.flush();
    } catch (error) {
      this.#failure = { error };
    }
  }

  #takeFailure(): unknown {
    const error = this.#failure?.error;
    this.#failure = undefined;
    return error;
  }
}
