import { RegistryError } from '@/lib/oci/registry-error';

export type Priority = 'interactive' | 'background';

interface Waiter {
  owner: object;
  admit: () => void;
  refuse: (error: RegistryError) => void;
}

/** Lets a bounded number of requests through at a time; those a person waits for go first, otherwise in order. */
export class Gate {
  private free: number;
  // A set keeps order and gives up a waiter that was aborted without a search.
  private readonly queues: Record<Priority, Set<Waiter>> = { interactive: new Set(), background: new Set() };

  /** @param places how many may be inside at once, at least 1 */
  constructor(places: number) {
    this.free = places;
  }

  /**
   * Waits for a place. Each place taken must be given back with `leave`.
   * @param owner on whose behalf, for `dismiss`
   * @throws RegistryError `canceled` when the signal is aborted while waiting, or the owner dismissed
   */
  async enter(owner: object, priority: Priority, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true) throw canceledError(signal);
    if (this.free > 0) {
      this.free -= 1;
      return;
    }
    await this.queue(owner, priority, signal);
  }

  /** Gives the place to the next waiter, or back. */
  leave(): void {
    for (const queue of [this.queues.interactive, this.queues.background]) {
      const [next] = queue;
      if (next !== undefined) {
        queue.delete(next);
        next.admit();
        return;
      }
    }
    this.free += 1;
  }

  /** Refuses all who wait on this owner's behalf. */
  dismiss(owner: object): void {
    for (const queue of [this.queues.interactive, this.queues.background]) {
      for (const waiter of queue) {
        if (waiter.owner !== owner) continue;
        queue.delete(waiter);
        waiter.refuse(closedError());
      }
    }
  }

  private queue(owner: object, priority: Priority, signal: AbortSignal | undefined): Promise<void> {
    const queue = this.queues[priority];
    return new Promise<void>((resolve, reject) => {
      const abort = (): void => {
        queue.delete(waiter);
        reject(canceledError(signal));
      };
      const waiter: Waiter = {
        owner,
        admit: () => {
          signal?.removeEventListener('abort', abort);
          resolve();
        },
        refuse: (error) => {
          signal?.removeEventListener('abort', abort);
          reject(error);
        },
      };
      queue.add(waiter);
      signal?.addEventListener('abort', abort, { once: true });
    });
  }
}

/** The error of a call whose caller gave up. */
export function canceledError(signal: AbortSignal | undefined): RegistryError {
  return new RegistryError('canceled', 'The call was given up before the registry answered.', {
    cause: signal?.reason,
  });
}

/** The error of a call whose connections were closed. */
export function closedError(): RegistryError {
  return new RegistryError('canceled', 'The connection to the registry was closed.');
}
