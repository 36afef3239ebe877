/** So many calls in a row without an answer, and the host is left alone for a while. */
const THRESHOLD = 10;
/** The first such while, in milliseconds; it doubles each time the host stays silent. */
const FIRST_PAUSE = 15_000;
const LONGEST_PAUSE = 5 * 60_000;

/** How a host is being treated. */
export interface BreakerState {
  /** calls in a row that got no answer */
  failures: number;
  /** milliseconds since the epoch; null while calls go through */
  openUntil: number | null;
}

/**
 * Keeps calls from a host that has stopped answering, so that a dead registry costs neither time nor connections. After
 * the pause one call tries whether it is back; a person's call may try before.
 * Rule: https://learn.microsoft.com/en-us/azure/architecture/patterns/circuit-breaker
 */
export class CircuitBreaker {
  private failures = 0;
  private pauses = 0;
  private openUntil = 0;
  private trying = false;

  /**
   * Whether a call may go through now; if so, it must be reported with `succeed`, `fail` or `leave`.
   * @param now milliseconds since the epoch
   * @param eager whether a person waits for the call: it may be the one that tries
   * @returns milliseconds until calls go through again, or undefined when this one may
   */
  enter(now: number, eager: boolean): number | undefined {
    if (this.failures < THRESHOLD) return undefined;
    const left = this.openUntil - now;
    if (this.trying || (left > 0 && !eager)) return Math.max(left, 1000);
    this.trying = true;
    return undefined;
  }

  /** The host gave an answer, whichever. */
  succeed(): void {
    this.failures = 0;
    this.pauses = 0;
    this.trying = false;
  }

  /** The host gave no answer, after all tries. */
  fail(now: number): void {
    const tried = this.trying;
    this.trying = false;
    this.failures += 1;
    // Calls that were under way when it opened say nothing new.
    if (this.failures < THRESHOLD || (this.failures > THRESHOLD && !tried)) return;
    this.openUntil = now + Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** this.pauses);
    this.pauses += 1;
  }

  /** The call ended without telling anything about the host: its caller gave up. */
  leave(): void {
    this.trying = false;
  }

  state(now: number): BreakerState {
    const open = this.failures >= THRESHOLD && this.openUntil > now;
    return { failures: this.failures, openUntil: open ? this.openUntil : null };
  }
}
