import { mkdtemp, rm } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AppError } from '@/lib/errors';
import { CONFIRM_AFTER, confirmPromotion, type ConfirmationContext } from '@/lib/channels/confirm-promotion';
import { createHistory, type History } from '@/lib/channels/history';
import { BARE_RULES, NO_FACTS } from '@/lib/channels/testing/channel-rules';
import {
  startInterceptingProxy,
  type Interception,
  type InterceptingProxy,
} from '@/lib/channels/testing/intercepting-proxy';
import { locksOver } from '@/lib/channels/testing/locks-over';
import { observePromotion } from '@/lib/channels/observe-promotion';
import { promote, type PromotionContext } from '@/lib/channels/promote';
import type { PromotionRequest } from '@/lib/channels/promotion';
import { listMoveCalls, recordCalls } from '@/lib/channels/promotion-calls';
import { settleIntents } from '@/lib/channels/settle-promotion';
import { openLayout, type Layout } from '@/lib/embedded-registry/layout';
import { repositoryFolder } from '@/lib/embedded-registry/repositories';
import { startEmbeddedRegistry, type EmbeddedRegistry } from '@/lib/embedded-registry/server';
import { chartConfig, chartManifest, packChart } from '@/lib/helm/chart-package';
import { parseChartMetadata } from '@/lib/helm/chart-metadata';
import { tagForVersion } from '@/lib/helm/chart-tag';
import { OCI_MANIFEST } from '@/lib/oci/media-types';
import type { Digest } from '@/lib/oci/names';
import type { Registry } from '@/lib/oci/registry';
import { createRegistry } from '@/lib/oci/registry-client';
import { openLmdbStore } from '@/lib/store/lmdb-store';
import type { Store } from '@/lib/store/store';

const REPOSITORY = 'harbour/berth';
const MISSING: Digest = `sha256:${'e'.repeat(64)}`;

let folder: string;
let server: EmbeddedRegistry;
let proxy: InterceptingProxy;
let registry: Registry;
let layout: Layout;
let store: Store;
let history: History;
let context: PromotionContext;
let digests: Record<string, Digest>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chartroom-promote-'));
  layout = openLayout(repositoryFolder(join(folder, 'registry'), REPOSITORY));
  digests = {};
  for (const version of ['1.2.0', '1.2.1', '2.0.0-rc.1', '1.3.0+build.5'])
    digests[version] = await push(version);
  await layout.tag(digestOf('1.2.0'), '1-stable');
  await layout.tag(digestOf('1.2.1'), '1-beta');
  server = await startEmbeddedRegistry({ folder: join(folder, 'registry') });
  proxy = await startInterceptingProxy(server.url);
  registry = createRegistry({ url: proxy.url, retry: { tries: 1 }, timeouts: { total: 2000 } });
  store = await openLmdbStore(join(folder, 'store'));
  history = createHistory(store);
  let clock = Date.parse('2026-11-23T00:00:00Z');
  context = {
    registry,
    history,
    locks: locksOver(store),
    rules: BARE_RULES,
    facts: NO_FACTS,
    now: () => (clock += 1000),
    random: () => 'ab12',
    actor: 'mira',
  };
});

afterEach(async () => {
  await registry.close();
  await proxy.close();
  await server.close();
  await store.close();
  await rm(folder, { recursive: true });
});

async function push(version: string, tag = tagForVersion(version)): Promise<Digest> {
  const metadata = parseChartMetadata({ apiVersion: 'v2', name: 'berth', version });
  const config = chartConfig(metadata);
  const archive = await packChart({ 'Chart.yaml': `name: berth\nversion: ${version}\n` }, 'berth');
  await layout.putBlob(config);
  await layout.putBlob(archive);
  const bytes = chartManifest({ metadata, config, archive, created: '2026-10-01T08:00:00Z' });
  return (await layout.putManifest({ bytes, mediaType: OCI_MANIFEST, tags: [tag] })).descriptor.digest;
}

function digestOf(version: string): Digest {
  const digest = digests[version];
  if (digest === undefined) throw new Error(`${version} was not pushed`);
  return digest;
}

function request(change: Partial<PromotionRequest> = {}): PromotionRequest {
  return {
    kind: 'promotion',
    registry: 'production',
    repository: REPOSITORY,
    channel: '1-stable',
    digest: digestOf('1.2.1'),
    expectedDigest: digestOf('1.2.0'),
    reason: 'security fix',
    acknowledged: [],
    ...change,
  };
}

