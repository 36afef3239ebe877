// A process of its own that promotes, for tests of several at once and of their sudden end:
//   promoting-process <store> <registry> <orders as JSON>
// It writes a line of JSON for each order, once that has ended.
import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { ChannelLocks } from '@/lib/channels/channel-locks';
import { createHistory } from '@/lib/channels/history';
import { promote } from '@/lib/channels/promote';
import type { Promotion, PromotionRequest } from '@/lib/channels/promotion';
import { digestUnder } from '@/lib/channels/settle-promotion';
import { BARE_RULES, NO_FACTS } from '@/lib/channels/testing/channel-rules';
import { AppError } from '@/lib/errors';
import type { Digest } from '@/lib/oci/names';
import { createRegistry } from '@/lib/oci/registry-client';
import { RegistryError } from '@/lib/oci/registry-error';
import { openLmdbStore } from '@/lib/store/lmdb-store';
import { isRunning, nameProcess } from '@/lib/store/process-name';

/** What to promote: a digest to a channel, from wherever the channel is when the turn comes. */
export interface PromotionOrder {
  repository: string;
  channel: string;
  digest: Digest;
}

/** What became of an order. */
export type OrderOutcome = { promotion: Promotion; failed: null } | { promotion: null; failed: string };

const [folder = '', url = '', orders = '[]'] = process.argv.slice(2);
const store = await openLmdbStore(folder);
const history = createHistory(store);
const registry = createRegistry({ url, retry: { tries: 1 }, timeouts: { total: 3000 } });
const locks = new ChannelLocks({
  store,
  self: await nameProcess(randomBytes(6).toString('hex')),
  isRunning,
  now: Date.now,
  wait: (ms, signal) => wait(ms, undefined, { signal }),
  random: () => randomBytes(6).toString('hex'),
  report: (line) => process.stderr.write(`${line}\n`),
});

for (const order of JSON.parse(orders) as PromotionOrder[])
  process.stdout.write(`${JSON.stringify(await carryOut(order))}\n`);
await registry.close();
await store.close();

async function carryOut({ repository, channel, digest }: PromotionOrder): Promise<OrderOutcome> {
  try {
    const request: PromotionRequest = {
      kind: 'promotion',
      registry: 'production',
      repository,
      channel,
      digest,
      expectedDigest: await digestUnder(registry, repository, channel),
      reason: '',
      acknowledged: [],
    };
    const promotion = await promote(request, {
      registry,
      history,
      locks,
      rules: BARE_RULES,
      facts: NO_FACTS,
      now: Date.now,
      random: () => randomBytes(4).toString('hex'),
      actor: String(process.pid),
    });
    return { promotion, failed: null };
  } catch (error) {
    if (error instanceof AppError) return { promotion: null, failed: error.code };
    if (error instanceof RegistryError) return { promotion: null, failed: error.kind };
    throw error;
  }
}
