import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { assertTransferable, draftTransfer } from '@/lib/channels/draft-transfer';
import type { PromotionLogin } from '@/lib/channels/promoter';
import { BARE_RULES, NO_FACTS } from '@/lib/channels/testing/channel-rules';
import {
  pushChart,
  pushImage,
  pushReferrer,
  pushSignature,
  noise,
  type PushPlace,
} from '@/lib/channels/testing/pushed-content';
import {
  loginOf,
  REPOSITORY,
  startTransferBench,
  type TransferBench,
} from '@/lib/channels/testing/transfer-bench';
import { startEmbeddedRegistry, type EmbeddedRegistry } from '@/lib/embedded-registry/server';
import type { Digest } from '@/lib/oci/names';

let folder: string;
let servers: { staging: EmbeddedRegistry; production: EmbeddedRegistry };
let bench: TransferBench;
let staged: PushPlace;
let produced: PushPlace;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chartroom-registries-'));
  servers = {
    staging: await startEmbeddedRegistry({ folder: join(folder, 'staging') }),
    production: await startEmbeddedRegistry({ folder: join(folder, 'production') }),
  };
  bench = await startTransferBench({ staging: servers.staging.url, production: servers.production.url });
  staged = { registry: bench.staging, repository: REPOSITORY };
  produced = { registry: bench.production, repository: REPOSITORY };
});
afterEach(async () => {
  await bench.close();
  await Promise.all([servers.staging.close(), servers.production.close()]);
  await rm(folder, { recursive: true });
});

async function digestUnder({ registry, repository }: PushPlace, reference: string): Promise<Digest | null> {
  return registry.headManifest(repository, reference).then(
    ({ digest }) => digest,
    () => null,
  );
}

function writes(log: readonly string[]): string[] {
  return log.filter((line) => !/^(GET|HEAD) /.test(line));
}

