import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHistory, promotionId, type History } from '@/lib/channels/history';
import { noteSighting, type Sighting, type SightingContext } from '@/lib/channels/note-sighting';
import type { Promotion } from '@/lib/channels/promotion';
import type { Digest } from '@/lib/oci/names';
import { registryError } from '@/lib/oci/testing/scripted-answer';
import { startScriptedServer, type ScriptedServer } from '@/lib/oci/testing/scripted-server';
import { createRegistry } from '@/lib/oci/registry-client';
import type { Registry } from '@/lib/oci/registry';
import { openLmdbStore } from '@/lib/store/lmdb-store';
import type { Store } from '@/lib/store/store';

const REPOSITORY = 'harbour/berth';
const CHANNEL = { registry: 'production', repository: REPOSITORY, channel: '1-stable' };
const NOON = Date.parse('2026-11-25T12:00:00Z');

let folder: string;
let server: ScriptedServer;
let registry: Registry;
let store: Store;
let history: History;
let context: SightingContext;
let digests: Digest[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chartroom-sighting-'));
  store = await openLmdbStore(folder);
  server = await startScriptedServer();
  registry = createRegistry({ url: server.origin, retry: { tries: 1 } });
  history = createHistory(store);
  let count = 0;
  context = { history, registry, random: () => `r${(count += 1)}`, actorOf: () => null };
  digests = ['1', '2', '3'].map((text) => server.content.addManifest(REPOSITORY, [], { text }).digest);
});

afterEach(async () => {
  await registry.close();
  await server.close();
  await store.close();
  await rm(folder, { recursive: true });
});

/** Points the channel at the manifest of this number; the manifests count from 1. */
function pointAt(manifest: number): void {
  server.content.addManifest(REPOSITORY, ['1-stable'], { text: String(manifest) });
}

function end(manifest: number): { digest: Digest; version: string } {
  const digest = digests[manifest - 1];
  if (digest === undefined) throw new Error(`there is no manifest ${manifest}`);
  return { digest, version: `${manifest}.0.0` };
}

/** Seen to go from one manifest to another at this minute after noon, and to be where it was a minute before. */
function seen(minute: number, from: number, to: number | null): Sighting {
  const at = NOON + minute * 60_000;
  return { from: end(from), to: to === null ? null : end(to), at, lastSeen: at - 60_000 };
}

function promoted(minute: number, from: number, to: number): Promotion {
  const at = NOON + minute * 60_000;
  return {
    ...CHANNEL,
    id: promotionId(at, 'p'),
    kind: 'promotion',
    undoes: null,
    from: end(from),
    to: end(to),
    actor: null,
    reason: '',
    at: new Date(at).toISOString(),
    outcome: 'moved',
    failure: null,
    response: null,
    evidence: null,
    copiedFrom: null,
  };
}

describe('noteSighting', () => {
  test('records where the channel came from, went, and when', async () => {
    pointAt(2);
    const move = await noteSighting(CHANNEL, seen(5, 1, 2), { ...context, actorOf: () => 'robot' });
    expect(move).toEqual({
      ...CHANNEL,
      id: '20261125T120500000Z-r1',
      from: end(1),
      to: end(2),
      at: '2026-11-25T12:05:00.000Z',
      lastSeen: '2026-11-25T12:04:00.000Z',
      actor: 'robot',
    });
    expect(await history.moves()).toMatchObject([{ id: move?.id, origin: 'outside' }]);
  });

  test.each<[string, () => Promise<unknown>]>([
    ['a promotion to there is recorded', () => history.record(promoted(4, 1, 2))],
    ['a promotion to there is under way', () => history.begin(promoted(4, 1, 2))],
    ['the channel has gone on meanwhile', async () => pointAt(3)],
  ])('records nothing where %s', async (_what, prepare) => {
    pointAt(2);
    await prepare();
    expect(await noteSighting(CHANNEL, seen(5, 1, 2), context)).toBeNull();
    expect((await history.moves()).filter(({ origin }) => origin === 'outside')).toEqual([]);
  });

  test('counts what was seen where the registry does not answer again', async () => {
    server.on(`HEAD /v2/${REPOSITORY}/manifests/1-stable`, registryError(503, 'UNAVAILABLE', 'down'));
    server.on(`GET /v2/${REPOSITORY}/manifests/1-stable`, registryError(503, 'UNAVAILABLE', 'down'));
    expect(await noteSighting(CHANNEL, seen(5, 1, 2), context)).toMatchObject({ to: end(2) });
  });

  test('a promotion that the sighting did not know of is where the channel came from', async () => {
    await history.record(promoted(4.5, 1, 2));
    pointAt(3);
    const move = await noteSighting(CHANNEL, seen(5, 1, 3), context);
    expect(move).toMatchObject({ from: end(2), lastSeen: '2026-11-25T12:04:30.000Z' });
  });

  test('comes behind what the history has, though it was seen before', async () => {
    await history.record(promoted(6, 2, 3));
    pointAt(2);
    await noteSighting(CHANNEL, seen(5, 1, 2), context);
    expect(await history.latest(CHANNEL)).toMatchObject({ origin: 'outside', from: end(3), to: end(2) });
  });

  test('a channel that is gone is closed, once', async () => {
    const gone = seen(5, 1, null);
    expect(await noteSighting(CHANNEL, gone, context)).toMatchObject({ from: end(1), to: null });
    expect(await noteSighting(CHANNEL, gone, context)).toBeNull();
  });

  test('of many who see it at once, one records it', async () => {
    pointAt(2);
    const other = { ...context, history: createHistory(store) };
    const noted = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        noteSighting(CHANNEL, seen(5, 1, 2), index % 2 === 0 ? context : other),
      ),
    );
    expect(noted.filter((move) => move !== null)).toHaveLength(1);
    expect(await history.moves()).toHaveLength(1);
  });
});
