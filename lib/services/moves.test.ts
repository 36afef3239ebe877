import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ChannelMove } from '@/lib/channels/channel-move';
import type { PromotionRequest } from '@/lib/channels/promotion';
import { startInterceptingProxy, type InterceptingProxy } from '@/lib/channels/testing/intercepting-proxy';
import { openLayout, type Layout } from '@/lib/embedded-registry/layout';
import { repositoryFolder } from '@/lib/embedded-registry/repositories';
import { startEmbeddedRegistry, type EmbeddedRegistry } from '@/lib/embedded-registry/server';
import { chartConfig, chartManifest, packChart } from '@/lib/helm/chart-package';
import { parseChartMetadata } from '@/lib/helm/chart-metadata';
import { OCI_MANIFEST } from '@/lib/oci/media-types';
import type { Digest } from '@/lib/oci/names';
import { refreshChart } from '@/lib/services/charts';
import { listEarlierReleases, listMoves } from '@/lib/services/moves';
import { receiveNotification } from '@/lib/services/notifications';
import { promoteRelease } from '@/lib/services/promotions';
import { callerWith } from '@/lib/services/testing/caller';

const VERSIONS = ['1.0.0', '1.1.0', '1.2.0'] as const;
type Version = (typeof VERSIONS)[number];
const SECRET = 'a secret of twenty letters';

let folder: string;
let server: EmbeddedRegistry;
let proxy: InterceptingProxy;
const digests = new Map<string, Digest>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chartroom-moves-'));
  server = await startEmbeddedRegistry({ folder: join(folder, 'registry') });
  proxy = await startInterceptingProxy(server.url);
  const promotion = '{ mode: shared, actorHeader: x-user }';
  const registry = `{ name: production, url: "${proxy.url}", promotion: ${promotion}, hooks: { secret: "${SECRET}" } }`;
  await writeFile(join(folder, 'chartroom.yaml'), `registries: [${registry}]\n`);
  process.env.CHARTROOM_CONFIG = join(folder, 'chartroom.yaml');
  process.env.CHARTROOM_DATA = join(folder, 'data');
});