async function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('a transfer', () => {
  test('brings a chart with its provenance, referrers and signatures, then version and channel', async () => {
    const digest = await pushChart(staged, '1.2.1', { provenance: noise('prov', 300) });
    const note = await pushReferrer(staged, digest, 'looks good');
    const noteOnNote = await pushReferrer(staged, note, 'says who?');
    const signature = await pushSignature(staged, digest);
    const attestation = await pushSignature(staged, digest, 'att');
    const before = await pushChart(produced, '1.2.0', { tags: ['1.2.0', '1-stable'] });

    const { id } = await bench.begin(
      bench.openDesk(),
      bench.request(digest, { to: { expectedDigest: before } }),
    );
    const transfer = await bench.settled(id, 'done', 'failed');

    expect(transfer).toMatchObject({ state: 'done', failure: null, version: '1.2.1', versionTag: '1.2.1' });
    const tag = `sha256-${digest.slice(7)}`;
    for (const [reference, expected] of [
      ['1.2.1', digest],
      ['1-stable', digest],
      [`${tag}.sig`, signature],
      [`${tag}.att`, attestation],
    ] as const)
      expect(await digestUnder(produced, reference)).toBe(expected);
    const found = async (of: Digest) =>
      (await bench.production.referrers(REPOSITORY, of)).map((one) => one.digest);
    expect(await found(digest)).toEqual([note]);
    expect(await found(note)).toEqual([noteOnNote]);
    expect(await bench.history.list()).toMatchObject([
      {
        id: transfer.promotion,
        channel: '1-stable',
        from: { digest: before, version: '1.2.0' },
        to: { digest, version: '1.2.1' },
        actor: 'mira',
        reason: 'goes live',
        outcome: 'moved',
        copiedFrom: { registry: 'staging', repository: REPOSITORY, transfer: id },
      },
    ]);
    expect(transfer.events.map(({ kind }) => kind)).toEqual(['begun', 'done']);
  });

  test('brings the images of every platform, each under its tag, before the chart can be seen', async () => {
    const digest = await pushChart(staged, '1.2.1');
    const proxy = await pushImage({ registry: bench.staging, repository: 'edge/proxy' }, '4.1');
    const worker = await pushImage({ registry: bench.staging, repository: 'edge/worker' }, '2.0', [
      'linux/amd64',
    ]);
    const host = new URL(bench.source.url).host;
    const request = bench.request(digest, { images: true });
    const images = [`${host}/edge/proxy:4.1`, `${host}/edge/worker@${worker}`, 'docker.io/library/redis:7'];
    bench.target.log.length = 0;

    const { id } = await bench.begin(bench.openDesk(), request, images);

    expect(await bench.settled(id, 'done', 'failed')).toMatchObject({ state: 'done' });
    expect(await digestUnder({ registry: bench.production, repository: 'edge/proxy' }, '4.1')).toBe(proxy);
    expect(await digestUnder({ registry: bench.production, repository: 'edge/worker' }, worker)).toBe(worker);
    const order = writes(bench.target.log).filter(
      (line) => line.startsWith('PUT') && line.includes('/manifests/'),
    );
    expect(order.map((line) => line.slice('PUT /v2/'.length)).slice(-3)).toEqual([
      'edge/proxy/manifests/4.1',
      `${REPOSITORY}/manifests/1.2.1`,
      `${REPOSITORY}/manifests/1-stable`,
    ]);
    expect((await bench.jobs.content(id))?.images).toMatchObject([
      {
        outcome: 'copied',
        frozen: false,
        digest: proxy,
        tag: '4.1',
        platforms: ['linux/amd64', 'linux/arm64'],
      },
      { outcome: 'copied', frozen: true, digest: worker, tag: null },
      { outcome: 'not-configured', frozen: false, registry: null },
    ]);
  });

  test('sends nothing that is there', async () => {
    const digest = await pushChart(staged, '1.2.1');
    await pushChart(produced, '1.2.1');
    bench.target.log.length = 0;
    const { id } = await bench.begin(bench.openDesk(), bench.request(digest, { to: { channel: null } }));
    await bench.settled(id, 'done', 'failed');
    expect(writes(bench.target.log)).toEqual([]);
    const ended = await bench.jobs.ended(id);
    expect([...ended.values()].map(({ how }) => how)).toEqual(['there', 'there', 'there', 'seen', 'there']);
  });

  test('mounts what another repository of the same registry has', async () => {
    const there = { registry: bench.production, repository: 'inbox/berth' };
    const digest = await pushChart(there, '1.2.1');
    bench.target.log.length = 0;
    const request = {
      ...bench.request(digest),
      from: { registry: 'production', repository: there.repository, digest },
    };
    const context = { ...bench.draftContext(), source: bench.production };
    const draft = await draftTransfer(request, context);
    const desk = bench.openDesk();
    const { id } = await desk.begin(request, draft, loginOf(bench.production), false);
    await bench.settled(id, 'done', 'failed');
    const sent = writes(bench.target.log);
    expect(sent.filter((line) => line.startsWith('POST'))).toHaveLength(2);
    expect(sent.filter((line) => line.startsWith('POST')).every((line) => line.includes('mount='))).toBe(
      true,
    );
    expect(sent.filter((line) => line.includes('digest='))).toEqual([]);
    expect(await digestUnder(produced, '1-stable')).toBe(digest);
  });

  test('keeps signatures that the target has under the same tag', async () => {
    const digest = await pushChart(staged, '1.2.1');
    await pushSignature(staged, digest);
    await pushChart(produced, '1.2.1');
    const other = await pushSignature(produced, digest, 'sig', 'countersigned');
    const { id } = await bench.begin(bench.openDesk(), bench.request(digest));
    expect(await bench.settled(id, 'done', 'failed')).toMatchObject({ state: 'done' });
    expect(await digestUnder(produced, `sha256-${digest.slice(7)}.sig`)).toBe(other);
    expect([...(await bench.jobs.ended(id)).values()].some(({ how }) => how === 'kept')).toBe(true);
  });
});

