import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHistory } from '@/lib/channels/history';
import { promote } from '@/lib/channels/promote';
import { digestUnder, settleIntents } from '@/lib/channels/settle-promotion';
import { BARE_RULES, NO_FACTS } from '@/lib/channels/testing/channel-rules';
import { startInterceptingProxy, type InterceptingProxy } from '@/lib/channels/testing/intercepting-proxy';
import { locksOver } from '@/lib/channels/testing/locks-over';
import { pushChart } from '@/lib/channels/testing/pushed-content';
import { compilePromoting, type PromotingProgram } from '@/lib/channels/testing/start-promoting';
import { startEmbeddedRegistry, type EmbeddedRegistry } from '@/lib/embedded-registry/server';
import type { Digest } from '@/lib/oci/names';
import type { Registry } from '@/lib/oci/registry';
import { createRegistry } from '@/lib/oci/registry-client';
import { openLmdbStore } from '@/lib/store/lmdb-store';
import { nameProcess } from '@/lib/store/process-name';

const REPOSITORY = 'harbour/berth';
const CHANNEL = '1-stable';

let folder: string;
let server: EmbeddedRegistry;
let proxy: InterceptingProxy;
let registry: Registry;
let program: PromotingProgram;
let before: Digest;
let after: Digest;
/** of this machine: the killed process is known to be dead at once */
let place: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chartroom-crash-'));
  ({ place } = await nameProcess(''));
  program = await compilePromoting();
  server = await startEmbeddedRegistry({ folder: join(folder, 'registry') });
  registry = createRegistry({ url: server.url });
  before = await pushChart({ registry, repository: REPOSITORY }, '1.2.0');
  after = await pushChart({ registry, repository: REPOSITORY }, '1.2.1');
  proxy = await startInterceptingProxy(server.url);
});

afterAll(async () => {
  await Promise.all([proxy.close(), registry.close(), program.remove()]);
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

test('killed before any of its calls, a promotion leaves the old tag or the new one, and the history says which', async () => {
  const lines: string[] = [];
  for (let step = 0; ; step += 1) {
    await registry.putManifest(REPOSITORY, CHANNEL, await registry.getManifest(REPOSITORY, before));
    const storeFolder = join(folder, `store-${step}`);
    const killed = await killAt(step, storeFolder);
    const store = await openLmdbStore(storeFolder);
    const history = createHistory(store);
    // As the next start does; the dead process still has the channel's lock.
    expect(
      await settleIntents({ history, locks: locksOver(store, place), registry: () => registry }),
    ).toEqual([]);
    const digest = await digestUnder(registry, REPOSITORY, CHANNEL);
    const moved = (await history.list()).filter(({ outcome }) => outcome === 'moved');
    expect(await history.intents(), killed).toEqual([]);
    expect(digest, killed).toBe(moved.length === 1 ? after : before);
    expect(
      moved.map(({ from, to }) => [from?.digest, to.digest]),
      killed,
    ).toEqual(digest === after ? [[before, after]] : []);
    // The channel is free at once for whoever comes next.
    const again = await promote(requestFrom(digest), contextOf(history, store));
    expect(again.outcome, killed).toBe(digest === after ? 'unchanged' : 'moved');
    await store.close();
    if (killed === undefined) break;
    lines.push(killed);
  }
  expect(lines).toContain(`PUT /v2/${REPOSITORY}/manifests/${CHANNEL}`);
  expect(lines.length).toBeGreaterThan(5);
  for (const [version, digest] of [
    ['1.2.0', before],
    ['1.2.1', after],
  ] as const)
    expect(await digestUnder(registry, REPOSITORY, version)).toBe(digest);
}, 120_000);

/**
 * Starts a promotion in a process of its own and kills that when it makes its call number `step`, before the registry
 * hears of it. @returns the call; undefined when the promotion ended before
 */
async function killAt(step: number, storeFolder: string): Promise<string | undefined> {
  let calls = 0;
  let killed: string | undefined;
  const order = { repository: REPOSITORY, channel: CHANNEL, digest: after };
  const promoting = program.start(storeFolder, proxy.url, [order]);
  proxy.intercept((method, path) => {
    calls += 1;
    if (calls <= step) return 'pass';
    killed ??= `${method} ${path}`;
    promoting.process.kill('SIGKILL');
    return undefined;
  });
  await promoting.outcomes().catch((error: unknown) => {
    if (killed === undefined) throw error;
  });
  return killed;
}

function requestFrom(expectedDigest: Digest | null) {
  return {
    kind: 'promotion' as const,
    registry: 'production',
    repository: REPOSITORY,
    channel: CHANNEL,
    digest: after,
    expectedDigest,
    reason: '',
    acknowledged: [],
  };
}

function contextOf(
  history: ReturnType<typeof createHistory>,
  store: Awaited<ReturnType<typeof openLmdbStore>>,
) {
  return {
    registry,
    history,
    locks: locksOver(store, place),
    rules: BARE_RULES,
    facts: NO_FACTS,
    now: Date.now,
    random: () => 'ab12',
    actor: null,
  };
}
