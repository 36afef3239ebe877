import { moveOfPromotion, moveOfSighting, type ChannelMove } from '@/lib/channels/channel-move';
import type { OutsideMove } from '@/lib/channels/outside-move';
import {
  hasMoved,
  type ChannelAddress,
  type Promotion,
  type PromotionFilter,
  type PromotionIntent,
} from '@/lib/channels/promotion';
import {
  holds,
  jsonTable,
  lacks,
  put,
  remove,
  scan,
  type Change,
  type Key,
  type Store,
  type Table,
} from '@/lib/store/store';

/** Promotions of earlier versions lack what was added since. */
type Stored<P extends PromotionIntent> = Omit<P, keyof typeof ADDED> & Partial<Pick<P, keyof typeof ADDED>>;
const ADDED = {
  kind: 'promotion',
  undoes: null,
  failure: null,
  response: null,
  evidence: null,
  copiedFrom: null,
} as const;

// Moves can't be read again from anywhere: these numbers stay, a new shape is read beside the old one.
const PROMOTIONS = jsonTable<Stored<Promotion>>('promotions', 1);
const BY_CHART = jsonTable<null>('promotions-by-chart', 1);
const INTENTS = jsonTable<Stored<PromotionIntent>>('promotion-intents', 1);
const OUTSIDE = jsonTable<OutsideMove>('outside-moves', 1);
const OUTSIDE_BY_CHART = jsonTable<null>('outside-moves-by-chart', 1);
/** by [registry, repository, channel, id]: the moves after which a move made elsewhere is recorded */
const FOLLOWED = jsonTable<null>('outside-moves-after', 1);
/** by [registry, repository, channel, id]: every move that moved something */
const BY_CHANNEL = jsonTable<Pick<ChannelMove, 'origin'>>('moves-by-channel', 1);

const MAX_LISTED = 1000;

/** Which moves are meant; a part left out means any. */
export interface MoveFilter extends PromotionFilter {
  /** only moves before the one of this id */
  before?: string | undefined;
}

/**
 * Every promotion Chartroom made, for ever, those under way, and the moves of channels that were seen and made elsewhere.
 */
export interface History {
  /** Writes down what is about to be done, before it is done. */
  begin(intent: PromotionIntent): Promise<void>;
  /** Records how a promotion ended, begun or not; once more for the same id replaces the record. */
  record(promotion: Promotion): Promise<Promotion>;
  /** Adds to a recorded promotion what was learnt after it. @returns the record now, or undefined when there is none */
  amend(id: string, learnt: Partial<Pick<Promotion, 'outcome' | 'evidence'>>): Promise<Promotion | undefined>;
  /**
   * Records a move that was made elsewhere, as what followed another move of the channel: once, however many saw it.
   * @param after the id of what `latest` gave before; null where it gave nothing
   * @returns false where somebody has recorded already what followed
   */
  recordOutside(move: OutsideMove, after: string | null): Promise<boolean>;
  /** Forgets an intent that came to nothing and is not worth a record. */
  drop(intent: PromotionIntent): Promise<void>;
  /** Promotions begun and not ended, oldest first: under way now, or cut off by the end of a process. */
  intents(filter?: PromotionFilter): Promise<PromotionIntent[]>;
  /** Promotions newest first, at most `limit` (1,000 unless told, and never more). */
  list(filter?: PromotionFilter, limit?: number): Promise<Promotion[]>;
  /** Moves newest first, made here and elsewhere, at most `limit` (1,000 unless told, and never more). */
  moves(filter?: MoveFilter, limit?: number): Promise<ChannelMove[]>;
  /** The last move of a channel that moved it; undefined where none is known. */
  latest(channel: ChannelAddress): Promise<ChannelMove | undefined>;
  /** The channels whose last move was made elsewhere, of a chart, a registry or everywhere. */
  movedOutside(filter?: Omit<PromotionFilter, 'channel'>): Promise<ChannelAddress[]>;
}

/**
 * The history kept in `store`.
 * @param onMove told of each move once it is recorded; must not throw
 */
