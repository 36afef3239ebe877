import type { Promotion, PromotionFilter, PromotionIntent } from '@/lib/channels/promotion';
import { jsonTable, put, remove, scan, type Key, type Store } from '@/lib/store/store';

// Promotions can't be read again from anywhere: these numbers stay, a new shape is read beside the old one.
const PROMOTIONS = jsonTable<Promotion>('promotions', 1);
const BY_CHART = jsonTable<null>('promotions-by-chart', 1);
const INTENTS = jsonTable<PromotionIntent>('promotion-intents', 1);

const MAX_LISTED = 1000;

/**
 * Every promotion Chartroom made, for ever, and those under way. What other tools do to a channel is not in here: the
 * registry tells who points where, never who moved it.
 */
export interface History {
  /** Writes down what is about to be done, before it is done. */
  begin(intent: PromotionIntent): Promise<void>;
  /** Records how a promotion ended, begun or not; once more for the same id replaces the record. */
  record(promotion: Promotion): Promise<Promotion>;
  /** Forgets an intent that came to nothing: the channel was not moved. */
  drop(intent: PromotionIntent): Promise<void>;
  /** Promotions begun and not ended, oldest first: under way now, or cut off by the end of a process. */
  intents(filter?: PromotionFilter): Promise<PromotionIntent[]>;
  /** Promotions newest first, at most `limit` (1,000 unless told, and never more). */
  list(filter?: PromotionFilter, limit?: number): Promise<Promotion[]>;
}

/** The history kept in `store`. */
export function createHistory(store: Store): History {
  return {
    begin: (intent) => store.write([put(INTENTS, intentKey(intent), intent)]),

    async record(promotion) {
      const { registry, repository, id } = promotion;
      await store.write([
        put(PROMOTIONS, [id], promotion),
        put(BY_CHART, [registry, repository, id], null),
        remove(INTENTS, intentKey(promotion)),
      ]);
      return promotion;
    },

    drop: (intent) => store.write([remove(INTENTS, intentKey(intent))]),

    async intents(filter = {}) {
      const found: PromotionIntent[] = [];
      for await (const { value } of scan(store, INTENTS, { prefix: [] })) {
        if (fits(value, filter)) found.push(value);
      }
      return found.sort((a, b) => (a.id < b.id ? -1 : 1));
    },

    async list(filter = {}, limit = MAX_LISTED) {
      const most = Math.min(limit, MAX_LISTED);
      const found: Promotion[] = [];
      for await (const promotion of newestFirst(store, filter)) {
        if (found.length >= most) break;
        if (fits(promotion, filter)) found.push(promotion);
      }
      return found;
    },
  };
}

/**
 * An id that sorts by time: the UTC time to the millisecond and `random`, which keeps two in one millisecond apart.
 * @param at milliseconds since 1970
 * @param random a few characters of `a-z0-9`
 */
export function promotionId(at: number, random: string): string {
  return `${new Date(at).toISOString().replaceAll(/[-:.]/g, '')}-${random}`;
}

async function* newestFirst(store: Store, filter: PromotionFilter): AsyncGenerator<Promotion, void, void> {
  const { registry, repository } = filter;
  if (registry === undefined || repository === undefined) {
    for await (const { value } of scan(store, PROMOTIONS, { prefix: [], order: 'descending' })) yield value;
    return;
  }
  for await (const { key } of scan(store, BY_CHART, {
    prefix: [registry, repository],
    order: 'descending',
  })) {
    const promotion = await store.get(PROMOTIONS, key.slice(2));
    if (promotion !== undefined) yield promotion;
  }
}

function intentKey({ registry, repository, channel, id }: PromotionIntent): Key {
  return [registry, repository, channel, id];
}

function fits(promotion: PromotionIntent, filter: PromotionFilter): boolean {
  return (['registry', 'repository', 'channel'] as const).every(
    (part) => filter[part] === undefined || filter[part] === promotion[part],
  );
}