describe('nothing is written', () => {
  test('when the version means something else in the target', async () => {
    const digest = await pushChart(staged, '1.2.1');
    const other = await pushChart(produced, '1.2.1', { provenance: noise('another', 10) });
    bench.target.log.length = 0;
    const error = await failure(bench.begin(bench.openDesk(), bench.request(digest)));
    expect(error).toMatchObject({
      code: 'transfer_conflict',
      details: {
        conflicts: [{ kind: 'version', repository: REPOSITORY, tag: '1.2.1', digest, targetDigest: other }],
      },
    });
    expect(writes(bench.target.log)).toEqual([]);
  });

  test('when an image’s tag means something else in the target, unless the chart names it by digest', async () => {
    const digest = await pushChart(staged, '1.2.1');
    const host = new URL(bench.source.url).host;
    const image = await pushImage({ registry: bench.staging, repository: 'edge/proxy' }, '4.1');
    const place = { registry: bench.production, repository: 'edge/proxy' };
    const other = await pushImage(place, '4.1', ['linux/amd64'], 3000);
    bench.target.log.length = 0;
    const request = bench.request(digest, { images: true });
    const error = await failure(bench.begin(bench.openDesk(), request, [`${host}/edge/proxy:4.1`]));
    expect(error).toMatchObject({
      code: 'transfer_conflict',
      details: { conflicts: [{ kind: 'image', repository: 'edge/proxy', tag: '4.1', targetDigest: other }] },
    });
    expect(writes(bench.target.log)).toEqual([]);

    const pinned = [`${host}/edge/proxy:4.1@${image}`];
    const { id } = await bench.begin(bench.openDesk(), request, pinned);
    expect(await bench.settled(id, 'done', 'failed')).toMatchObject({ state: 'done' });
    expect(await digestUnder(place, '4.1')).toBe(other);
    expect(await digestUnder(place, image)).toBe(image);
    expect((await bench.jobs.content(id))?.images).toMatchObject([{ tag: null, tagTaken: true }]);
  });

  test.each<[string, (digest: Digest) => ReturnType<TransferBench['request']>, string]>([
    [
      'to where it comes from',
      (digest) => bench.request(digest, { to: { registry: 'staging' } }),
      'invalid_request',
    ],
    ['to a version', (digest) => bench.request(digest, { to: { channel: '1.2.3' } }), 'version_immutable'],
    [
      'to a channel that moved',
      (digest) => bench.request(digest, { to: { expectedDigest: digest } }),
      'channel_moved',
    ],
    ['of what is not there', () => bench.request(`sha256:${'e'.repeat(64)}`), 'source_changed'],
  ])('%s', async (_, request, code) => {
    const digest = await pushChart(staged, '1.2.1');
    bench.target.log.length = 0;
    expect(await failure(bench.begin(bench.openDesk(), request(digest)))).toMatchObject({ code });
    expect(writes(bench.target.log)).toEqual([]);
  });

  test('of what has no version tag, or is no chart', async () => {
    const untagged = await pushChart(staged, '1.2.1', { tags: ['1-beta'] });
    const image = await pushImage(staged, '1.0.0', ['linux/amd64']);
    for (const digest of [untagged, image]) {
      const error = await failure(bench.begin(bench.openDesk(), bench.request(digest)));
      expect(error).toMatchObject({ code: 'source_changed' });
    }
  });

  test('when the reason is missing that the configuration wants', async () => {
    const request = { ...bench.request(await pushChart(staged, '1.2.1')), reason: ' ' };
    const draft = await draftTransfer(request, bench.draftContext());
    const rules = { ...BARE_RULES, reason: 'required' } as const;
    expect(() => assertTransferable(request, draft, NO_FACTS, rules)).toThrow(/needs a reason/);
  });
});