export function createHistory(store: Store, onMove: (move: ChannelMove) => void = () => undefined): History {
  const history: History = {
    begin: (intent) => store.write([put(INTENTS, intentKey(intent), intent)]),

    async record(promotion) {
      const { registry, repository, id } = promotion;
      await store.write([
        put(PROMOTIONS, [id], promotion),
        put(BY_CHART, [registry, repository, id], null),
        ...indexChannel(moveOfPromotion(promotion)),
        remove(INTENTS, intentKey(promotion)),
      ]);
      onMove(moveOfPromotion(promotion));
      return promotion;
    },

    async amend(id, learnt) {
      for (;;) {
        const stored = await store.get(PROMOTIONS, [id]);
        if (stored === undefined) return undefined;
        const promotion = { ...complete(stored), ...learnt };
        const change = put(PROMOTIONS, [id], promotion);
        if (!(await store.writeIf([holds(PROMOTIONS, [id], stored)], [change]))) continue;
        onMove(moveOfPromotion(promotion));
        return promotion;
      }
    },

    async recordOutside(move, after) {
      const { registry, repository, channel, id } = move;
      const followed = [registry, repository, channel, after ?? ''];
      const recorded = await store.writeIf(
        [lacks(FOLLOWED, followed)],
        [
          put(FOLLOWED, followed, null),
          put(OUTSIDE, [id], move),
          put(OUTSIDE_BY_CHART, [registry, repository, id], null),
          ...indexChannel(moveOfSighting(move)),
        ],
      );
      if (recorded) onMove(moveOfSighting(move));
      return recorded;
    },

    drop: (intent) => store.write([remove(INTENTS, intentKey(intent))]),

    async intents(filter = {}) {
      const found: PromotionIntent[] = [];
      for await (const { value } of scan(store, INTENTS, { prefix: [] })) {
        if (fits(value, filter)) found.push(complete(value));
      }
      return found.sort((a, b) => (a.id < b.id ? -1 : 1));
    },

    list: (filter = {}, limit = MAX_LISTED) => take(promotionsOf(store, filter), filter, limit),

    moves(filter = {}, limit = MAX_LISTED) {
      const here = newestFirst(store, PROMOTIONS, BY_CHART, filter);
      const elsewhere = newestFirst(store, OUTSIDE, OUTSIDE_BY_CHART, filter);
      return take(
        mergeNewestFirst(
          mapEach(here, (stored) => moveOfPromotion(complete(stored))),
          mapEach(elsewhere, moveOfSighting),
        ),
        filter,
        limit,
      );
    },

    async latest({ registry, repository, channel }) {
      const prefix = [registry, repository, channel];
      const [entry] = await store.list(BY_CHANNEL, { prefix, order: 'descending', limit: 1 });
      const id = entry?.key[3];
      if (entry === undefined || id === undefined) return undefined;
      if (entry.value.origin === 'outside') {
        const move = await store.get(OUTSIDE, [id]);
        return move && moveOfSighting(move);
      }
      const promotion = await store.get(PROMOTIONS, [id]);
      return promotion && moveOfPromotion(complete(promotion));
    },

    async movedOutside({ registry, repository } = {}) {
      const prefix =
        registry === undefined ? [] : repository === undefined ? [registry] : [registry, repository];
      const found: ChannelAddress[] = [];
      let after: Key | undefined;
      for (;;) {
        // Behind the address of a channel, backwards, comes the last move of the channel before it.
        const [entry] = await store.list(BY_CHANNEL, { prefix, order: 'descending', after, limit: 1 });
        if (entry === undefined) return found.reverse();
        after = entry.key.slice(0, 3);
        const [name = '', path = '', channel = ''] = after;
        if (entry.value.origin === 'outside' && (repository ?? path) === path)
          found.push({ registry: name, repository: path, channel });
      }
    },
  };
  return history;
}

/**
 * Lists by channel the promotions of versions of Chartroom that did not. Call it once at the start, before anything is
 * recorded.
 */
export async function indexOldPromotions(store: Store): Promise<void> {
  const [any] = await store.list(BY_CHANNEL, { prefix: [], limit: 1 });
  if (any !== undefined) return;
  const changes: Change[] = [];
  for await (const { value } of scan(store, PROMOTIONS, { prefix: [] }))
    changes.push(...indexChannel(moveOfPromotion(complete(value))));
  await store.write(changes);
}

/**
 * An id that sorts by time: the UTC time to the millisecond and `random`, which keeps two in one millisecond apart.
 * @param at milliseconds since 1970
 * @param random a few characters of `a-z0-9`
 */
export function promotionId(at: number, random: string): string {
  return `${new Date(at).toISOString().replaceAll(/[-:.]/g, '')}-${random}`;
}

async function* promotionsOf(store: Store, filter: PromotionFilter): AsyncGenerator<Promotion, void, void> {
  yield* mapEach(newestFirst(store, PROMOTIONS, BY_CHART, filter), complete);
}

async function* newestFirst<V>(
  store: Store,
  table: Table<V>,
  byChart: Table<null>,
  { registry, repository, before }: MoveFilter,
): AsyncGenerator<V, void, void> {
  const order = 'descending';
  if (registry === undefined || repository === undefined) {
    const after = before === undefined ? undefined : [before];
    for await (const { value } of scan(store, table, { prefix: [], order, after })) yield value;
    return;
  }
  const prefix = [registry, repository];
  const after = before === undefined ? undefined : [...prefix, before];
  for await (const { key } of scan(store, byChart, { prefix, order, after })) {
    const value = await store.get(table, key.slice(2));
    if (value !== undefined) yield value;
  }
}

async function* mapEach<A, B>(
  values: AsyncIterable<A>,
  change: (value: A) => B,
): AsyncGenerator<B, void, void> {
  for await (const value of values) yield change(value);
}

async function* mergeNewestFirst(
  left: AsyncGenerator<ChannelMove, void, void>,
  right: AsyncGenerator<ChannelMove, void, void>,
): AsyncGenerator<ChannelMove, void, void> {
  let [a, b] = await Promise.all([left.next(), right.next()]);
  for (;;) {
    if (a.value !== undefined && (b.value === undefined || a.value.id > b.value.id)) {
      yield a.value;
      a = await left.next();
    } else if (b.value !== undefined) {
      yield b.value;
      b = await right.next();
    } else return;
  }
}

async function take<M extends ChannelAddress>(
  moves: AsyncIterable<M>,
  filter: PromotionFilter,
  limit: number,
): Promise<M[]> {
  const most = Math.min(limit, MAX_LISTED);
  const found: M[] = [];
  for await (const move of moves) {
    if (found.length >= most) break;
    if (fits(move, filter)) found.push(move);
  }
  return found;
}

/** What was not moved has no place in the list of a channel's moves. */
function indexChannel(move: ChannelMove): Change[] {
  const { registry, repository, channel, id, origin } = move;
  return hasMoved(move) ? [put(BY_CHANNEL, [registry, repository, channel, id], { origin })] : [];
}

function complete<P extends PromotionIntent>(stored: Stored<P>): P {
  return { ...ADDED, ...stored } as unknown as P;
}

function intentKey({ registry, repository, channel, id }: PromotionIntent): Key {
  return [registry, repository, channel, id];
}

function fits(move: ChannelAddress, filter: PromotionFilter): boolean {
  return (['registry', 'repository', 'channel'] as const).every(
    (part) => filter[part] === undefined || filter[part] === move[part],
  );
}
