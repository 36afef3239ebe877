/** After this time, in milliseconds, what was measured counts half as much. */
const HALF_LIFE = 5000;
/** Measured over less than this, in milliseconds, a rate is chance. */
const SHORTEST = 200;
/** A step costs a few calls whatever its size: as much as so many bytes. */
const BYTES_PER_ITEM = 32 * 1024;

/** What was done, and what remains. */
export interface Amount {
  items: number;
  bytes: number;
}

/**
 * How fast a transfer goes, smoothed: older measurements count less and less, by time and not by number, so that it does
 * not matter how often it is measured. Work that was found done is not counted as speed by whoever leaves it out.
 */
export class TransferRate {
  #last: { at: number; work: number; bytes: number } | null = null;
  #work: number | null = null;
  #bytes: number | null = null;

  /**
   * Notes how much is done by now.
   * @param at milliseconds, from any beginning; never less than before
   * @param done in all since that beginning; may grow less, when bytes have to be sent again
   */
  measure(at: number, done: Amount): void {
    const work = workOf(done);
    const last = this.#last;
    if (last === null) {
      this.#last = { at, work, bytes: done.bytes };
      return;
    }
    const elapsed = at - last.at;
    if (elapsed < SHORTEST) return;
    const weight = 0.5 ** (elapsed / HALF_LIFE);
    this.#work = smooth(this.#work, perSecond(work - last.work, elapsed), weight);
    this.#bytes = smooth(this.#bytes, perSecond(done.bytes - last.bytes, elapsed), weight);
    this.#last = { at, work, bytes: done.bytes };
  }

  /** Bytes a second; null before anything is known. */
  get bytesPerSecond(): number | null {
    return this.#bytes === null ? null : Math.round(this.#bytes);
  }

  /** Seconds that what remains takes at this rate; null before anything is known, or where nothing moves. */
  secondsFor(remaining: Amount): number | null {
    if (this.#work === null || this.#work < 1) return null;
    return Math.ceil(workOf(remaining) / this.#work);
  }
}

function workOf({ items, bytes }: Amount): number {
  return bytes + items * BYTES_PER_ITEM;
}

function perSecond(amount: number, elapsed: number): number {
  return (Math.max(0, amount) * 1000) / elapsed;
}

function smooth(known: number | null, measured: number, weight: number): number {
  return known === null ? measured : known * weight + measured * (1 - weight);
}
