import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createServer, type Server } from 'node:net';
import { EventEmitter, once } from 'node:events';
import { digestOf } from '@/lib/oci/digest';
import type { Registry } from '@/lib/oci/registry';
import { createRegistry, type RegistryOptions } from '@/lib/oci/registry-client';
import {
  cutShort,
  json,
  rateLimited,
  registryError,
  reset,
  stall,
  type ScriptedAnswer,
} from '@/lib/oci/testing/scripted-answer';
import { startScriptedServer, type ScriptedServer } from '@/lib/oci/testing/scripted-server';

const TAGS = '/v2/app/tags/list';
const content = 'a blob';
const digest = digestOf(Buffer.from(content));
const BLOB = `/v2/app/blobs/${digest}`;

let server: ScriptedServer;
let storage: ScriptedServer;
let waits: number[];
const open: Registry[] = [];

beforeEach(async () => {
  server = await startScriptedServer();
  storage = await startScriptedServer();
  server.content.addArtifact('app', ['v1'], { config: '{}' });
  server.content.addBlob('app', content);
  waits = [];
});

afterEach(async () => {
  for (const registry of open.splice(0)) await registry.close();
  await server.close();
  await storage.close();
});

function connect(options: Partial<RegistryOptions> = {}): Registry {
  const registry = createRegistry({
    trustedHosts: [new URL(storage.origin).host],
    url: server.origin,
    random: () => 0.5,
    wait: async (milliseconds) => {
      waits.push(milliseconds);
    },
    now: () => 0,
    ...options,
  });
  open.push(registry);
  return registry;
}

function redirect(location: string, status = 307): ScriptedAnswer {
  return { status, headers: { location }, body: 'see there' };
}

describe('retries', () => {
  test.each([408, 425, 429, 500, 502, 503, 504])('%d is tried again until it passes', async (status) => {
    server.on(`GET ${TAGS}`, { status }, { status }, () => undefined);
    expect(await connect().tags('app')).toEqual(['v1']);
    expect(waits).toEqual([125, 250]);
  });

  test.each([
    ['a connection that breaks off', reset()],
    ['an answer that breaks off', cutShort('{"tags":', 100)],
  ])('%s is tried again', async (_, answer) => {
    server.on(`GET ${TAGS}`, answer, answer, () => undefined);
    expect(await connect().tags('app')).toEqual(['v1']);
    expect(server.requests).toHaveLength(3);
  });

  test('five tries are all', async () => {
    server.on(`GET ${TAGS}`, registryError(503, 'UNAVAILABLE', 'service not available'));
    await expect(connect().tags('app')).rejects.toMatchObject({
      kind: 'unavailable',
      message: `GET ${server.origin}${TAGS} answered 503 UNAVAILABLE: service not available`,
    });
    expect(server.requests).toHaveLength(5);
    expect(waits).toEqual([125, 250, 500, 1000]);
  });

  test('the registry’s pause is kept to', async () => {
    server.on(`GET ${TAGS}`, rateLimited('7'), rateLimited('Thu, 01 Jan 1970 00:00:09 GMT'), () => undefined);
    expect(await connect().tags('app')).toEqual(['v1']);
    // Between, the pause that holds for every caller: with a clock that stands still it is never over.
    expect(waits).toEqual([7125, 7000, 9125, 9000]);
  });

  test('a pause for one caller is a pause for all', async () => {
    let clock = 0;
    const registry = connect({
      now: () => clock,
      wait: async (milliseconds) => {
        waits.push(milliseconds);
        clock += milliseconds;
      },
    });
    server.on(`GET ${TAGS}`, rateLimited('7'), () => undefined);
    await registry.tags('app');
    expect(waits).toEqual([7125]);
    clock = 0;
    await registry.headManifest('app', 'v1');
    expect(waits).toEqual([7125, 7000]);
  });

  test('a pause that is too long ends the call, and says how long', async () => {
    server.on(`GET ${TAGS}`, rateLimited('3600'));
    await expect(connect().tags('app')).rejects.toMatchObject({
      kind: 'rate_limited',
      status: 429,
      retryAfter: 3_600_000,
      entries: [{ code: 'TOOMANYREQUESTS', message: 'too many requests' }],
    });
    expect(waits).toEqual([]);
  });

  test('a person is told sooner: of the own pause, and of one the crawler was asked for', async () => {
    server.on(`GET ${TAGS}`, rateLimited('20'), () => undefined);
    const registry = connect();
    await expect(registry.tags('app', { priority: 'interactive' })).rejects.toMatchObject({
      kind: 'rate_limited',
      status: 429,
      retryAfter: 20_000,
    });
    await expect(registry.headManifest('app', 'v1', { priority: 'interactive' })).rejects.toMatchObject({
      kind: 'rate_limited',
      message: `${server.origin} asked for a pause; 20 s of it are left.`,
      retryAfter: 20_000,
    });
    expect(waits).toEqual([]);
    expect(server.requests).toHaveLength(1);
    await registry.headManifest('app', 'v1');
    expect(waits).toEqual([20_000]);
  });

  test('giving up while waiting ends the call at once', async () => {
    const abort = new AbortController();
    server.on(`GET ${TAGS}`, rateLimited('50'));
    // The real wait: it must not last.
    const registry = createRegistry({ url: server.origin });
    open.push(registry);
    const call = registry.tags('app', { signal: abort.signal });
    await server.arrivals(1);
    abort.abort(new Error('left the page'));
    await expect(call).rejects.toMatchObject({ kind: 'canceled' });
    expect(server.requests).toHaveLength(1);
  });
});

