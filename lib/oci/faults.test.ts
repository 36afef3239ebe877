import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { AppError } from '@/lib/errors';
import { digestOf } from '@/lib/oci/digest';
import type { Descriptor, RawManifest } from '@/lib/oci/manifest';
import { OCI_MANIFEST } from '@/lib/oci/media-types';
import type { Registry } from '@/lib/oci/registry';
import { createRegistry } from '@/lib/oci/registry-client';
import { RegistryError, type RegistryErrorKind } from '@/lib/oci/registry-error';
import { startFaultProxy, type FaultPlan, type FaultProxy } from '@/lib/oci/testing/fault-proxy';
import { FAULT_KINDS, isDetectable, type FaultKind } from '@/lib/oci/testing/faults';
import { startScriptedServer, type ScriptedServer } from '@/lib/oci/testing/scripted-server';

const SEED = 20_260_101;
const REPOSITORY = 'team/app';
const TARGET = 'team/promoted';
/** Milliseconds: how long silence lasts where none is meant, and where each one is waited for. */
const PATIENCE = 20_000;
const STALL_PATIENCE = 400;
const config = Buffer.from(JSON.stringify({ description: 'What the faults are tried on. '.repeat(9) }));
const blob = { digest: digestOf(config), size: config.length };
const toPut = newManifest();

interface Bench {
  server: ScriptedServer;
  proxy: FaultProxy;
  registry: Registry;
  manifest: Descriptor;
  close: () => Promise<void>;
}

/** A registry, a proxy that spoils its answers, and a client that does not sleep: waiting moves its clock on. */
async function openBench(
  plan: FaultPlan,
  { login = false, patience = PATIENCE }: { login?: boolean; patience?: number } = {},
): Promise<Bench> {
  let clock = Date.parse('2026-01-01T00:00:00Z');
  const now = (): number => clock;
  const server = await startScriptedServer();
  const manifest = server.content.addArtifact(REPOSITORY, ['1.0.0'], { config });
  const proxy = await startFaultProxy(server.origin, { seed: SEED, plan, now });
  if (login) server.logins.requireBearer({ realm: `${proxy.origin}/token`, expiresIn: 300 });
  const registry = createRegistry({
    url: proxy.origin,
    now,
    random: () => 0.5,
    timeouts: { headers: patience, idle: patience },
    wait: async (milliseconds) => {
      clock += milliseconds;
    },
  });
  const close = async (): Promise<void> => {
    await registry.close();
    await proxy.idle();
    await proxy.close();
    await server.close();
  };
  return { server, proxy, registry, manifest, close };
}

interface ClientCall {
  make: (bench: Bench) => Promise<unknown>;
  right: (bench: Bench) => unknown;
}

const CALLS: Record<string, ClientCall> = {
  ping: { make: ({ registry }) => registry.ping(), right: () => undefined },
  catalog: { make: ({ registry }) => catalogOf(registry), right: () => [REPOSITORY] },
  tags: { make: ({ registry }) => registry.tags(REPOSITORY), right: () => ['1.0.0'] },
  'head by tag': {
    make: ({ registry }) => registry.headManifest(REPOSITORY, '1.0.0'),
    right: ({ manifest }) => manifest,
  },
  'head by digest': {
    make: ({ registry, manifest }) => registry.headManifest(REPOSITORY, manifest.digest),
    right: ({ manifest }) => manifest,
  },
  'get by tag': {
    make: async ({ registry }) => describeManifest(await registry.getManifest(REPOSITORY, '1.0.0')),
    right: ({ manifest }) => manifest,
  },
  'get by digest': {
    make: async ({ registry, manifest }) =>
      describeManifest(await registry.getManifest(REPOSITORY, manifest.digest)),
    right: ({ manifest }) => manifest,
  },
  blob: {
    make: async ({ registry }) => Buffer.from(await registry.getBlob(REPOSITORY, blob, 10_000)).toString(),
    right: () => config.toString(),
  },
  'put by digest': {
    make: ({ registry, server }) => put(registry, server, toPut.digest),
    right: () => ({ digest: toPut.digest, arrived: true }),
  },
  'put by tag': {
    make: ({ registry, server }) => put(registry, server, 'stable'),
    right: () => ({ digest: toPut.digest, arrived: true }),
  },
};

/**
 * What comes of a fault, in the order of `CALLS`: first where it strikes once, then where it strikes each time.
 * `=` the right result at once · `r` the right result after another try · `.` nothing there to spoil
 * `u` unavailable · `t` timeout · `p` protocol · `d` digest_mismatch · `l` rate_limited
 * `?` believed, since no checksum covers it: see `isDetectable` · `~` believed or `p`, as chance has it
 */
