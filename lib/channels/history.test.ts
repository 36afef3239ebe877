import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createHistory, promotionId, type History } from '@/lib/channels/history';
import type { Promotion, PromotionIntent } from '@/lib/channels/promotion';
import { openLmdbStore } from '@/lib/store/lmdb-store';
import type { Store } from '@/lib/store/store';

const START = Date.parse('2026-11-23T00:00:00Z');

function intent(minute: number, over: Partial<PromotionIntent> = {}): PromotionIntent {
  const at = START + minute * 60_000;
  return {
    id: promotionId(at, 'ab12'),
    registry: 'production',
    repository: 'harbour/berth',
    channel: '1-stable',
    from: null,
    to: { digest: `sha256:${'a'.repeat(64)}`, version: '1.2.1' },
    actor: null,
    reason: '',
    at: new Date(at).toISOString(),
    ...over,
  };
}

function moved(minute: number, over: Partial<Promotion> = {}): Promotion {
  return { ...intent(minute), outcome: 'moved', ...over };
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

describe('promotionId', () => {
  test('sorts by time', () => {
    const ids = [START, START + 1, START + 1000, START + 86_400_000].map((at) => promotionId(at, 'zz'));
    expect(ids.toReversed().sort()).toEqual(ids);
    expect(promotionId(START, 'a1b2')).toBe('20261123T000000000Z-a1b2');
  });
});