describe('connections', () => {
  test('a port where nobody listens is unavailable', async () => {
    const closed = await startScriptedServer();
    await closed.close();
    await expect(connect({ url: closed.origin }).tags('app')).rejects.toMatchObject({
      kind: 'unavailable',
      message: `GET ${closed.origin}${TAGS} failed: connection refused`,
    });
    expect(waits).toHaveLength(4);
  });

  test('a host without an address is unavailable, and looked up once', async () => {
    await expect(connect({ url: 'http://registry.invalid' }).tags('app')).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringMatching(/^GET http:\/\/registry\.invalid\/v2\/app\/tags\/list failed: /),
    });
  });

  test('https to a server that speaks http says so', async () => {
    await expect(
      connect({ url: server.origin.replace('http:', 'https:') }).tags('app'),
    ).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('no secure connection'),
    });
    expect(waits).toEqual([]);
  });

  test('an answer that is not HTTP breaks the protocol', async () => {
    const odd: Server = createServer((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n\r\n'));
    odd.listen(0, '127.0.0.1');
    await once(odd, 'listening');
    const address = odd.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await expect(connect({ url: `http://127.0.0.1:${port}` }).tags('app')).rejects.toMatchObject({
      kind: 'protocol',
      message: expect.stringContaining('the answer is not HTTP'),
    });
    odd.close();
  });

  test('no more requests are under way than allowed, and a person goes first', async () => {
    const registry = connect({ concurrency: 3 });
    const release = new EventEmitter();
    const held = once(release, 'go');
    for (let index = 0; index < 12; index += 1)
      server.on(`GET /v2/r${index}/tags/list`, { ...json({ tags: [] }), after: held });
    server.on('GET /v2/urgent/tags/list', json({ tags: ['now'] }));
    const background = Array.from({ length: 12 }, (_, index) => registry.tags(`r${index}`));
    await server.arrivals(3);
    const urgent = registry.tags('urgent', { priority: 'interactive' });
    release.emit('go');
    expect(await urgent).toEqual(['now']);
    await Promise.all(background);
    expect(server.peak).toBe(3);
    expect(server.requests.slice(3, 6).map(({ path }) => path)).toContain('/v2/urgent/tags/list');
  });

  test('many calls may share one signal', async () => {
    const warnings: Error[] = [];
    const note = (warning: Error): void => void warnings.push(warning);
    process.on('warning', note);
    const registry = connect();
    const { signal } = new AbortController();
    await Promise.all(Array.from({ length: 60 }, () => registry.tags('app', { signal })));
    await new Promise(setImmediate);
    process.off('warning', note);
    expect(warnings).toEqual([]);
  });
});

async function* pausing(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('{');
  await new Promise<never>(() => {});
}