describe('a transfer that stops', () => {
  test('fails with the registry’s words, and goes on where it was', async () => {
    const digest = await pushChart(staged, '1.2.1');
    const desk = bench.openDesk();
    bench.target.intercept((method, path, response) => {
      if (method !== 'PUT' || !path.endsWith(`/manifests/${digest}`)) return 'pass';
      response.writeHead(403, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ errors: [{ code: 'DENIED', message: 'quota exceeded' }] }));
    });
    const { id } = await bench.begin(desk, bench.request(digest));
    const failed = await bench.settled(id, 'failed', 'done');
    expect(failed.failure).toMatchObject({
      code: 'promotion_denied',
      message: expect.stringContaining('quota exceeded'),
    });
    expect(await digestUnder(produced, '1.2.1')).toBeNull();

    bench.target.intercept(() => 'pass');
    bench.target.log.length = 0;
    await desk.resume(id, loginOf(bench.production, 'noor'));
    const done = await bench.settled(id, 'failed', 'done');
    expect(done).toMatchObject({ state: 'done', failure: null });
    expect(done.events.map(({ kind, actor }) => [kind, actor])).toEqual([
      ['begun', 'mira'],
      ['failed', null],
      ['resumed', 'noor'],
      ['done', null],
    ]);
    expect(bench.target.log.filter((line) => /^(HEAD|POST|PATCH|PUT) .*\/blobs\//.test(line))).toEqual([]);
  });

  test('sends once more what the target has lost meanwhile', async () => {
    const digest = await pushChart(staged, '1.2.1');
    const desk = bench.openDesk();
    let lost = true;
    bench.target.intercept((method, path, response) => {
      if (!lost || method !== 'PUT' || !path.includes('/manifests/')) return 'pass';
      response.writeHead(400, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ errors: [{ code: 'MANIFEST_BLOB_UNKNOWN', message: 'blob unknown' }] }));
    });
    const { id } = await bench.begin(desk, bench.request(digest));
    expect((await bench.settled(id, 'failed', 'done')).failure?.message).toContain('lost something');
    lost = false;
    bench.target.log.length = 0;
    await desk.resume(id, loginOf(bench.production));
    await bench.settled(id, 'done');
    expect(
      bench.target.log.filter((line) => line.startsWith('HEAD') && line.includes('/blobs/')),
    ).toHaveLength(2);
  });

  test('because its channel moved meanwhile leaves the copy there, without the channel', async () => {
    const digest = await pushChart(staged, '1.2.1');
    const desk = bench.openDesk();
    let moved: Digest | null = null;
    bench.target.intercept(async (method, path) => {
      if (method === 'PUT' && path.endsWith('/manifests/1.2.1')) {
        bench.target.intercept(() => 'pass');
        moved = await pushChart(produced, '9.9.9', { tags: ['9.9.9', '1-stable'] });
      }
      return 'pass' as const;
    });
    const { id } = await bench.begin(desk, bench.request(digest));
    expect((await bench.settled(id, 'failed', 'done')).failure).toMatchObject({ code: 'channel_moved' });
    expect(await digestUnder(produced, '1.2.1')).toBe(digest);
    expect(await digestUnder(produced, '1-stable')).toBe(moved);
  });

  test('because somebody took its version meanwhile leaves that version alone', async () => {
    const digest = await pushChart(staged, '1.2.1');
    const desk = bench.openDesk();
    let other: Digest | null = null;
    bench.target.intercept(async (method, path) => {
      if (method === 'PUT' && path.endsWith(`/manifests/${digest}`)) {
        bench.target.intercept(() => 'pass');
        other = await pushChart(produced, '1.2.1', { provenance: noise('other', 20) });
      }
      return 'pass' as const;
    });
    const { id } = await bench.begin(desk, bench.request(digest));
    expect((await bench.settled(id, 'failed', 'done')).failure).toMatchObject({ code: 'transfer_conflict' });
    expect(await digestUnder(produced, '1.2.1')).toBe(other);
    expect(await digestUnder(produced, '1-stable')).toBeNull();
  });

  test('is canceled at once, keeps what it has, and goes on when it is resumed', async () => {
    const digest = await pushChart(staged, '1.2.1', { provenance: noise('prov', 500) });
    const desk = bench.openDesk();
    let release: (() => void) | undefined;
    const held = new Promise<void>((resolve) => {
      bench.target.intercept(async (method, path) => {
        if (method !== 'PUT' || !path.endsWith(`/manifests/${digest}`)) return 'pass' as const;
        resolve();
        await new Promise<void>((go) => {
          release = go;
        });
        return 'pass' as const;
      });
    });
    const { id } = await bench.begin(desk, bench.request(digest));
    await held;
    const canceled = await desk.cancel(id, 'noor');
    expect(canceled.state).toBe('canceled');
    expect(canceled.events.at(-1)).toMatchObject({ kind: 'canceled', actor: 'noor' });
    expect(await bench.jobs.open()).toEqual([]);
    bench.target.intercept(() => 'pass');
    release?.();
    expect(await failure(desk.cancel(id, null))).toMatchObject({ code: 'transfer_ended' });

    await desk.resume(id, loginOf(bench.production));
    expect(await bench.settled(id, 'done', 'failed')).toMatchObject({ state: 'done' });
    expect(await digestUnder(produced, '1-stable')).toBe(digest);
    expect(await failure(desk.resume(id, loginOf(bench.production)))).toMatchObject({
      code: 'transfer_ended',
    });
    expect(await failure(desk.cancel('20260101T000000000Z-none', null))).toMatchObject({
      code: 'transfer_not_found',
    });
  });
});