async function tagged(tag: string): Promise<Digest | undefined> {
  return (await layout.findManifest(tag))?.digest;
}

async function failure(promise: Promise<unknown>): Promise<AppError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof AppError) return error;
  throw new Error('it did not fail as expected', { cause: error });
}

const isWrite = (method: string): boolean => method === 'PUT';
const writes = (): string[] => proxy.log.filter((line) => line.startsWith('PUT '));

function answerJson(response: ServerResponse, status: number, code: string, message: string): undefined {
  response
    .writeHead(status, { 'Content-Type': 'application/json' })
    .end(JSON.stringify({ errors: [{ code, message }] }));
}

const breakOff: Interception = (method, _path, response) => {
  if (!isWrite(method)) return 'pass';
  response.destroy();
  return undefined;
};

/** What the next start of the process does. */
function settle(): Promise<string[]> {
  return settleIntents({ history, locks: locksOver(store), registry: () => registry });
}

function overwrite(): Promise<void> {
  return layout.tag(digestOf('2.0.0-rc.1'), '1-stable');
}

function confirmation(waited: () => Promise<unknown>): ConfirmationContext {
  const wait = async (milliseconds: number): Promise<void> => {
    expect(milliseconds).toBe(CONFIRM_AFTER);
    await waited();
  };
  return { registry, history, locks: context.locks, wait };
}

/** A history on a disk that fails once the intent is written down: nothing after it is. */
function failingAfterIntent(): History {
  let begun = false;
  const failing: Store = {
    get: (table, key) => store.get(table, key),
    getMany: (table, keys) => store.getMany(table, keys),
    list: (table, range) => store.list(table, range),
    close: () => store.close(),
    writeIf: (expected, changes) => store.writeIf(expected, changes),
    write: (changes) => {
      if (begun) return Promise.reject(new Error('the disk is full'));
      begun = true;
      return store.write(changes);
    },
  };
  return createHistory(failing);
}

