import { LRUCache } from 'lru-cache';
import type { Digest } from '@/lib/oci/names';
import type { Notification } from '@/lib/oci/notifications/notification';

/** How long it is remembered who did something, in milliseconds … */
const MEMORY = 60 * 60_000;
/** … and of how many tags. */
const MAX_REMEMBERED = 1000;

interface Told {
  actor: string;
  action: Notification['action'];
  digest: Digest | null;
}

/** Remembers whom a registry's notifications named last for each tag: it says so nowhere else. */
export class ToldActors {
  readonly #told: LRUCache<string, Told>;

  /** @param now milliseconds, by a clock that only goes forward */
  constructor(now: () => number) {
    this.#told = new LRUCache({ max: MAX_REMEMBERED, ttl: MEMORY, ttlResolution: 0, perf: { now } });
  }

  /** Takes note of a notification. */
  add(registry: string, { repository, tag, action, digest, actor }: Notification): void {
    if (tag === null || action === 'other') return;
    const key = keyOf(registry, repository, tag);
    if (actor === null) this.#told.delete(key);
    else this.#told.set(key, { actor, action, digest });
  }

  /**
   * Who pointed a tag at `digest`, or deleted it, where that is null. Null when the last notification about the tag
   * named nobody, or told of something else.
   */
  actorOf(registry: string, repository: string, tag: string, digest: Digest | null): string | null {
    const told = this.#told.get(keyOf(registry, repository, tag));
    if (told === undefined) return null;
    if (digest === null) return told.action === 'delete' ? told.actor : null;
    return told.action === 'push' && (told.digest ?? digest) === digest ? told.actor : null;
  }
}

function keyOf(...parts: string[]): string {
  return parts.join('\n');
}
