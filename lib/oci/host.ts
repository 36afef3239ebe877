import { LRUCache } from 'lru-cache';
import { CircuitBreaker } from '@/lib/oci/circuit-breaker';
import type { IncomingHttpHeaders } from 'undici/types/header';
import { Gate } from '@/lib/oci/gate';
import { backgroundPause, readRateLimit, type RateLimit } from '@/lib/oci/rate-limit';
import type { CallOptions } from '@/lib/oci/registry';
import { RegistryError } from '@/lib/oci/registry-error';

/** What a host asks of its callers, and how it is answering: for people to see. */
export interface HostCondition {
  /** milliseconds since the epoch until which nothing is sent, as the host asked; null when nothing holds calls back */
  pausedUntil: number | null;
  /** the same for the crawler alone, which leaves the rest of the allowance to people */
  backgroundPausedUntil: number | null;
  /** the same because the host stopped answering */
  brokenUntil: number | null;
  rateLimit: RateLimit | null;
}

/**
 * One host, however many registries of the configuration it serves: its queue, the pause it asked for, what is left of
 * its allowance, and whether it answers at all.
 */
export class Host {
  readonly origin: string;
  readonly gate: Gate;
  /** for calls whose body is made while it is sent: they may wait for other calls, which must not wait for them */
  readonly uploads: Gate;
  private readonly breaker = new CircuitBreaker();
  private pausedUntil = 0;
  private backgroundPausedUntil = 0;
  private rateLimit: RateLimit | null = null;
  private lastFailure = '';

  /** @param places calls under way at once, and as many uploads */
  constructor(origin: string, places: number) {
    this.origin = origin;
    this.gate = new Gate(places);
    this.uploads = new Gate(places);
  }

  /** How it is being treated. */
  condition(now: number): HostCondition {
    const ahead = (at: number): number | null => (at > now ? at : null);
    return {
      pausedUntil: ahead(this.pausedUntil),
      backgroundPausedUntil: ahead(this.backgroundPausedUntil),
      brokenUntil: this.breaker.state(now).openUntil,
      rateLimit: this.rateLimit,
    };
  }

  /** Milliseconds a call must wait, as the host asked for. */
  pauseLeft(now: number): number {
    return Math.max(0, this.pausedUntil - now);
  }

  /** Notes that the host asked for a pause, in milliseconds from now. */
  pause(now: number, asked: number): void {
    this.pausedUntil = Math.max(this.pausedUntil, now + asked);
  }

  /**
   * Lets a call begin. It must be reported with `answered`, `silent` or `gaveUp`.
   * @throws RegistryError `unavailable` when the host has stopped answering, `rate_limited` when the rest of its
   *   allowance is kept for people
   */
  begin(now: number, { priority }: CallOptions): void {
    const eager = priority === 'interactive';
    const reserved = this.backgroundPausedUntil - now;
    if (!eager && reserved > 0)
      throw new RegistryError(
        'rate_limited',
        `${this.origin} has few requests left for us (${this.rateLimit?.remaining ?? 0} of ${this.rateLimit?.limit ?? 0}); they are kept for people. Reading goes on in ${seconds(reserved)} s.`,
        { url: this.origin, retryAfter: reserved },
      );
    const closed = this.breaker.enter(now, eager);
    if (closed === undefined) return;
    throw new RegistryError(
      'unavailable',
      `${this.origin} has not answered for ${this.breaker.state(now).failures} calls in a row and is left alone for ${seconds(closed)} s. The last one: ${this.lastFailure}`,
      { url: this.origin, retryAfter: closed },
    );
  }

  /** The host answered. */
  answered(now: number, headers: IncomingHttpHeaders): void {
    this.breaker.succeed();
    const limit = readRateLimit(headers, now);
    if (limit === undefined) return;
    this.rateLimit = limit;
    const pause = backgroundPause(limit, now);
    this.backgroundPausedUntil = pause === undefined ? 0 : now + pause;
  }

  /** The host did not answer, after all tries. */
  silent(now: number, failure: string): void {
    this.lastFailure = failure;
    this.breaker.fail(now);
  }

  /** The call ended for a reason of its own. */
  gaveUp(): void {
    this.breaker.leave();
  }
}

function seconds(milliseconds: number): number {
  return Math.ceil(milliseconds / 1000);
}

/** Hosts remembered: what a registry points at may be anywhere. */
const MAX_HOSTS = 1000;

/** The hosts of one Chartroom: calls to the same one share its queue and its pauses, whoever makes them. */
export class Hosts {
  private readonly hosts = new LRUCache<string, Host>({ max: MAX_HOSTS });

  /** @param places how many calls may be under way at once, and as many uploads; counts when the host is first seen */
  of(origin: string, places: number): Host {
    const known = this.hosts.get(origin);
    if (known !== undefined) return known;
    const host = new Host(origin, places);
    this.hosts.set(origin, host);
    return host;
  }

  /** Refuses all calls that wait on this owner's behalf, whatever the host. */
  dismiss(owner: object): void {
    for (const { gate, uploads } of this.hosts.values()) {
      gate.dismiss(owner);
      uploads.dismiss(owner);
    }
  }
}