describe('promote', () => {
  test('moves the channel to the identical digest, leaves every other tag, and records it', async () => {
    const promotion = await promote(request(), context);
    expect(promotion).toEqual({
      id: '20261123T000001000Z-ab12',
      kind: 'promotion',
      undoes: null,
      failure: null,
      response: { status: 201, requestId: null },
      evidence: null,
      copiedFrom: null,
      registry: 'production',
      repository: REPOSITORY,
      channel: '1-stable',
      from: { digest: digestOf('1.2.0'), version: '1.2.0' },
      to: { digest: digestOf('1.2.1'), version: '1.2.1' },
      actor: 'mira',
      reason: 'security fix',
      at: '2026-11-23T00:00:01.000Z',
      outcome: 'moved',
    });
    expect(await tagged('1-stable')).toBe(digestOf('1.2.1'));
    expect(await tagged('1.2.1')).toBe(digestOf('1.2.1'));
    expect(await tagged('1.2.0')).toBe(digestOf('1.2.0'));
    expect(await tagged('1-beta')).toBe(digestOf('1.2.1'));
    expect(await history.list()).toEqual([promotion]);
    expect(await history.intents()).toEqual([]);
    expect(writes()).toEqual([`PUT /v2/${REPOSITORY}/manifests/1-stable`]);
  });

  test('makes exactly the requests that are foretold', async () => {
    const foretold = recordCalls(registry);
    const { manifest } = await observePromotion(request(), foretold.registry);
    if (manifest === null) throw new Error('the chart is gone');
    const calls = [...foretold.calls, ...listMoveCalls(REPOSITORY, '1-stable', manifest)];
    proxy.log.length = 0;
    await confirmPromotion(
      await promote(request(), context),
      confirmation(async () => {}),
    );
    expect(calls.map(({ method, path }) => `${method} ${path}`)).toEqual(proxy.log);
  });

  test('refuses for a check that blocks, before anything is written', async () => {
    const rules = { ...BARE_RULES, checks: { ...BARE_RULES.checks, downgrade: 'block' as const } };
    const back = request({ digest: digestOf('1.2.0'), expectedDigest: digestOf('1.2.1'), channel: '1-beta' });
    expect((await failure(promote(back, { ...context, rules }))).code).toBe('promotion_blocked');
    expect(writes()).toEqual([]);
    const meant = { ...back, acknowledged: ['downgrade'] };
    expect(await promote(meant, { ...context, rules })).toMatchObject({ outcome: 'moved' });
  });

  test('asks for a reason where one is required, before the registry is asked for anything', async () => {
    const rules = { ...BARE_RULES, reason: 'required' as const };
    expect((await failure(promote(request({ reason: '' }), { ...context, rules }))).code).toBe(
      'invalid_request',
    );
    expect(proxy.log).toEqual([]);
  });

  test('makes a new channel, for a version with build metadata', async () => {
    const wanted = request({ channel: 'candidate', digest: digestOf('1.3.0+build.5'), expectedDigest: null });
    expect(await promote(wanted, context)).toMatchObject({ from: null, to: { version: '1.3.0+build.5' } });
    expect(await tagged('candidate')).toBe(digestOf('1.3.0+build.5'));
  });

  test('finds the version under a tag with a leading v', async () => {
    const digest = await push('1.4.0', 'v1.4.0');
    await promote(request({ digest }), context);
    expect(await tagged('1-stable')).toBe(digest);
  });

  test('goes back, and the history shows both moves, newest first', async () => {
    await promote(request(), context);
    await promote(
      request({ digest: digestOf('1.2.0'), expectedDigest: digestOf('1.2.1'), reason: 'broke logins' }),
      context,
    );
    expect(await tagged('1-stable')).toBe(digestOf('1.2.0'));
    const listed = await history.list({ channel: '1-stable' });
    expect(listed.map(({ to }) => to.version)).toEqual(['1.2.0', '1.2.1']);
  });

  test('writes nothing where the channel is there already', async () => {
    const wanted = request({ digest: digestOf('1.2.0') });
    expect(await promote(wanted, context)).toMatchObject({ outcome: 'unchanged' });
    expect(writes()).toEqual([]);
    expect(await history.list()).toHaveLength(1);
  });

  test.each<[string, () => Partial<PromotionRequest>, string]>([
    ['a version tag', () => ({ channel: '1.2.0' }), 'version_immutable'],
    [
      'a version tag that does not exist yet',
      () => ({ channel: '9.9.9', expectedDigest: null }),
      'version_immutable',
    ],
    ['a tag that is no channel', () => ({ channel: 'feature-x', expectedDigest: null }), 'invalid_request'],
    ['a channel seen elsewhere', () => ({ expectedDigest: digestOf('1.2.1') }), 'channel_moved'],
    ['a channel taken for new', () => ({ expectedDigest: null }), 'channel_moved'],
    ['a channel taken for existing', () => ({ channel: '1-edge' }), 'channel_moved'],
    ['a digest the registry does not have', () => ({ digest: MISSING }), 'source_changed'],
    ['an unknown repository', () => ({ repository: 'harbour/nowhere' }), 'chart_not_found'],
  ])('refuses %s, and writes nothing', async (_name, change, code) => {
    expect((await failure(promote(request(change()), context))).code).toBe(code);
    expect(writes()).toEqual([]);
    expect(await tagged('1-stable')).toBe(digestOf('1.2.0'));
    expect(await history.list()).toEqual([]);
    expect(await history.intents()).toEqual([]);
  });

  test('refuses a version tag without asking the registry anything', async () => {
    await failure(promote(request({ channel: '1.2.0' }), context));
    expect(proxy.log).toEqual([]);
  });

  test('refuses a channel that moved between the look and the click, and says where it is', async () => {
    await overwrite();
    const error = await failure(promote(request(), context));
    expect(error.code).toBe('channel_moved');
    expect(error.details).toEqual({
      currentDigest: digestOf('2.0.0-rc.1'),
      currentVersion: '2.0.0-rc.1',
      expectedDigest: digestOf('1.2.0'),
    });
  });

  test('refuses a version that was pushed again with other content', async () => {
    await layout.tag(digestOf('2.0.0-rc.1'), '1.2.1');
    expect(await failure(promote(request(), context))).toMatchObject({
      code: 'source_changed',
      details: { currentDigest: digestOf('2.0.0-rc.1') },
    });
  });

  test('refuses a version whose tag is gone', async () => {
    await layout.untag('1.2.1');
    expect((await failure(promote(request(), context))).code).toBe('source_changed');
  });

  test('refuses an image, as source and as target', async () => {
    const config = await layout.putBlob(new TextEncoder().encode('{}'));
    const bytes = new TextEncoder().encode(
      JSON.stringify({
        schemaVersion: 2,
        mediaType: 'application/vnd.oci.image.manifest.v1+json',
        config: { mediaType: 'application/vnd.oci.image.config.v1+json', ...config },
        layers: [],
      }),
    );
    const { digest } = (await layout.putManifest({ bytes, tags: ['edge'] })).descriptor;
    expect((await failure(promote(request({ digest }), context))).code).toBe('source_changed');
    const onto = request({ channel: 'edge', expectedDigest: digest });
    expect((await failure(promote(onto, context))).code).toBe('invalid_request');
    expect(await tagged('edge')).toBe(digest);
  });

  test('of two promotions of one channel at the same time one wins and the other is told', async () => {
    const results = await Promise.allSettled([
      promote(request(), context),
      promote(request({ digest: digestOf('2.0.0-rc.1') }), context),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(results[1]).toMatchObject({
      reason: { code: 'channel_moved', details: { currentDigest: digestOf('1.2.1') } },
    });
    expect(await tagged('1-stable')).toBe(digestOf('1.2.1'));
    expect(await history.list()).toHaveLength(1);
  });

  test('promotions of different channels do not stand in each other’s way', async () => {
    await Promise.all([
      promote(request(), context),
      promote(request({ channel: 'stable', expectedDigest: null }), { ...context, random: () => 'cd34' }),
    ]);
    expect(await tagged('stable')).toBe(await tagged('1-stable'));
    expect(await history.list()).toHaveLength(2);
  });
});

describe('promote, when the registry refuses the write', () => {
  test.each<[string, number, string, string, string]>([
    [
      'ECR',
      400,
      'TAG_INVALID',
      "The image tag '1-stable' already exists and cannot be overwritten",
      'tag_protected',
    ],
    ['Harbor', 412, 'PRECONDITION', 'configured as immutable', 'tag_protected'],
    ['Quay', 409, 'TAG_IMMUTABLE', 'tag is immutable', 'tag_protected'],
    ['Azure', 405, 'REGISTRY_DISALLOWED_OPERATION', 'The operation is disallowed', 'tag_protected'],
    ['zot', 403, 'DENIED', 'requested access is denied', 'promotion_denied'],
  ])('%s: nothing moved, its words passed on and kept', async (_name, status, code, message, expected) => {
    proxy.intercept((method, _path, response) =>
      isWrite(method) ? answerJson(response, status, code, message) : 'pass',
    );
    const error = await failure(promote(request(), context));
    expect(error.code).toBe(expected);
    expect(error.details).toMatchObject({
      registryCode: code,
      registryMessage: message,
      registryStatus: status,
    });
    expect(error.message).toContain(message);
    expect(await tagged('1-stable')).toBe(digestOf('1.2.0'));
    expect(await history.list()).toMatchObject([
      { outcome: 'failed', failure: { code: expected }, response: { status } },
    ]);
    expect(await history.intents()).toEqual([]);
  });

  test('a registry that wants another login', async () => {
    proxy.intercept((method, _path, response) => {
      if (!isWrite(method)) return 'pass';
      response.setHeader('WWW-Authenticate', 'Basic realm="registry"');
      return answerJson(response, 401, 'UNAUTHORIZED', 'authentication required');
    });
    expect((await failure(promote(request(), context))).code).toBe('unauthenticated');
    expect(await history.intents()).toEqual([]);
  });
});

describe('promote, when the registry breaks off', () => {
  test('before the write: it is not said to have moved, and the next look settles it', async () => {
    proxy.intercept(breakOff);
    const error = await failure(promote(request(), context));
    expect(error.code).toBe('registry_unavailable');
    expect(await history.list()).toEqual([]);
    expect(await history.intents()).toHaveLength(1);

    expect(await settle()).toEqual([]);
    expect(await history.intents()).toEqual([]);
    expect(await history.list()).toMatchObject([{ outcome: 'failed', failure: { code: 'interrupted' } }]);
  });

  test('after the write: the channel is looked at, and the move is recorded', async () => {
    proxy.intercept(async (method, _path, response) => {
      if (!isWrite(method)) return 'pass';
      await layout.tag(digestOf('1.2.1'), '1-stable');
      response.destroy();
      return undefined;
    });
    expect(await promote(request(), context)).toMatchObject({ outcome: 'moved' });
    expect(await history.intents()).toEqual([]);
  });

  test('after the write, for good: the next promotion settles it first', async () => {
    let written = false;
    proxy.intercept((method, _path, response) => {
      if (written) response.destroy();
      written ||= isWrite(method);
      return response.destroyed ? undefined : 'pass';
    });
    expect((await failure(promote(request(), context))).code).toBe('registry_unavailable');
    expect(await tagged('1-stable')).toBe(digestOf('1.2.1'));

    proxy.intercept(() => 'pass');
    await promote(request({ digest: digestOf('1.2.0'), expectedDigest: digestOf('1.2.1') }), context);
    const listed = await history.list();
    expect(listed.map(({ to, outcome }) => `${to.version} ${outcome}`)).toEqual([
      '1.2.0 moved',
      '1.2.1 moved',
    ]);
    expect(await history.intents()).toEqual([]);
  });

  test('someone else’s move right after ours is recorded as that', async () => {
    let written = false;
    proxy.intercept(async (method): Promise<'pass'> => {
      if (written) await overwrite();
      written ||= isWrite(method);
      return 'pass';
    });
    expect(await promote(request(), context)).toMatchObject({ outcome: 'overwritten' });
  });
});

describe('promote, when the process ends in between', () => {
  test('after the write: the next start records the move', async () => {
    await expect(promote(request(), { ...context, history: failingAfterIntent() })).rejects.toThrow(
      'the disk is full',
    );
    expect(await tagged('1-stable')).toBe(digestOf('1.2.1'));
    expect(await history.list()).toEqual([]);

    expect(await settle()).toEqual([]);
    expect(await history.list()).toMatchObject([
      { outcome: 'moved', actor: 'mira', to: { version: '1.2.1' } },
    ]);
    expect(await settle()).toEqual([]);
    expect(await history.list()).toHaveLength(1);
  });

  test('before the intent is on disk: nothing is written to the registry', async () => {
    const broken: History = { ...history, begin: () => Promise.reject(new Error('the disk is full')) };
    await expect(promote(request(), { ...context, history: broken })).rejects.toThrow('the disk is full');
    expect(writes()).toEqual([]);
  });

  test('and somebody else moved the channel before the next start', async () => {
    await promote(request(), { ...context, history: failingAfterIntent() }).catch(() => undefined);
    await overwrite();
    await settle();
    expect(await history.list()).toMatchObject([{ outcome: 'overwritten' }]);
  });

  test('and the registry is down at the next start: the intent waits, and the reason is told', async () => {
    await promote(request(), { ...context, history: failingAfterIntent() }).catch(() => undefined);
    proxy.intercept((_method, _path, response) => void response.destroy());
    expect(await settle()).toEqual([expect.stringContaining(`production/${REPOSITORY}:1-stable: `)]);
    expect(await history.intents()).toHaveLength(1);
    proxy.intercept(() => 'pass');
    expect(await settle()).toEqual([]);
  });

  test('and the registry is configured no more', async () => {
    await promote(request(), { ...context, history: failingAfterIntent() }).catch(() => undefined);
    const open = await settleIntents({ history, locks: locksOver(store), registry: () => undefined });
    expect(open).toEqual([expect.stringContaining('not configured')]);
  });
});

describe('confirmPromotion', () => {
  test('leaves the record where the channel stayed', async () => {
    const promotion = await promote(request(), context);
    expect(
      await confirmPromotion(
        promotion,
        confirmation(() => Promise.resolve()),
      ),
    ).toEqual(promotion);
  });

  test('records that another writer came after', async () => {
    const promotion = await promote(request(), context);
    expect(await confirmPromotion(promotion, confirmation(overwrite))).toMatchObject({
      outcome: 'overwritten',
    });
    expect(await history.list()).toMatchObject([{ id: promotion.id, outcome: 'overwritten' }]);
  });

  test('does not take the next promotion for an overwriting', async () => {
    const promotion = await promote(request(), context);
    const next = (): Promise<unknown> =>
      promote(request({ digest: digestOf('1.2.0'), expectedDigest: digestOf('1.2.1') }), context);
    expect(await confirmPromotion(promotion, confirmation(next))).toEqual(promotion);
    expect(await history.list()).toMatchObject([{ outcome: 'moved' }, { outcome: 'moved' }]);
  });
});