const OUTCOMES: Record<FaultKind, { message: RegExp; cells: string }> = {
  'reset before headers': { message: /the connection broke off$/, cells: 'ru ru ru ru ru ru ru ru ru uu' },
  'reset in headers': { message: /the connection broke off$/, cells: 'ru ru ru ru ru ru ru ru ru uu' },
  'reset in body': { message: /the connection broke off$/, cells: 'ru ru ru .. .. ru ru ru .. ..' },
  'stall before headers': { message: /no answer in time$/, cells: 'rt rt rt rt rt rt rt rt rt tt' },
  'stall in body': { message: /the answer stopped midway$/, cells: 'rt rt rt .. .. rt rt rt .. ..' },
  'slow body': { message: /^$/, cells: '== == == .. .. == == == .. ..' },
  'cut short': { message: /broke off|shorter than announced/, cells: 'ru ru ru .. .. ru ru ru .. ..' },
  'short length': { message: /not JSON|digest|bytes long/, cells: '== pp pp .. .. rp rd rd .. ..' },
  'short chunks': { message: /not JSON|digest|bytes long/, cells: '== pp pp .. .. rp rd rd .. ..' },
  'flipped bit': { message: /digest|not JSON|no list|manifest/, cells: '== ~~ ~~ .. .. ~~ rd rd .. ..' },
  '429, seconds': { message: /answered 429 /, cells: 'rl rl rl rl rl rl rl rl rl rl' },
  '429, date': { message: /answered 429 /, cells: 'rl rl rl rl rl rl rl rl rl rl' },
  '429, an hour': { message: /answered 429 /, cells: 'll ll ll ll ll ll ll ll ll ll' },
  '429, bare': { message: /answered 429 /, cells: 'rl rl rl rl rl rl rl rl rl rl' },
  '503, seconds': { message: /answered 503 /, cells: 'ru ru ru ru ru ru ru ru ru uu' },
  '503, bare': { message: /answered 503 /, cells: 'ru ru ru ru ru ru ru ru ru uu' },
  '502 page': { message: /502 Bad Gateway \(an HTML page\)$/, cells: 'ru ru ru ru ru ru ru ru ru uu' },
  '500 JSON': { message: /answered 500 /, cells: 'ru ru ru ru ru ru ru ru ru uu' },
  'empty 200': { message: /not JSON|digest|bytes long|taken/, cells: '== pp pp rp rd rp rd rd pp pp' },
  '200 page': {
    message: /HTML page|not JSON|digest|bytes long|taken/,
    cells: 'rp rp rp rp rd rp rd rd pp pp',
  },
  'wrong digest header': { message: /digest/, cells: '.. .. .. ?? dd == == == dd dd' },
  'token of long ago': { message: /^$/, cells: '== == == == == == == == == ==' },
  'token of the future': { message: /^$/, cells: '== == == == == == == == == ==' },
  'token for no time': { message: /^$/, cells: '== == == == == == == == == ==' },
  'token ended already': { message: /^$/, cells: '== == == == == == == == == ==' },
  'token for ever': { message: /^$/, cells: '== == == == == == == == == ==' },
  'token without a life': { message: /^$/, cells: '== == == == == == == == == ==' },
  'not HTTP': { message: /the answer is not HTTP$/, cells: 'rp rp rp rp rp rp rp rp rp pp' },
  'endless headers': { message: /headers are too long$/, cells: 'pp pp pp pp pp rp rp rp pp pp' },
  'doubled answer': { message: /^$/, cells: '== == == == == == == == == ==' },
};

const LETTERS: Partial<Record<RegistryErrorKind, string>> = {
  unavailable: 'u',
  timeout: 't',
  protocol: 'p',
  digest_mismatch: 'd',
  rate_limited: 'l',
};

/** What became of the calls that met a fault. */
interface Tally {
  injected: number;
  recovered: number;
  surfaced: number;
  /** a wrong result that no client can tell from a right one */
  believed: number;
  lost: number;
}
const tallies = new Map<string, Tally>();
const unhandled: unknown[] = [];
const onUnhandled = (reason: unknown): void => void unhandled.push(reason);

beforeAll(() => void process.on('unhandledRejection', onUnhandled));
afterAll(async () => {
  await new Promise(setImmediate);
  process.off('unhandledRejection', onUnhandled);
  printTallies();
  expect(unhandled).toEqual([]);
  expect([...tallies.values()].filter(({ lost }) => lost > 0)).toEqual([]);
});

