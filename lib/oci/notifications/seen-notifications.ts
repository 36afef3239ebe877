import { LRUCache } from 'lru-cache';
import type { Notification } from '@/lib/oci/notifications/notification';

/** How long a notification is remembered, in milliseconds … */
const MEMORY = 60 * 60_000;
/** … and how many are. */
const MAX_REMEMBERED = 10_000;

/**
 * Tells notifications seen before from new ones, so that a delivery sent twice does its work once. An event is known
 * by its id, else by its repository, tag, action and time. One with neither id nor time (Quay's) is always new, since
 * a second push of the same tag looks the same; and how often a repository is read is bounded anyway.
 *
 * The sender's time is not held against an event: registries deliver late when Chartroom was away, and clocks differ.
 * Whatever an event claims, the registry is asked, so the worst an old one can cause is one look too many.
 */
export class SeenNotifications {
  readonly #seen: LRUCache<string, true>;

  /** @param now milliseconds, by a clock that only goes forward */
  constructor(now: () => number) {
    this.#seen = new LRUCache({ max: MAX_REMEMBERED, ttl: MEMORY, ttlResolution: 0, perf: { now } });
  }

  /** Remembers a notification. @returns whether it is new */
  add(registry: string, { id, repository, tag, action, at }: Notification): boolean {
    if (id === null && at === null) return true;
    const key = JSON.stringify([registry, id ?? at, repository, tag, action]);
    if (this.#seen.has(key)) return false;
    this.#seen.set(key, true);
    return true;
  }
}
