import type { QueryClient, QueryKey } from '@tanstack/react-query';
import { channelBoardKey } from '@/lib/queries/channel-board';
import { chartKeys } from '@/lib/queries/charts';
import type { LiveChange } from '@/lib/queries/live-message';
import { registryKeys } from '@/lib/queries/registries';
import { searchIndexKey } from '@/lib/queries/search-index';
import { transferKeys } from '@/lib/queries/transfers';

/** What a change makes stale, and the least time in milliseconds between two askings for it. */
interface Stale {
  keys: readonly QueryKey[];
  pause: number;
}

const OFTEN = 1000;
/** For an index that changed the engine is made anew, and while a registry is first read it changes all the time. */
const SELDOM = 3000;

/** Asks again for what changes have made stale: at once, and while changes go on, only now and then. */
export class LiveInvalidation {
  readonly #client: Pick<QueryClient, 'invalidateQueries' | 'getQueryData'>;
  readonly #after: (ms: number, call: () => void) => void;
  /** by what was asked for lately: whether it changed again since */
  readonly #pausing = new Map<string, boolean>();

  /** @param after calls back once after so many milliseconds */
  constructor(
    client: Pick<QueryClient, 'invalidateQueries' | 'getQueryData'>,
    after: (ms: number, call: () => void) => void,
  ) {
    this.#client = client;
    this.#after = after;
  }

  apply(change: LiveChange): void {
    const stale = this.#staleBy(change);
    const id = JSON.stringify(stale.keys);
    if (this.#pausing.has(id)) this.#pausing.set(id, true);
    else this.#ask(id, stale);
  }

  #ask(id: string, { keys, pause }: Stale): void {
    this.#pausing.set(id, false);
    for (const queryKey of keys) void this.#client.invalidateQueries({ queryKey });
    this.#after(pause, () => {
      const again = this.#pausing.get(id) === true;
      this.#pausing.delete(id);
      if (again) this.#ask(id, { keys, pause });
    });
  }

  #staleBy(change: LiveChange): Stale {
    switch (change.kind) {
      case 'chart':
        return { keys: [chartKeys.detail(change)], pause: this.#chartPause(chartKeys.detail(change)) };
      case 'registry':
        return { keys: [registryKeys.all], pause: OFTEN };
      case 'transfer':
        return { keys: [transferKeys.list(), transferKeys.detail(change.id)], pause: OFTEN };
      case 'index':
        return { keys: [searchIndexKey, channelBoardKey], pause: SELDOM };
      case 'reset':
        return {
          keys: [chartKeys.details(), registryKeys.all, transferKeys.all, searchIndexKey, channelBoardKey],
          pause: SELDOM,
        };
    }
  }

  /** The answer for a chart with thousands of versions is a megabyte. */
  #chartPause(key: QueryKey): number {
    const chart = this.#client.getQueryData<{ versions: readonly unknown[] }>(key);
    return Math.max(OFTEN, (chart?.versions.length ?? 0) * 2);
  }
}