/** Makes a call under a plan, and says what came of it in the letters of `OUTCOMES`. */
async function tryCall(kind: FaultKind, { make, right }: ClientCall, plan: FaultPlan): Promise<string> {
  const login = kind.startsWith('token');
  const patience = kind.startsWith('stall') ? STALL_PATIENCE : PATIENCE;
  const bench = await openBench(plan, { login, patience });
  const { promise, error, value } = await make(bench).then(
    (result) => ({ promise: 'kept', error: undefined, value: result }),
    (thrown: unknown) => ({ promise: 'broken', error: thrown, value: undefined }),
  );
  const injected = bench.proxy.injected.get(kind) ?? 0;
  const tags = bench.proxy.count('PUT', `/v2/${TARGET}/manifests/stable`);
  const expected = right(bench);
  await bench.close();

  // Whatever happened: by tag it is put once, unless the registry said that it did nothing.
  if (!kind.startsWith('429') && !login) expect(tags).toBeLessThanOrEqual(1);
  const tally = tallyOf(kind);
  tally.injected += injected;
  if (promise === 'broken') {
    if (!(error instanceof RegistryError)) throw error;
    tally.surfaced += 1;
    expect(error.message).toMatch(OUTCOMES[kind].message);
    expect(error.message).toContain(bench.proxy.origin);
    return LETTERS[error.kind] ?? error.kind;
  }
  if (!isEqual(value, expected)) return '?';
  tally.recovered += Math.sign(injected);
  if (injected === 0) return '.';
  return bench.proxy.requests > (login ? 3 : 1) ? 'r' : '=';
}

describe.each(FAULT_KINDS)('%s', (kind) => {
  test('ends in the right result or in an error that says what happened', async () => {
    const timers = countTimers();
    const { cells } = OUTCOMES[kind];
    const outcomes = await Promise.all(
      Object.values(CALLS).map(async (call) => {
        let strikes = 0;
        const once: FaultPlan = (request) => {
          // What spoils a token strikes at the first one, not at the request that asks for a login.
          if (kind.startsWith('token') && !request.path.startsWith('/token')) return undefined;
          strikes += 1;
          return strikes === 1 ? kind : undefined;
        };
        return (await Promise.all([tryCall(kind, call, once), tryCall(kind, call, () => kind)])).join('');
      }),
    );
    const expected = cells.split(' ');
    const seen = outcomes.map((outcome, index) => {
      const cell = expected[index] ?? '';
      for (const letter of outcome)
        if (letter === '?') tallyOf(kind)[/[?~]/.test(cell) ? 'believed' : 'lost'] += 1;
      return cell === '~~' && /^[=?p]{2}$/.test(outcome) ? cell : outcome;
    });
    expect(byName(seen)).toEqual(byName(expected));
    expect(countTimers()).toBeLessThanOrEqual(timers);
  });
});

describe('a flipped bit in a tag list', () => {
  test('is an error, or a name that the registry turns out not to have', async () => {
    const bench = await openBench(({ path }) => (path.includes('/tags/list') ? 'flipped bit' : undefined));
    const { registry } = bench;
    const counts = { errors: 0, missing: 0, harmless: 0 };
    for (let round = 0; round < 300; round += 1) {
      const tags = await registry.tags(REPOSITORY).catch(kindOf);
      if (typeof tags === 'string') {
        expect(tags).toBe('protocol');
        counts.errors += 1;
        continue;
      }
      const [tag = ''] = tags;
      // What is no tag by the grammar is not asked for; all else is, and not found.
      const found = await registry.headManifest(REPOSITORY, tag).catch(kindOf);
      if (tag === '1.0.0') expect(found).toEqual(bench.manifest);
      else expect(found).toMatch(/^(not_found|invalid_reference)$/);
      counts[tag === '1.0.0' ? 'harmless' : 'missing'] += 1;
    }
    await bench.close();
    process.stdout.write(`Flipped bits in tag lists: ${JSON.stringify(counts)}\n`);
    expect(counts.errors).toBeGreaterThan(0);
    expect(counts.missing).toBeGreaterThan(0);
  });
});

describe('an answer that comes twice', () => {
  test('is not taken for the answer to the next request', async () => {
    let answers = 0;
    const bench = await openBench(() => ((answers += 1) === 1 ? 'doubled answer' : undefined));
    expect(await bench.registry.tags(REPOSITORY)).toEqual(['1.0.0']);
    expect(await catalogOf(bench.registry)).toEqual([REPOSITORY]);
    await bench.close();
  });
});

describe('a token service whose clock is wrong', () => {
  test.each(FAULT_KINDS.filter((kind) => kind.startsWith('token')))(
    '%s: is asked once a scope',
    async (kind) => {
      const bench = await openBench(() => kind, { login: true });
      for (let round = 0; round < 5; round += 1) await bench.registry.tags(REPOSITORY);
      expect(bench.proxy.injected.get(kind)).toBe(1);
      await bench.close();
    },
  );
});

