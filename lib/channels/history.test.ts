import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createHistory, indexOldPromotions, promotionId, type History } from '@/lib/channels/history';
import type { OutsideMove } from '@/lib/channels/outside-move';
import type { Promotion, PromotionIntent } from '@/lib/channels/promotion';
import { openLmdbStore } from '@/lib/store/lmdb-store';
import { jsonTable, put, type Store } from '@/lib/store/store';

const START = Date.parse('2026-11-23T00:00:00Z');

function intent(minute: number, over: Partial<PromotionIntent> = {}): PromotionIntent {
  const at = START + minute * 60_000;
  return {
    id: promotionId(at, 'ab12'),
    kind: 'promotion',
    undoes: null,
    failure: null,
    registry: 'production',
    repository: 'harbour/berth',
    channel: '1-stable',
    from: null,
    to: { digest: `sha256:${'a'.repeat(64)}`, version: '1.2.1' },
    actor: null,
    reason: '',
    at: new Date(at).toISOString(),
    response: null,
    evidence: null,
    copiedFrom: null,
    ...over,
  };
}

function moved(minute: number, over: Partial<Promotion> = {}): Promotion {
  return { ...intent(minute), outcome: 'moved', ...over };
}

function seen(minute: number, over: Partial<OutsideMove> = {}): OutsideMove {
  const { id, registry, repository, channel, to, at } = intent(minute);
  return { id, registry, repository, channel, from: null, to, at, lastSeen: null, actor: null, ...over };
}

function idsOf(moves: readonly { id: string }[]): string[] {
  return moves.map(({ id }) => id);
}

describe('createHistory', () => {
  let folder: string;
  let store: Store;
  let history: History;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'chartroom-history-'));
    store = await openLmdbStore(folder);
    history = createHistory(store);
  });

  afterEach(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });

  test('lists newest first, by registry, repository and channel', async () => {
    const first = moved(1);
    const second = moved(2, { channel: '2-beta' });
    const third = moved(3, { repository: 'harbour/tug' });
    const fourth = moved(4, { registry: 'staging' });
    for (const promotion of [third, first, fourth, second]) await history.record(promotion);

    expect(await history.list()).toEqual([fourth, third, second, first]);
    expect(await history.list({ registry: 'production' })).toEqual([third, second, first]);
    const chart = { registry: 'production', repository: 'harbour/berth' };
    expect(await history.list(chart)).toEqual([second, first]);
    expect(await history.list({ ...chart, channel: '1-stable' })).toEqual([first]);
    expect(await history.list({ repository: 'harbour/berth' })).toEqual([fourth, second, first]);
    expect(await history.list({ channel: '2-beta' })).toEqual([second]);
    expect(await history.list({ repository: 'harbour' })).toEqual([]);
    expect(await history.list({}, 2)).toEqual([fourth, third]);
  });

  test('reads on over more promotions than one page of the store', async () => {
    const many = Array.from({ length: 1100 }, (_, minute) => moved(minute));
    await Promise.all(many.map((promotion) => history.record(promotion)));
    expect(await history.list({ channel: '1-stable' })).toEqual(many.toReversed().slice(0, 1000));
    expect(await history.list({ channel: 'beta' })).toEqual([]);
  });

  test('an intent is open until it is recorded or dropped, also after a restart', async () => {
    const [one, two] = [intent(1), intent(2, { channel: '2-beta' })];
    await history.begin(two);
    await history.begin(one);
    await store.close();
    store = await openLmdbStore(folder);
    history = createHistory(store);
    expect(await history.intents()).toEqual([one, two]);
    expect(await history.intents({ channel: '2-beta' })).toEqual([two]);
    expect(await history.list()).toEqual([]);

    await history.record({ ...one, outcome: 'moved' });
    await history.drop(two);
    expect(await history.intents()).toEqual([]);
    expect(await history.list()).toEqual([{ ...one, outcome: 'moved' }]);
  });

  test('recording once more replaces what was recorded', async () => {
    await history.record(moved(1));
    await history.record(moved(1, { outcome: 'overwritten' }));
    expect(await history.list()).toEqual([moved(1, { outcome: 'overwritten' })]);
  });
});