async function* trickle(): AsyncGenerator<Uint8Array> {
  for (let index = 0; index < 1000; index += 1) {
    yield Buffer.from(' ');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe('time-outs', () => {
  test.each<[string, ScriptedAnswer, Partial<NonNullable<RegistryOptions['timeouts']>>, string]>([
    ['no answer', stall(), { headers: 40 }, 'no answer in time'],
    ['an answer that stops', { body: pausing() }, { idle: 40 }, 'the answer stopped midway'],
    ['an answer that trickles', { body: trickle() }, { total: 120 }, 'no complete answer within 0.12 s'],
  ])('%s', async (_, answer, timeouts, reason) => {
    server.on(`GET ${TAGS}`, answer);
    await expect(connect({ timeouts, retry: { tries: 1 } }).tags('app')).rejects.toMatchObject({
      kind: 'timeout',
      message: `GET ${server.origin}${TAGS} failed: ${reason}`,
    });
  });

  test('one is tried once more, not five times', async () => {
    server.on(`GET ${TAGS}`, stall());
    await expect(connect({ timeouts: { headers: 30 } }).tags('app')).rejects.toMatchObject({
      kind: 'timeout',
    });
    expect(server.requests).toHaveLength(2);
  });

  test('a blob has its own', async () => {
    server.on(`GET ${BLOB}`, { after: new Promise((resolve) => setTimeout(resolve, 80)), body: content });
    const registry = connect({ timeouts: { total: 20, blob: 5000 } });
    expect(await registry.getBlob('app', { digest }, 100)).toHaveLength(content.length);
  });
});

describe('giving up', () => {
  test('before anything is sent', async () => {
    await expect(connect().tags('app', { signal: AbortSignal.abort() })).rejects.toMatchObject({
      kind: 'canceled',
    });
    expect(server.requests).toHaveLength(0);
  });

  test('while the answer is awaited', async () => {
    server.on(`GET ${TAGS}`, stall());
    const abort = new AbortController();
    const call = connect().tags('app', { signal: abort.signal });
    await server.arrivals(1);
    abort.abort(new Error('left the page'));
    await expect(call).rejects.toMatchObject({ kind: 'canceled', cause: { message: 'left the page' } });
  });

  test('gives the place to the next', async () => {
    server.on(`GET ${TAGS}`, stall());
    const registry = connect({ concurrency: 1 });
    const abort = new AbortController();
    const stuck = registry.tags('app', { signal: abort.signal });
    const next = registry.headManifest('app', 'v1');
    await server.arrivals(1);
    abort.abort();
    await expect(stuck).rejects.toMatchObject({ kind: 'canceled' });
    expect((await next).size).toBeGreaterThan(0);
  });

  test('closing ends what is under way, what waits, and what comes', async () => {
    server.on(`GET ${TAGS}`, stall());
    const registry = connect({ concurrency: 1 });
    const calls = [registry.tags('app'), registry.tags('app')];
    await server.arrivals(1);
    const failures = Promise.allSettled(calls);
    await registry.close();
    for (const outcome of await failures)
      expect(outcome).toMatchObject({ status: 'rejected', reason: { kind: 'canceled' } });
    await expect(registry.tags('app')).rejects.toMatchObject({ kind: 'canceled' });
  });

  test('closing ends a pause', async () => {
    server.on(`GET ${TAGS}`, rateLimited('50'));
    const registry = createRegistry({ url: server.origin });
    const call = registry.tags('app');
    const failure = expect(call).rejects.toMatchObject({ kind: 'canceled' });
    await server.arrivals(1);
    await registry.close();
    await failure;
  });
});

describe('redirects', () => {
  beforeEach(() => {
    server.logins.requireBearer();
    storage.on('GET /blob', { body: content });
  });

  test.each([301, 302, 303, 307, 308])('%d is followed, and the login stays behind', async (status) => {
    server.on(`GET ${BLOB}`, (request) =>
      server.logins.answer(request) === undefined
        ? redirect(`${storage.origin}/blob?X-Signature=s`, status)
        : undefined,
    );
    const registry = connect();
    expect(Buffer.from(await registry.getBlob('app', { digest }, 100)).toString()).toBe(content);
    expect(storage.requests).toHaveLength(1);
    expect(storage.requests[0]?.query.get('X-Signature')).toBe('s');
    expect(storage.requests[0]?.headers['authorization']).toBeUndefined();
    expect(registry.requests).toBe(4);
  });

  test('within the registry the login goes along', async () => {
    server.on(`GET ${BLOB}`, redirect('/v2/app/blobs-here'));
    server.on('GET /v2/app/blobs-here', (request) => server.logins.answer(request) ?? { body: content });
    const registry = connect();
    await registry.tags('app');
    await registry.getBlob('app', { digest }, 100);
    expect(server.requestsTo('/v2/app/blobs-here')[0]?.headers['authorization']).toMatch(/^Bearer /);
  });

  test('once dropped the login does not come back on the way home', async () => {
    server.on(`GET ${BLOB}`, redirect(`${storage.origin}/around`));
    storage.on('GET /around', redirect(`${server.origin}/home`));
    server.on('GET /home', { body: content });
    const registry = connect();
    await registry.tags('app');
    await registry.getBlob('app', { digest }, 100);
    expect(server.requestsTo('/home')[0]?.headers['authorization']).toBeUndefined();
  });

  test('manifests are followed, too', async () => {
    const { digest: manifest } = server.content.addArtifact('app', ['v1'], { config: '{}' });
    server.on('* /v2/app/manifests/v1', redirect(`/v2/app/manifests/${manifest}`));
    const registry = connect();
    expect((await registry.getManifest('app', 'v1')).digest).toBe(manifest);
    expect((await registry.headManifest('app', 'v1')).digest).toBe(manifest);
  });

  test('a 401 from storage is not answered with a login', async () => {
    server.on(`GET ${BLOB}`, redirect(`${storage.origin}/private`));
    storage.on(
      'GET /private',
      registryError(401, 'UNAUTHORIZED', 'who?', {
        'www-authenticate': `Bearer realm="${storage.origin}/token"`,
      }),
    );
    await expect(connect().getBlob('app', { digest }, 100)).rejects.toMatchObject({
      kind: 'unauthorized',
      url: `${storage.origin}/private`,
    });
    expect(storage.requests).toHaveLength(1);
  });

  test('errors of storage are told without the signed query', async () => {
    server.on(`GET ${BLOB}`, redirect(`${storage.origin}/gone?X-Amz-Signature=sig-value`));
    storage.on('GET /gone', { status: 404, body: '<Error><Code>NoSuchKey</Code></Error>' });
    const failure = await connect()
      .getBlob('app', { digest }, 100)
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({
      kind: 'not_found',
      message: `GET ${storage.origin}/gone answered 404 Not Found`,
    });
    expect(JSON.stringify(failure)).not.toContain('sig-value');
  });

  test('bytes from storage are checked like all others, and capped', async () => {
    server.on(`GET ${BLOB}`, redirect(`${storage.origin}/wrong`));
    storage.on('GET /wrong', { body: 'b blob' });
    await expect(connect().getBlob('app', { digest, size: 6 }, 100)).rejects.toMatchObject({
      kind: 'digest_mismatch',
    });
    storage.on('GET /wrong', { body: 'x'.repeat(200) });
    await expect(connect().getBlob('app', { digest }, 100)).rejects.toMatchObject({ kind: 'too_large' });
  });

  test('ten are followed, eleven are not', async () => {
    for (let index = 0; index < 12; index += 1) server.on(`GET /hop${index}`, redirect(`/hop${index + 1}`));
    server.on(`GET ${BLOB}`, redirect('/hop1'));
    server.on('GET /hop10', { body: content });
    const registry = connect();
    expect(await registry.getBlob('app', { digest }, 100)).toHaveLength(content.length);
    server.on('GET /hop10', redirect('/hop11'));
    await expect(registry.getBlob('app', { digest }, 100)).rejects.toMatchObject({
      kind: 'refused',
      message: `GET ${server.origin}${BLOB} redirects more than 10 times.`,
    });
  });

  test.each([
    ['cloud metadata', 'http://169.254.169.254/latest/meta-data/'],
    ['a private address', 'http://10.0.0.1/blob'],
    ['another loopback address', 'http://[::1]:1/blob'],
    ['loopback by another name', 'http://localhost:1/blob'],
    ['loopback as one number', 'http://2130706434/blob'],
    ['a file', 'file:///etc/passwd'],
  ])('%s is not followed', async (_, location) => {
    server.on(`GET ${BLOB}`, redirect(location));
    await expect(connect().getBlob('app', { digest }, 100)).rejects.toMatchObject({ kind: 'refused' });
  });

  test.each(['10.0.0.1', '127.0.0.1', '169.254.169.254', '::ffff:127.0.0.1', 'fd00::1'])(
    'a name that leads to %s is not connected to',
    async (address) => {
      server.on(`GET ${BLOB}`, redirect(`http://storage.example:${new URL(storage.origin).port}/blob`));
      const registry = connect({
        lookup: (_name, _options, callback) =>
          callback(null, [{ address, family: address.includes(':') ? 6 : 4 }]),
      });
      await expect(registry.getBlob('app', { digest }, 100)).rejects.toMatchObject({
        kind: 'refused',
        message: expect.stringContaining('the name leads to an address inside this network'),
      });
      expect(storage.requests).toHaveLength(0);
    },
  );

  test('a put is not followed', async () => {
    const registry = connect();
    const manifest = await registry.getManifest('app', 'v1');
    server.on('PUT /v2/app/manifests/v2', redirect(`${storage.origin}/take`));
    await expect(registry.putManifest('app', 'v2', manifest)).rejects.toMatchObject({
      kind: 'protocol',
      status: 307,
    });
    expect(storage.requests).toHaveLength(0);
  });

  test('one without a Location breaks the protocol', async () => {
    server.on(`GET ${BLOB}`, { status: 307 });
    await expect(connect().getBlob('app', { digest }, 100)).rejects.toMatchObject({ kind: 'protocol' });
  });
});

async function* forever(): AsyncGenerator<Uint8Array> {
  for (;;) yield Buffer.alloc(16 * 1024, 'x');
}

test('of an endless error page only the beginning is read', async () => {
  server.on(`GET ${TAGS}`, { status: 403, body: forever() });
  await expect(connect().tags('app')).rejects.toMatchObject({ kind: 'denied', entries: [] });
});
