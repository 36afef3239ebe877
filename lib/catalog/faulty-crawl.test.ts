import { afterAll, beforeAll, expect, test } from 'vitest';
import { isDeepStrictEqual } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  addCharts,
  PatientCatalog,
  type CatalogContent,
  type Clock,
  type RoundOutcome,
} from '@/lib/catalog/testing/faulty-crawl';
import { startFaultProxy, type FaultPlan } from '@/lib/oci/testing/fault-proxy';
import { FAULT_KINDS, isDetectable } from '@/lib/oci/testing/faults';
import { startScriptedServer, type ScriptedServer } from '@/lib/oci/testing/scripted-server';

const SEED = 17;
const SIZE = { charts: 215, versions: 40 };
/** of all requests */
const FAULTY = 0.05;
const MAX_ROUNDS = 5;
const LEAST_REQUESTS = 20_000;

/** Any fault that can be noticed, to one request in twenty. */
const randomFaults: FaultPlan = (request, random) => {
  if (random() >= FAULTY) return undefined;
  const fitting = FAULT_KINDS.filter((kind) => !kind.startsWith('token') && isDetectable(kind, request));
  return fitting[Math.floor(random() * fitting.length)];
};

let server: ScriptedServer;
const unhandled: unknown[] = [];
const onUnhandled = (reason: unknown): void => void unhandled.push(reason);

beforeAll(async () => {
  process.on('unhandledRejection', onUnhandled);
  server = await startScriptedServer();
  await addCharts(server.content, SIZE);
});
afterAll(async () => {
  await server.close();
  process.off('unhandledRejection', onUnhandled);
  expect(unhandled).toEqual([]);
});

test('a crawl on which one request in twenty fails comes to the same catalog', async () => {
  const heapBefore = usedHeap();
  const clock: Clock = { now: Date.parse('2026-01-01T00:00:00Z') };
  const proxy = await startFaultProxy(server.origin, {
    seed: SEED,
    plan: randomFaults,
    now: () => clock.now,
  });
  const faulty = await PatientCatalog.open(proxy.origin, clock);
  const rounds: RoundOutcome[] = [];
  while (rounds.at(-1)?.pending !== 0 && rounds.length < MAX_ROUNDS)
    rounds.push(await faulty.readEverything());
  proxy.plan = () => undefined;
  const content = await faulty.content();
  await faulty.close();
  server.requests.length = 0;
  const heapAfter = usedHeap();

  await proxy.close();

  const expected = await readWithoutFaults();
  const lost = expected.opened.filter(
    (chart) => !content.opened.some((other) => isDeepStrictEqual(other, chart)),
  );
  const injected = [...proxy.injected.values()].reduce((sum, count) => sum + count, 0);
  const failed = rounds.reduce((sum, { surfaced }) => sum + surfaced, 0);
  process.stdout.write(
    [
      `${proxy.requests} requests, ${injected} faults, at least ${injected - failed} overcome by the client,`,
      `${rounds.length} rounds, failures told of in each: ${rounds.map(({ surfaced }) => surfaced).join(', ')};`,
      `charts lost: ${lost.length}, unhandled: ${unhandled.length};`,
      `heap ${heapBefore} MiB before, ${heapAfter} MiB after`,
      ...[...proxy.injected].sort().map(([kind, count]) => `  ${kind}: ${count}`),
      '',
    ].join('\n'),
  );

  expect(rounds.at(-1)).toEqual({ surfaced: 0, pending: 0 });
  expect(proxy.requests).toBeGreaterThanOrEqual(LEAST_REQUESTS);
  expect(faulty.reports).toEqual([]);
  expect(content).toEqual(expected);
  expect(heapAfter - heapBefore).toBeLessThan(64);
}, 300_000);

async function readWithoutFaults(): Promise<CatalogContent> {
  const catalog = await PatientCatalog.open(server.origin, { now: Date.parse('2026-01-01T00:00:00Z') });
  const outcome = await catalog.readEverything();
  expect(outcome).toEqual({ surfaced: 0, pending: 0 });
  const content = await catalog.content();
  await catalog.close();
  return content;
}

/** MiB in use once garbage is collected. */
function usedHeap(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  return Math.round(process.memoryUsage().heapUsed / 2 ** 20);
}
