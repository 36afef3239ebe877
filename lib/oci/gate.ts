import { RegistryError } from '@/lib/oci/registry-error';

export type Priority = 'interactive' | 'background';

interface Waiter {
  admit: () => void;
  refuse: (error: RegistryError) => void;
}

/** Lets a bounded number of requests through at a time; those a person waits for go first, otherwise in order. */
export class Gate {
  private free: number;
  private closed = false;
  // A set keeps order and gives up a waiter that was aborted without a search.
  private readonly queues: Record<Priority, Set<Waiter>> = { interactive: new Set(), background: new Set() };

  /** @param places how many may be inside at once, at least 1 */
  constructor(places: number) {
    this.free = places;
  }

  /**
   * Waits for a place. Each place taken must be given back with `leave`.
   * @throws RegistryError `canceled` when the signal is aborted while waiting, or the gate is closed
   */
  async enter(priority: Priority, signal?: AbortSignal): Promise<void> {
    if (this.closed) throw closedError();
    if (signal?.aborted === true) throw canceledError(signal);
    if (this.free > 0) {
      this.free -= 1;
      return;
    }
    await this.queue(priority, signal);
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

  /** Refuses everyone who waits, and everyone who comes later. */
  close(): void {
    this.closed = true;
    for (const queue of [this.queues.interactive, this.queues.background]) {
      for (const waiter of queue) waiter.refuse(closedError());
      queue.clear();
    }
  }

  private queue(priority: Priority, signal: AbortSignal | undefined): Promise<void> {
    const queue = this.queues[priority];
    return new Promise<void>((resolve, reject) => {
      const abort = (): void => {
        queue.delete(waiter);
        reject(canceledError(signal));
      };
      const waiter: Waiter = {
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

function closedError(): RegistryError {
  return new RegistryError('canceled', 'The connection to the registry was closed.');
}
