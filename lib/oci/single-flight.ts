import { canceledError } from '@/lib/oci/gate';

interface Flight<T> {
  result: Promise<T>;
  waiting: number;
  abort: AbortController;
}

/**
 * Lets callers that want the same thing at the same time share one piece of work. A caller that gives up leaves the
 * others waiting; when all have given up, the work is aborted.
 */
export class SingleFlight<T> {
  private readonly flights = new Map<string, Flight<T>>();

  /**
   * @param start begins the work; called only when none is under way for `key`
   * @throws RegistryError `canceled` when `signal` is aborted; whatever the work throws
   */
  async join(
    key: string,
    signal: AbortSignal | undefined,
    start: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    if (signal?.aborted === true) throw canceledError(signal);
    const flight = this.flights.get(key) ?? this.begin(key, start);
    flight.waiting += 1;
    try {
      return await (signal === undefined ? flight.result : untilAborted(flight.result, signal));
    } finally {
      flight.waiting -= 1;
      if (flight.waiting === 0) {
        this.forget(key, flight);
        flight.abort.abort();
      }
    }
  }

  private begin(key: string, start: (signal: AbortSignal) => Promise<T>): Flight<T> {
    const abort = new AbortController();
    const flight: Flight<T> = { result: start(abort.signal), waiting: 0, abort };
    this.flights.set(key, flight);
    const forget = (): void => this.forget(key, flight);
    flight.result.then(forget, forget);
    return flight;
  }

  private forget(key: string, flight: Flight<T>): void {
    if (this.flights.get(key) === flight) this.flights.delete(key);
  }
}

function untilAborted<T>(result: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const abort = (): void => reject(canceledError(signal));
    const settle = (): void => signal.removeEventListener('abort', abort);
    signal.addEventListener('abort', abort, { once: true });
    result.then(resolve, reject).finally(settle);
  });
}