afterAll(async () => {
  await proxy.close();
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

let count = 0;
let chart: { registry: string; repository: string };
let layout: Layout;

/** A chart of each test's own, with three versions, and 1.0.0 in 1-stable. */
beforeEach(async () => {
  count += 1;
  chart = { registry: 'production', repository: `harbour/berth-${count}` };
  layout = openLayout(repositoryFolder(join(folder, 'registry'), chart.repository));
  for (const version of VERSIONS) {
    const metadata = parseChartMetadata({ apiVersion: 'v2', name: 'berth', version });
    const [config, archive] = [
      chartConfig(metadata),
      await packChart({ 'Chart.yaml': `name: berth\nversion: ${version}\n` }, 'berth'),
    ];
    await layout.putBlob(config);
    await layout.putBlob(archive);
    const bytes = chartManifest({ metadata, config, archive, created: '2026-10-01T08:00:00Z' });
    const stored = await layout.putManifest({ bytes, mediaType: OCI_MANIFEST, tags: [version] });
    digests.set(version, stored.descriptor.digest);
  }
  await layout.tag(digestOf('1.0.0'), '1-stable');
  proxy.intercept(() => 'pass');
  await refreshChart(chart);
});

function digestOf(version: Version): Digest {
  const digest = digests.get(version);
  if (digest === undefined) throw new Error(`${version} was not pushed`);
  return digest;
}

function promoteFrom(
  from: Version | null,
  to: Version,
  over: Partial<PromotionRequest> = {},
  actor: string | null = 'mira',
) {
  const request: PromotionRequest = {
    kind: 'promotion',
    ...chart,
    channel: '1-stable',
    digest: digestOf(to),
    acknowledged: [],
    expectedDigest: from === null ? null : digestOf(from),
    reason: '',
    ...over,
  };
  return promoteRelease(request, callerWith({ 'x-user': actor }));
}

const moves = async (): Promise<ChannelMove[]> => (await listMoves(chart, 100)).moves;
const tell = ({ origin, kind, channel, from, to }: ChannelMove): string =>
  `${origin}: ${kind} ${channel} ${from?.version ?? '-'} → ${to?.version ?? '-'}`;
const story = async (): Promise<string[]> => (await moves()).map(tell);
const movedOutside = async (): Promise<string[]> =>
  (await refreshChart(chart)).channels.filter((channel) => channel.movedOutside).map(({ tag }) => tag);

describe('moves made elsewhere', () => {
  test('are recorded once, with when the channel was last seen where it was', async () => {
    expect(await moves()).toEqual([]);
    await layout.tag(digestOf('1.1.0'), '1-stable');
    expect(await movedOutside()).toEqual(['1-stable']);
    await refreshChart(chart);
    const [move, ...others] = await moves();
    expect(others).toEqual([]);
    expect(move).toMatchObject({ origin: 'outside', kind: 'moved', actor: null, outcome: 'moved' });
    expect([move?.from?.version, move?.to?.version]).toEqual(['1.0.0', '1.1.0']);
    expect(Date.parse(move?.lastSeen ?? '')).toBeLessThanOrEqual(Date.parse(move?.at ?? ''));

    await promoteFrom('1.1.0', '1.2.0');
    expect(await movedOutside()).toEqual([]);
  });

  test('a channel that appears or is closed is one too', async () => {
    await layout.tag(digestOf('1.1.0'), '1-beta');
    await refreshChart(chart);
    await layout.untag('1-beta');
    await refreshChart(chart);
    await layout.tag(digestOf('1.2.0'), '1-beta');
    await refreshChart(chart);
    expect(await story()).toEqual([
      'outside: appeared 1-beta - → 1.2.0',
      'outside: closed 1-beta 1.1.0 → -',
      'outside: appeared 1-beta - → 1.1.0',
    ]);
  });

  test('whom the registry’s notification names did it', async () => {
    await layout.tag(digestOf('1.1.0'), '1-stable');
    const target = { repository: chart.repository, tag: '1-stable', digest: digestOf('1.1.0') };
    const event = { id: `e${count}`, action: 'push', target, actor: { name: 'robot$ci' } };
    await receiveNotification('production', {
      headers: new Headers({ authorization: `Bearer ${SECRET}` }),
      body: Buffer.from(JSON.stringify({ events: [event] })),
      token: null,
    });
    await expect.poll(moves, { timeout: 5000 }).toMatchObject([{ origin: 'outside', actor: 'robot$ci' }]);
  });

  test('what was promoted here is none, however often somebody looks meanwhile', async () => {
    const ended = new AbortController();
    const look = async (): Promise<void> => {
      while (!ended.signal.aborted) await refreshChart(chart);
    };
    const looks = [look(), look()];
    for (let round = 0; round < 6; round += 1) {
      const [from, to] = round % 2 === 0 ? (['1.0.0', '1.1.0'] as const) : (['1.1.0', '1.0.0'] as const);
      await promoteFrom(from, to);
    }
    await promoteFrom(null, '1.2.0', { channel: '1-beta' });
    ended.abort();
    await Promise.all(looks);
    await refreshChart(chart);
    const made = await moves();
    expect(made.map(({ origin }) => origin)).toEqual(Array.from({ length: 7 }, () => 'chartroom'));

    await layout.tag(digestOf('1.2.0'), '1-stable');
    await refreshChart(chart);
    expect((await story())[0]).toBe('outside: moved 1-stable 1.0.0 → 1.2.0');
  });

  test('what is being promoted is none, seen before its record is written', async () => {
    let looked = false;
    proxy.intercept(async (method, path): Promise<'pass'> => {
      // The read-back after the write: the registry has moved, the record is not written.
      if (
        method === 'HEAD' &&
        path.endsWith('/1-stable') &&
        proxy.log.some((line) => line.startsWith('PUT '))
      ) {
        proxy.intercept(() => 'pass');
        await refreshChart(chart);
        looked = true;
      }
      return 'pass';
    });
    proxy.log.length = 0;
    await promoteFrom('1.0.0', '1.1.0');
    expect(looked).toBe(true);
    expect(await story()).toEqual(['chartroom: promotion 1-stable 1.0.0 → 1.1.0']);
  });
});

describe('going back', () => {
  test('undo takes back one’s last promotion, once', async () => {
    const promotion = await promoteFrom('1.0.0', '1.1.0');
    await expect(promoteFrom('1.1.0', '1.0.0', { kind: 'undo' }, 'noor')).rejects.toMatchObject({
      code: 'undo_refused',
    });
    expect(await promoteFrom('1.1.0', '1.0.0', { kind: 'undo' })).toMatchObject({
      kind: 'undo',
      undoes: promotion.id,
      outcome: 'moved',
    });
    await expect(promoteFrom('1.0.0', '1.1.0', { kind: 'undo' })).rejects.toMatchObject({
      code: 'undo_refused',
    });
    expect(await story()).toEqual([
      'chartroom: undo 1-stable 1.1.0 → 1.0.0',
      'chartroom: promotion 1-stable 1.0.0 → 1.1.0',
    ]);
  });

  test('an undo of a channel that has moved since says where it is', async () => {
    await promoteFrom('1.0.0', '1.1.0');
    await layout.tag(digestOf('1.2.0'), '1-stable');
    await expect(promoteFrom('1.1.0', '1.0.0', { kind: 'undo' })).rejects.toMatchObject({
      code: 'channel_moved',
      details: { currentDigest: digestOf('1.2.0') },
    });
  });

  test('the earlier releases of a channel are told with whether they still exist', async () => {
    await promoteFrom('1.0.0', '1.1.0');
    await layout.tag(digestOf('1.2.0'), '1-stable');
    await refreshChart(chart);
    proxy.intercept((method, path, response) => {
      if (method !== 'HEAD' || !path.endsWith(digestOf('1.0.0'))) return 'pass';
      response.writeHead(404).end();
      return undefined;
    });
    expect(await listEarlierReleases({ ...chart, channel: '1-stable' })).toMatchObject([
      { version: '1.1.0', digest: digestOf('1.1.0'), presence: 'present' },
      { version: '1.0.0', digest: digestOf('1.0.0'), presence: 'gone' },
    ]);
    proxy.intercept((_method, _path, response) => void response.writeHead(403).end());
    expect(await listEarlierReleases({ ...chart, channel: '1-stable' })).toMatchObject([
      { presence: 'unknown' },
      { presence: 'unknown' },
    ]);
  });

  test('a rollback is recorded as one', async () => {
    await promoteFrom('1.0.0', '1.1.0');
    await promoteFrom('1.1.0', '1.2.0');
    const back = { kind: 'rollback', reason: 'crashes at night' } as const;
    await expect(promoteFrom('1.2.0', '1.0.0', { ...back, reason: '' })).rejects.toMatchObject({
      code: 'invalid_request',
    });
    expect(await promoteFrom('1.2.0', '1.0.0', back, 'noor')).toMatchObject({
      kind: 'rollback',
      reason: 'crashes at night',
      undoes: null,
    });
    expect((await story())[0]).toBe('chartroom: rollback 1-stable 1.2.0 → 1.0.0');
    expect(await listEarlierReleases({ ...chart, channel: '1-stable' })).toMatchObject([
      { version: '1.2.0' },
      { version: '1.1.0' },
    ]);
  });
});