describe('across processes', () => {
  test('a transfer is run by the one that holds its lease, and ended by it when another is asked', async () => {
    const digest = await pushChart(staged, '1.2.1');
    const taken = new Set<string>();
    const lease = async (id: string) => {
      if (taken.has(id)) return null;
      taken.add(id);
      return { signal: new AbortController().signal, release: async () => void taken.delete(id) };
    };
    const one = bench.openDesk({ lease });
    const other = bench.openDesk({ lease });
    const held = new Promise<void>((resolve) => {
      bench.target.intercept(async (method, path, response) => {
        if (method !== 'PUT' || !path.endsWith(`/manifests/${digest}`)) return 'pass' as const;
        resolve();
        await new Promise((gone) => response.once('close', gone));
        return undefined;
      });
    });
    const { id } = await bench.begin(one, bench.request(digest));
    await held;
    await other.start();
    expect((await other.cancel(id, 'noor')).state).toBe('running');
    expect((await bench.settled(id, 'canceled', 'failed')).events.at(-1)).toMatchObject({
      kind: 'canceled',
      actor: 'noor',
    });
  });

  test('the next start goes on with Chartroom’s login, and waits for somebody’s own', async () => {
    const digest = await pushChart(staged, '1.2.1');
    const request = bench.request(digest);
    const draft = await draftTransfer(request, bench.draftContext());
    const dead = bench.openDesk({ lease: async () => null });
    const shared = await dead.begin(request, draft, loginOf(bench.production), false);
    const own = await dead.begin(request, draft, loginOf(bench.production, 'ada'), true);

    const next = bench.openDesk();
    await next.start();
    await bench.settled(shared.id, 'done');
    const waiting = await bench.settled(own.id, 'waiting');
    expect(waiting.events.at(-1)?.message).toBe(
      'ada has to sign in at production again: a login is kept in memory only.',
    );
    const closed: string[] = [];
    const login: PromotionLogin = {
      ...loginOf(bench.production, 'ada'),
      close: async () => void closed.push('ada'),
    };
    await next.resume(own.id, login);
    await bench.settled(own.id, 'done');
    await next.close();
    expect(closed).toEqual(['ada']);
  });
});
