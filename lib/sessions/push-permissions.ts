import { LRUCache } from 'lru-cache';
import type { Permission } from '@/lib/oci/registry';
import { SingleFlight } from '@/lib/oci/single-flight';

/** Whose permission, and where. */
export interface PermissionQuestion {
  /** the registry's configured name */
  registry: string;
  repository: string;
  /** id of the session whose login is meant; null for Chartroom's own */
  session: string | null;
}

/** Milliseconds. Long enough for a page full of buttons, short enough for a right that is given meanwhile. */
const REMEMBERED = 30_000;
const MAX_REMEMBERED = 10_000;

/** What registries said of who may push where, remembered for 30 seconds. Failures are not remembered. */
export class PushPermissions {
  readonly #now: () => number;
  readonly #known = new LRUCache<string, { permission: Permission; until: number }>({ max: MAX_REMEMBERED });
  readonly #asking = new SingleFlight<Permission>();

  /** @param now milliseconds since the epoch */
  constructor(now: () => number) {
    this.#now = now;
  }

  /**
   * What is remembered, else what is answered now; callers with the same question at the same time share the asking.
   * @param ask asks the registry; what it throws reaches the callers
   */
  async find(
    question: PermissionQuestion,
    ask: (signal: AbortSignal) => Promise<Permission>,
    signal?: AbortSignal,
  ): Promise<Permission> {
    const key = keyOf(question);
    const known = this.#known.get(key);
    if (known !== undefined && known.until > this.#now()) return known.permission;
    return this.#asking.join(key, signal, async (flight) => {
      const permission = await ask(flight);
      this.#known.set(key, { permission, until: this.#now() + REMEMBERED });
      return permission;
    });
  }
}

function keyOf({ registry, repository, session }: PermissionQuestion): string {
  return JSON.stringify([registry, repository, session]);
}
