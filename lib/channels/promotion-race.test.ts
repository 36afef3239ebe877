import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHistory } from '@/lib/channels/history';
import { hasMoved, type Promotion } from '@/lib/channels/promotion';
import { digestUnder, settleIntents } from '@/lib/channels/settle-promotion';
import { startInterceptingProxy, type InterceptingProxy } from '@/lib/channels/testing/intercepting-proxy';
import { locksOver } from '@/lib/channels/testing/locks-over';
import { pushChart } from '@/lib/channels/testing/pushed-content';
import { compilePromoting, type PromotingProgram } from '@/lib/channels/testing/start-promoting';
import { startEmbeddedRegistry, type EmbeddedRegistry } from '@/lib/embedded-registry/server';
import type { Digest } from '@/lib/oci/names';
import type { Registry } from '@/lib/oci/registry';
import { createRegistry } from '@/lib/oci/registry-client';
import { openLmdbStore } from '@/lib/store/lmdb-store';

const REPOSITORY = 'harbour/berth';
const CHANNEL = '1-stable';
const VERSIONS = ['1.2.0', '1.2.1', '1.3.0'];
const PROMOTIONS = 200;
/** of all requests; what is dropped is dropped before or after the registry has acted */
const DROPPED = 0.03;
const LONGEST_DELAY = 4; // ms
/** What losing a race, or a broken line, is told as. */
const LOST = [
  'channel_moved',
  'promotion_under_way',
  'registry_unavailable',
  'registry_timeout',
  'unavailable',
];

let folder: string;
let server: EmbeddedRegistry;
let proxy: InterceptingProxy;
let registry: Registry;
let program: PromotingProgram;
let digests: Digest[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chartroom-race-'));
  program = await compilePromoting();
  server = await startEmbeddedRegistry({ folder: join(folder, 'registry') });
  registry = createRegistry({ url: server.url });
  digests = [];
  for (const version of VERSIONS)
    digests.push(await pushChart({ registry, repository: REPOSITORY }, version));
  proxy = await startInterceptingProxy(server.url);
});

afterAll(async () => {
  await Promise.all([proxy.close(), registry.close(), program.remove()]);
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

test('two processes race 200 promotions of one channel over a line that delays and drops', async () => {
  let seed = 20_261_125;
  const chance = (): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed / 2 ** 32;
  };
  proxy.intercept(async (method, path, response) => {
    await wait(chance() * LONGEST_DELAY);
    if (chance() >= DROPPED) return 'pass';
    // A write may have been done although nobody hears of it.
    if (method === 'PUT' && chance() < 0.5) await repeatWrite(path);
    response.destroy();
    return undefined;
  });
  const storeFolder = join(folder, 'store');
  const orders = Array.from({ length: PROMOTIONS }, (_, index) => ({
    repository: REPOSITORY,
    channel: CHANNEL,
    digest: digests[index % digests.length] ?? digests[0],
  })).flatMap(({ digest, ...order }) => (digest === undefined ? [] : [{ ...order, digest }]));
  const half = PROMOTIONS / 2;
  const processes = [orders.slice(0, half), orders.slice(half)].map((part) =>
    program.start(storeFolder, proxy.url, part),
  );
  const outcomes = (await Promise.all(processes.map((process_) => process_.outcomes()))).flat();
  expect(outcomes).toHaveLength(PROMOTIONS);

  const store = await openLmdbStore(storeFolder);
  const history = createHistory(store);
  expect(await settleIntents({ history, locks: locksOver(store), registry: () => registry })).toEqual([]);
  const recorded = (await history.list()).toReversed();
  const byId = new Map(recorded.map((promotion) => [promotion.id, promotion]));

  for (const { promotion, failed } of outcomes) {
    // Whoever was told of a promotion was told what the history says, and whoever was not knows why.
    if (promotion !== null) expect(byId.get(promotion.id)).toEqual(promotion);
    else expect(LOST).toContain(failed);
  }
  const accepted = outcomes.flatMap(({ promotion }) => (promotion?.outcome === 'moved' ? [promotion] : []));
  expect(accepted.length).toBeGreaterThan(PROMOTIONS / 4);
  expect(new Set(accepted.map(({ actor }) => actor)).size).toBe(2);

  // Each move began where the one before had ended: nobody's was lost, and nobody moved a channel they had not seen.
  const moves = recorded.filter(hasMoved);
  expect(moves.map(({ from }) => from?.digest ?? null)).toEqual([
    null,
    ...moves.slice(0, -1).map(({ to }) => to.digest),
  ]);
  expect(await digestUnder(registry, REPOSITORY, CHANNEL)).toBe(moves.at(-1)?.to.digest);
  expect(await history.intents()).toEqual([]);
  for (const [index, version] of VERSIONS.entries())
    expect(await digestUnder(registry, REPOSITORY, version)).toBe(digests[index]);
  await store.close();
}, 120_000);

/** Does what the write that is dropped would have done: it is known which, as nobody else holds the channel. */
async function repeatWrite(path: string): Promise<void> {
  const store = await openLmdbStore(join(folder, 'store'));
  try {
    const [intent]: Pick<Promotion, 'to'>[] = await createHistory(store).intents();
    if (intent === undefined || !path.endsWith(`/manifests/${CHANNEL}`)) return;
    const manifest = await registry.getManifest(REPOSITORY, intent.to.digest);
    await registry.putManifest(REPOSITORY, CHANNEL, manifest);
  } finally {
    await store.close();
  }
}
