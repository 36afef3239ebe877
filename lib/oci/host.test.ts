import { EventEmitter, once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { digestOf } from '@/lib/oci/digest';
import { Host, Hosts } from '@/lib/oci/host';
import type { Registry } from '@/lib/oci/registry';
import { createRegistry, type RegistryOptions } from '@/lib/oci/registry-client';
import { json, rateLimited, reset, type ScriptedAnswer } from '@/lib/oci/testing/scripted-answer';
import { startScriptedServer, type ScriptedServer } from '@/lib/oci/testing/scripted-server';

const TAGS = '/v2/app/tags/list';
const person = { priority: 'interactive' } as const;

let server: ScriptedServer;
let storage: ScriptedServer;
let clock: number;
let waits: number[];
const open: Registry[] = [];

beforeEach(async () => {
  server = await startScriptedServer();
  storage = await startScriptedServer();
  server.content.addArtifact('app', ['v1'], { config: '{}' });
  clock = Date.parse('2026-03-01T12:00:00Z');
  waits = [];
});

afterEach(async () => {
  for (const registry of open.splice(0)) await registry.close();
  await server.close();
  await storage.close();
});

function connect(options: Partial<RegistryOptions> = {}): Registry {
  const registry = createRegistry({
    url: server.origin,
    random: () => 0,
    now: () => clock,
    wait: async (milliseconds) => {
      waits.push(milliseconds);
      clock += milliseconds;
    },
    trustedHosts: [new URL(storage.origin).host],
    ...options,
  });
  open.push(registry);
  return registry;
}

/** What a registry answers that counts, with this much left of 100 requests in 6 hours. */
function counted(remaining: number): ScriptedAnswer {
  return json(
    { tags: ['v1'] },
    { headers: { 'ratelimit-limit': '100;w=21600', 'ratelimit-remaining': `${remaining};w=21600` } },
  );
}

/** Makes calls that get no answer until the host is left alone. */
async function silence(registry: Registry): Promise<void> {
  server.on(`GET ${TAGS}`, reset());
  for (let count = 0; count < 10; count += 1)
    await expect(registry.tags('app')).rejects.toMatchObject({ kind: 'unavailable' });
}

describe('Host', () => {
  test('keeps the longest pause it was asked for, and forgets it when it is over', () => {
    const host = new Host('https://h.example', 1);
    host.pause(0, 5000);
    host.pause(0, 2000);
    expect(host.pauseLeft(1000)).toBe(4000);
    expect(host.condition(1000).pausedUntil).toBe(5000);
    expect(host.pauseLeft(6000)).toBe(0);
    expect(host.condition(5000).pausedUntil).toBeNull();
  });

  test('says how much is left, and goes on when there is enough again', () => {
    const host = new Host('https://h.example', 1);
    host.answered(0, { 'ratelimit-limit': '100;w=60', 'ratelimit-remaining': '3;w=60' });
    expect(host.condition(0)).toEqual({
      pausedUntil: null,
      backgroundPausedUntil: 6000,
      brokenUntil: null,
      rateLimit: { limit: 100, remaining: 3, window: 60_000, resetAt: null },
    });
    host.answered(0, {});
    expect(host.condition(0).backgroundPausedUntil).toBe(6000);
    host.answered(0, { 'ratelimit-limit': '100;w=60', 'ratelimit-remaining': '90;w=60' });
    expect(host.condition(0).backgroundPausedUntil).toBeNull();
  });

  test('is one for an origin, whatever places are asked for later', () => {
    const hosts = new Hosts();
    const host = hosts.of('https://h.example', 3);
    expect(hosts.of('https://h.example', 8)).toBe(host);
    expect(hosts.of('https://h.example:8443', 8)).not.toBe(host);
  });
});

describe('two registries at one host', () => {
  test('share its queue, where a person of either goes first', async () => {
    const hosts = new Hosts();
    const [one, other] = [connect({ hosts, concurrency: 2 }), connect({ hosts, concurrency: 2 })];
    const release = new EventEmitter();
    const held = once(release, 'go');
    for (const name of ['a', 'b', 'c', 'd'])
      server.on(`GET /v2/${name}/tags/list`, { ...json({ tags: [] }), after: held });
    const background = [one.tags('a'), other.tags('b'), one.tags('c'), one.tags('d')];
    await server.arrivals(2);
    const urgent = other.tags('app', person);
    release.emit('go');
    expect(await urgent).toEqual(['v1']);
    await Promise.all(background);
    expect(server.peak).toBe(2);
    expect(server.requests.slice(2, 4).map(({ path }) => path)).toContain(TAGS);
  });

  test('share the pause it asks for, as seconds', async () => {
    const hosts = new Hosts();
    server.on(`GET ${TAGS}`, rateLimited('20'), () => undefined);
    await expect(connect({ hosts }).tags('app', person)).rejects.toMatchObject({ retryAfter: 20_000 });
    const other = connect({ hosts });
    expect(other.condition()?.pausedUntil).toBe(clock + 20_000);
    await other.tags('app');
    expect(waits).toEqual([20_000]);
  });

  test('and as a date', async () => {
    const hosts = new Hosts();
    server.on(`GET ${TAGS}`, rateLimited('Sun, 01 Mar 2026 12:00:30 GMT'), () => undefined);
    await expect(connect({ hosts }).tags('app', person)).rejects.toMatchObject({ retryAfter: 30_000 });
    await connect({ hosts }).tags('app');
    expect(waits).toEqual([30_000]);
  });

  test('leave each other’s waiting calls alone when one is closed', async () => {
    const hosts = new Hosts();
    const [one, other] = [connect({ hosts, concurrency: 1 }), connect({ hosts, concurrency: 1 })];
    const release = new EventEmitter();
    server.on('GET /v2/held/tags/list', { ...json({ tags: [] }), after: once(release, 'go') });
    const held = other.tags('held');
    await server.arrivals(1);
    const mine = one.tags('app').catch((error: unknown) => error);
    const theirs = other.tags('app');
    await one.close();
    expect(await mine).toMatchObject({ kind: 'canceled' });
    release.emit('go');
    await held;
    expect(await theirs).toEqual(['v1']);
  });

  test('do not share anything without a common memory of hosts', async () => {
    server.on(`GET ${TAGS}`, rateLimited('20'), () => undefined);
    await expect(connect().tags('app', person)).rejects.toMatchObject({ kind: 'rate_limited' });
    await connect().tags('app', person);
    expect(waits).toEqual([]);
  });
});

describe('an allowance that runs out', () => {
  test('is kept for people: the crawler is told when it goes on', async () => {
    const registry = connect();
    server.on(`GET ${TAGS}`, counted(10), counted(9), counted(8), () => undefined);
    await registry.tags('app');
    await expect(registry.tags('app')).rejects.toMatchObject({
      kind: 'rate_limited',
      retryAfter: 36 * 60_000,
      message: `${server.origin} has few requests left for us (10 of 100); they are kept for people. Reading goes on in 2160 s.`,
    });
    expect(server.requests).toHaveLength(1);
    expect(await registry.tags('app', person)).toEqual(['v1']);
    expect(registry.condition()?.rateLimit?.remaining).toBe(9);
    clock += 36 * 60_000;
    expect(await registry.tags('app')).toEqual(['v1']);
  });

  test('does not stop anyone while there is enough', async () => {
    const registry = connect();
    server.on(`GET ${TAGS}`, counted(11));
    for (let count = 0; count < 3; count += 1) await registry.tags('app');
    expect(server.requests).toHaveLength(3);
  });
});

describe('a host that does not answer', () => {
  test('is left alone, and says why', async () => {
    const registry = connect({ retry: { tries: 2 } });
    await silence(registry);
    expect(server.requests).toHaveLength(20);
    await expect(registry.tags('app')).rejects.toMatchObject({
      kind: 'unavailable',
      message: `${server.origin} has not answered for 10 calls in a row and is left alone for 15 s. The last one: GET ${server.origin}${TAGS} failed: the connection broke off`,
      retryAfter: 15_000,
    });
    expect(registry.condition()?.brokenUntil).toBe(clock + 15_000);
    expect(server.requests).toHaveLength(20);
  });

  test('is left alone when it only answers that it fails', async () => {
    const registry = connect({ retry: { tries: 1 } });
    server.on(`GET ${TAGS}`, { status: 502 });
    for (let count = 0; count < 10; count += 1)
      await expect(registry.tags('app')).rejects.toMatchObject({ status: 502 });
    await expect(registry.tags('app')).rejects.toMatchObject({
      message: expect.stringContaining('it answered 502'),
    });
    expect(server.requests).toHaveLength(10);
  });

  test.each([401, 403, 404, 429, 501])('answers when it says %d', async (status) => {
    const registry = connect({ retry: { tries: 1 } });
    server.on(`GET ${TAGS}`, { status });
    for (let count = 0; count < 12; count += 1)
      await expect(registry.tags('app')).rejects.toMatchObject({ status });
    expect(server.requests).toHaveLength(12);
  });

  test('may be tried for a person, and serves everyone again once it answers', async () => {
    const registry = connect({ retry: { tries: 1 } });
    await silence(registry);
    server.on(`GET ${TAGS}`, () => undefined);
    expect(await registry.tags('app', person)).toEqual(['v1']);
    expect(registry.condition()?.brokenUntil).toBeNull();
    expect(await registry.tags('app')).toEqual(['v1']);
  });

  test('is tried once after the pause, and left alone longer when it is still silent', async () => {
    const registry = connect({ retry: { tries: 1 } });
    await silence(registry);
    clock += 15_000;
    await expect(registry.tags('app')).rejects.toMatchObject({
      message: expect.stringContaining('broke off'),
    });
    expect(server.requests).toHaveLength(11);
    expect(registry.condition()?.brokenUntil).toBe(clock + 30_000);
  });

  test('is not given up for a try that its caller gave up', async () => {
    const registry = connect({ retry: { tries: 1 } });
    await silence(registry);
    await expect(registry.tags('app', { ...person, signal: AbortSignal.abort() })).rejects.toMatchObject({
      kind: 'canceled',
    });
    server.on(`GET ${TAGS}`, () => undefined);
    expect(await registry.tags('app', person)).toEqual(['v1']);
  });
});

describe('a host that sends elsewhere', () => {
  const content = 'a blob';
  const digest = digestOf(Buffer.from(content));

  beforeEach(() => {
    server.on(`GET /v2/app/blobs/${digest}`, {
      status: 307,
      headers: { location: `${storage.origin}/blob` },
    });
  });

  test('has answered, and is tried no more', async () => {
    const registry = connect({ retry: { tries: 1 } });
    await silence(registry);
    storage.on('GET /blob', { body: content });
    await registry.getBlob('app', { digest }, 100, person);
    expect(registry.condition()?.brokenUntil).toBeNull();
    server.on(`GET ${TAGS}`, () => undefined);
    expect(await registry.tags('app')).toEqual(['v1']);
  });

  test.each<[string, ScriptedAnswer]>([
    ['does not answer', reset()],
    ['fails', { status: 503 }],
  ])('is not blamed when the other %s', async (_, answer) => {
    const registry = connect({ retry: { tries: 1 } });
    storage.on('GET /blob', answer);
    for (let count = 0; count < 12; count += 1)
      await expect(registry.getBlob('app', { digest }, 100)).rejects.toMatchObject({ kind: 'unavailable' });
    expect(storage.requests).toHaveLength(12);
    expect(await registry.tags('app')).toEqual(['v1']);
  });

  test('is not paused because the other asks for it', async () => {
    const registry = connect({ retry: { tries: 1 } });
    storage.on('GET /blob', rateLimited('30'));
    await expect(registry.getBlob('app', { digest }, 100)).rejects.toMatchObject({ kind: 'rate_limited' });
    expect(registry.condition()).toMatchObject({ pausedUntil: null, rateLimit: null });
  });
});