describe('moves', () => {
  let folder: string;
  let store: Store;
  let history: History;
  const told: string[] = [];
  const chart = { registry: 'production', repository: 'harbour/berth' };

  const recordSeen = async (move: OutsideMove): Promise<boolean> =>
    history.recordOutside(move, (await history.latest(move))?.id ?? null);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'chartroom-moves-'));
    store = await openLmdbStore(folder);
    told.length = 0;
    history = createHistory(store, ({ id, kind }) => void told.push(`${kind} ${id}`));
  });

  afterEach(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });

  test('come newest first, made here and elsewhere, a page at a time', async () => {
    const here = [1, 4, 5].map((minute) => moved(minute));
    const elsewhere = [2, 3, 6].map((minute) => seen(minute, { from: moved(0).to }));
    for (const promotion of here) await history.record(promotion);
    for (const move of elsewhere) await history.recordOutside(move, `before ${move.id}`);
    const all = [...here, ...elsewhere]
      .map(({ id }) => id)
      .sort()
      .reverse();
    for (const filter of [{}, chart, { ...chart, channel: '1-stable' }]) {
      expect(idsOf(await history.moves(filter))).toEqual(all);
      expect(idsOf(await history.moves(filter, 2))).toEqual(all.slice(0, 2));
      expect(idsOf(await history.moves({ ...filter, before: all[1] }, 3))).toEqual(all.slice(2, 5));
    }
    expect(await history.moves({ ...chart, channel: '2-beta' })).toEqual([]);
    expect((await history.moves()).map(({ origin, kind }) => `${origin} ${kind}`)).toEqual([
      'outside moved',
      'chartroom promotion',
      'chartroom promotion',
      'outside moved',
      'outside moved',
      'chartroom promotion',
    ]);
    expect(told).toHaveLength(6);
  });

  test('what followed a move is recorded once', async () => {
    await history.record(moved(1));
    const both = [seen(2), seen(3)];
    const recorded = await Promise.all(both.map((move) => history.recordOutside(move, moved(1).id)));
    expect(recorded.toSorted()).toEqual([false, true]);
    expect(await history.moves()).toHaveLength(2);
    expect(told).toHaveLength(2);
  });

  test('a move made elsewhere appeared, moved or closed the channel', async () => {
    const { to } = moved(0);
    await recordSeen(seen(1));
    await recordSeen(seen(2, { from: to }));
    await recordSeen(seen(3, { from: to, to: null, lastSeen: seen(2).at, actor: 'robot' }));
    expect((await history.moves()).map(({ kind }) => kind)).toEqual(['closed', 'moved', 'appeared']);
    expect((await history.moves())[0]).toMatchObject({ to: null, lastSeen: seen(2).at, actor: 'robot' });
  });

  test('the last move of a channel is known, and whose last one was made elsewhere', async () => {
    await history.record(moved(1));
    await recordSeen(seen(2));
    await history.record(moved(3, { channel: '2-beta' }));
    await recordSeen(seen(4, { repository: 'harbour/tug', channel: 'beta' }));
    await history.record(moved(5, { outcome: 'unchanged' }));
    expect(await history.latest({ ...chart, channel: '1-stable' })).toMatchObject({ id: seen(2).id });
    expect(await history.latest({ ...chart, channel: '2-beta' })).toMatchObject({ origin: 'chartroom' });
    expect(await history.latest({ ...chart, channel: 'beta' })).toBeUndefined();
    const outside = { ...chart, channel: '1-stable' };
    expect(await history.movedOutside(chart)).toEqual([outside]);
    const all = [outside, { ...chart, repository: 'harbour/tug', channel: 'beta' }];
    expect(await history.movedOutside()).toEqual(all);
    expect(await history.movedOutside({ registry: 'production' })).toEqual(all);
    expect(await history.movedOutside({ registry: 'staging' })).toEqual([]);

    await history.record(moved(6));
    expect(await history.movedOutside(chart)).toEqual([]);
  });

  test('promotions recorded by earlier versions are read and found', async () => {
    const { kind, undoes, response, evidence, copiedFrom, ...old } = moved(1);
    await store.write([
      put(jsonTable('promotions', 1), [old.id], old),
      put(jsonTable('promotions-by-chart', 1), [old.registry, old.repository, old.id], null),
      put(jsonTable('promotion-intents', 1), [old.registry, old.repository, old.channel, 'x'], old),
    ]);
    await indexOldPromotions(store);
    await indexOldPromotions(store);
    expect([kind, undoes, response, evidence, copiedFrom]).toEqual(['promotion', null, null, null, null]);
    expect(await history.list(chart)).toEqual([moved(1)]);
    expect(await history.intents()).toMatchObject([{ kind: 'promotion', undoes: null }]);
    expect(await history.latest({ ...chart, channel: '1-stable' })).toMatchObject({
      id: old.id,
      kind: 'promotion',
    });
  });

  test('what is learnt later is added, and nothing else is lost', async () => {
    await history.record(moved(1));
    const digest = moved(0).to.digest;
    await history.amend(moved(1).id, { evidence: { digest } });
    await history.amend(moved(1).id, { outcome: 'overwritten' });
    expect(await history.list()).toEqual([moved(1, { outcome: 'overwritten', evidence: { digest } })]);
    expect(await history.amend('nothing', { outcome: 'overwritten' })).toBeUndefined();
  });
});

describe('promotionId', () => {
  test('sorts by time', () => {
    const ids = [START, START + 1, START + 1000, START + 86_400_000].map((at) => promotionId(at, 'zz'));
    expect(ids.toReversed().sort()).toEqual(ids);
    expect(promotionId(START, 'a1b2')).toBe('20261123T000000000Z-a1b2');
  });
});