test('thousands of calls on failing connections leave nothing behind', async () => {
  const calls = 4000;
  const collectGarbage = exposeGarbageCollector();
  const timers = countTimers();
  const bench = await openBench(
    (request, random) => {
      if (random() >= 0.3) return undefined;
      const kind = FAULT_KINDS[Math.floor(random() * FAULT_KINDS.length)] ?? '500 JSON';
      // Stalls cost real time: few are enough.
      if (kind.startsWith('stall') && random() < 0.9) return undefined;
      return isDetectable(kind, request) ? kind : undefined;
    },
    { patience: STALL_PATIENCE },
  );
  const names = Object.keys(CALLS);
  const counts = { right: 0, surfaced: 0, lost: 0 };
  const heaps: number[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < calls) {
      const { make, right } = CALLS[names[next % names.length] ?? ''] ?? expect.fail('no such call');
      next += 1;
      if (next % 1000 === 0) heaps.push(collectGarbage());
      try {
        counts[isEqual(await make(bench), right(bench)) ? 'right' : 'lost'] += 1;
      } catch (error) {
        if (!(error instanceof RegistryError)) throw error;
        counts.surfaced += 1;
      }
      bench.server.requests.length = 0;
    }
  };
  await Promise.all(Array.from({ length: 12 }, work));
  const injected = [...bench.proxy.injected.values()].reduce((sum, count) => sum + count, 0);
  await bench.close();
  heaps.push(collectGarbage());
  const megabytes = heaps.map((bytes) => (bytes / 2 ** 20).toFixed(1)).join(', ');
  process.stdout.write(
    `${calls} calls, ${bench.proxy.requests} requests, ${injected} faults: ${JSON.stringify(counts)}; heap in MiB after each thousand: ${megabytes}\n`,
  );
  expect(counts.lost).toBe(0);
  expect(counts.right + counts.surfaced).toBe(calls);
  expect((heaps.at(-1) ?? 0) - (heaps[0] ?? 0)).toBeLessThan(16 * 2 ** 20);
  expect(countTimers()).toBeLessThanOrEqual(timers);
}, 120_000);

function newManifest(): RawManifest {
  const bytes = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: OCI_MANIFEST,
      config: { mediaType: 'application/json', ...blob },
      layers: [],
    }),
  );
  return { digest: digestOf(bytes), mediaType: OCI_MANIFEST, bytes };
}

/** What is put by other calls is left out. */
async function catalogOf(registry: Registry): Promise<string[]> {
  const names: string[] = [];
  for await (const page of registry.catalog()) names.push(...page.filter((name) => name !== TARGET));
  return names;
}

function describeManifest({ digest, mediaType, bytes }: RawManifest): Descriptor {
  return { mediaType, digest, size: bytes.length };
}

async function put(registry: Registry, { content }: ScriptedServer, reference: string): Promise<unknown> {
  const { digest } = await registry.putManifest(TARGET, reference, toPut);
  const kept = content.answer({
    method: 'GET',
    path: `/v2/${TARGET}/manifests/${reference}`,
    query: new URLSearchParams(),
    headers: {},
    signal: new AbortController().signal,
    body: Buffer.alloc(0),
  });
  return { digest, arrived: kept?.status === undefined };
}

function kindOf(error: unknown): string {
  if (error instanceof RegistryError) return error.kind;
  if (error instanceof AppError) return error.code;
  throw error;
}

function isEqual(value: unknown, expected: unknown): boolean {
  return JSON.stringify(value) === JSON.stringify(expected);
}

function byName(cells: readonly string[]): Record<string, string | undefined> {
  return Object.fromEntries(Object.keys(CALLS).map((name, index) => [name, cells[index]]));
}

function tallyOf(kind: string): Tally {
  const tally = tallies.get(kind) ?? { injected: 0, recovered: 0, surfaced: 0, believed: 0, lost: 0 };
  tallies.set(kind, tally);
  return tally;
}

/** Timers that keep the process alive. */
function countTimers(): number {
  return process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
}

/** A function that collects garbage and gives the bytes in use. */
function exposeGarbageCollector(): () => number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  return () => {
    collect();
    return process.memoryUsage().heapUsed;
  };
}

function printTallies(): void {
  const columns = ['injected', 'recovered', 'surfaced', 'believed', 'lost'] as const;
  const sum = (column: keyof Tally): number =>
    [...tallies.values()].reduce((total, tally) => total + tally[column], 0);
  const rows = [
    ['', ...columns],
    ...[...tallies].map(([kind, tally]) => [kind, ...columns.map((column) => `${tally[column]}`)]),
    ['all', ...columns.map((column) => `${sum(column)}`)],
  ];
  const lines = rows.map(
    ([kind = '', ...cells]) => kind.padEnd(22) + cells.map((cell) => cell.padStart(11)).join(''),
  );
  process.stdout.write(`${lines.join('\n')}\nunhandled: ${unhandled.length}\n`);
}
