import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Agent, request, type Dispatcher } from 'undici';
import { ChannelLocks } from '@/lib/channels/channel-locks';
import { createHistory } from '@/lib/channels/history';
import { promote } from '@/lib/channels/promote';
import { digestUnder } from '@/lib/channels/settle-promotion';
import { BARE_RULES, NO_FACTS } from '@/lib/channels/testing/channel-rules';
import { OCI_MANIFEST } from '@/lib/oci/media-types';
import { createRegistry } from '@/lib/oci/registry-client';
import { openLmdbStore } from '@/lib/store/lmdb-store';
import { isRunning, nameProcess } from '@/lib/store/process-name';
import { generateRegistry } from '../generated-registry';
import { startRegistryProcess } from '../registry-process';

/** What one promotion costs, beside the least that moves a tag knowingly: look, read, write, look again. */
export interface PromotionFigures {
  promotions: number;
  /** requests of one promotion, the second look a little later not counted */
  calls: number;
  /** median milliseconds of one */
  milliseconds: number;
  bare: { calls: number; milliseconds: number };
  /** how many times as long as the bare calls */
  ratio: number;
}

const CHANNEL = 'stable';

/**
 * Moves the channel of one chart to and fro, by Chartroom and by bare requests in turn, on a registry that nobody else
 * uses. Locks and history are kept on disk as in production.
 * @param program CNCF distribution's registry
 * @param folder for what is generated; empty
 */
export async function measurePromotion(
  program: string,
  folder: string,
  promotions: number,
): Promise<PromotionFigures> {
  const [repository] = await generateRegistry(join(folder, 'registry'), {
    charts: 1,
    versions: 2,
    channels: 1,
  });
  if (repository === undefined) throw new Error('There is no chart to promote.');
  const server = await startRegistryProcess(program, join(folder, 'registry'));
  const registry = createRegistry({ url: server.url });
  const store = await openLmdbStore(join(folder, 'store'));
  const bare = new Agent({ pipelining: 1 });
  try {
    let count = 0;
    const history = createHistory(store);
    const locks = new ChannelLocks({
      store,
      self: await nameProcess('bench'),
      isRunning,
      now: Date.now,
      wait: (ms, signal) => wait(ms, undefined, { signal }),
      random: () => `bench-${(count += 1)}`,
      report: (line) => process.stderr.write(`${line}\n`),
    });
    const digests = await Promise.all(
      ['1.0.0', '1.1.0'].map(
        async (version) => (await registry.headManifest(repository.name, version)).digest,
      ),
    );
    const [own, other]: [number[], number[]] = [[], []];
    let [calls, bareCalls] = [0, 0];
    for (let round = 0; round < promotions; round += 1) {
      const digest = digests[round % 2];
      if (digest === undefined) continue;
      const expectedDigest = await digestUnder(registry, repository.name, CHANNEL);
      const before = registry.requests;
      const began = performance.now();
      await promote(
        {
          kind: 'promotion',
          registry: 'bench',
          repository: repository.name,
          channel: CHANNEL,
          digest,
          expectedDigest,
          reason: '',
          acknowledged: [],
        },
        {
          registry,
          history,
          locks,
          rules: BARE_RULES,
          facts: NO_FACTS,
          now: Date.now,
          random: () => String(round),
          actor: null,
        },
      );
      own.push(performance.now() - began);
      calls = registry.requests - before;
      const start = performance.now();
      bareCalls = await moveBarely(bare, `${server.url}/v2/${repository.name}/manifests`, digest);
      other.push(performance.now() - start);
    }
    const [milliseconds, bareMilliseconds] = [median(own), median(other)];
    return {
      promotions,
      calls,
      milliseconds,
      bare: { calls: bareCalls, milliseconds: bareMilliseconds },
      ratio: Number((milliseconds / bareMilliseconds).toFixed(2)),
    };
  } finally {
    await Promise.all([registry.close(), bare.close(), store.close()]);
    await server.close();
  }
}

/** @returns how many requests that took */
async function moveBarely(dispatcher: Dispatcher, base: string, digest: string): Promise<number> {
  const call = async (method: Dispatcher.HttpMethod, reference: string, body?: Buffer): Promise<Buffer> => {
    const answer = await request(`${base}/${reference}`, {
      dispatcher,
      method,
      headers: { accept: OCI_MANIFEST, ...(body && { 'content-type': OCI_MANIFEST }) },
      body,
    });
    if (answer.statusCode >= 400) throw new Error(`${method} ${reference} answered ${answer.statusCode}.`);
    return Buffer.from(await answer.body.arrayBuffer());
  };
  await call('HEAD', CHANNEL);
  const manifest = await call('GET', digest);
  await call('PUT', CHANNEL, manifest);
  await call('HEAD', CHANNEL);
  return 4;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return Number((sorted[Math.floor(sorted.length / 2)] ?? Number.NaN).toFixed(2));
}
