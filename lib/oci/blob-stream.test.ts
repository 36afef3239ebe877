import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { digestOf } from '@/lib/oci/digest';
import type { Digest } from '@/lib/oci/names';
import type { Registry } from '@/lib/oci/registry';
import { createRegistry, type RegistryOptions } from '@/lib/oci/registry-client';
import {
  cutShort,
  endless,
  registryError,
  stall,
  type ScriptedAnswer,
  type ScriptedRequest,
} from '@/lib/oci/testing/scripted-answer';
import { startScriptedServer, type ScriptedServer } from '@/lib/oci/testing/scripted-server';

const bytes = randomBytes(300_000);
const digest = digestOf(bytes);
const blob = { digest, size: bytes.length };
const path = `/v2/app/blobs/${digest}`;

let server: ScriptedServer;
let registry: Registry;

function open(options: Partial<RegistryOptions> = {}): Registry {
  return createRegistry({ url: server.origin, wait: async () => {}, random: () => 0, ...options });
}

beforeEach(async () => {
  server = await startScriptedServer();
  server.content.addBlob('app', bytes);
  registry = open();
});

afterEach(async () => {
  await registry.close();
  await server.close();
});

async function read(
  offset = 0,
  of: { digest: Digest; size?: number } = blob,
  from: Registry = registry,
): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of await from.openBlob('app', of, offset)) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** Answers with the part that was asked for, cut off after `length` bytes where given. */
function part({ headers }: ScriptedRequest, length?: number): ScriptedAnswer {
  const start = Number(/^bytes=(\d+)-/.exec(headers['range'] ?? 'bytes=0-')?.[1]);
  const body = bytes.subarray(start);
  const answer = {
    status: 206,
    headers: { 'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` },
    body,
  };
  if (length === undefined) return answer;
  const { headers: more, ...cut } = cutShort(body.subarray(0, length), body.length);
  return { ...cut, status: 206, headers: { ...answer.headers, ...more } };
}

describe('a blob as a stream', () => {
  test('comes whole, by one request', async () => {
    expect((await read()).equals(bytes)).toBe(true);
    expect(server.requestsTo(path).map(({ headers }) => headers['range'])).toEqual([undefined]);
  });

  test('comes from the byte asked for on', async () => {
    server.on(`GET ${path}`, (request) => part(request));
    expect((await read(1000)).equals(bytes.subarray(1000))).toBe(true);
    expect(server.requestsTo(path).map(({ headers }) => headers['range'])).toEqual(['bytes=1000-']);
    expect(registry.abilities().ranges).toMatchObject({ value: true, source: 'seen' });
  });

  test('is read past what is there already where the registry gives the whole', async () => {
    expect((await read(200_000)).equals(bytes.subarray(200_000))).toBe(true);
    expect(registry.abilities().ranges).toMatchObject({ value: false, source: 'seen' });
  });

  test('needs no request where nothing is left of it', async () => {
    expect(await read(bytes.length)).toHaveLength(0);
    expect(server.requests).toHaveLength(0);
  });

  test.each([-1, 0.5, bytes.length + 1, Number.NaN])('has no byte %d', async (offset) => {
    await expect(read(offset)).rejects.toThrow(RangeError);
    expect(server.requests).toHaveLength(0);
  });

  test('is not found before the stream is given', async () => {
    const other: Digest = `sha256:${'0'.repeat(64)}`;
    await expect(registry.openBlob('app', { digest: other }, 0)).rejects.toMatchObject({
      kind: 'not_found',
      entries: [{ code: 'BLOB_UNKNOWN' }],
    });
  });

  test('may be of any digest: it is not checked', async () => {
    server.on(`GET ${path}`, { body: 'something else' });
    expect((await read(0, { digest })).toString()).toBe('something else');
  });

  test.each([
    ['shorter', { body: 'short' }, 'is 5 bytes long instead of 300000'],
    ['longer', { body: Buffer.concat([bytes, bytes]) }, 'is longer than 300000 bytes'],
  ] as const)('that is %s than said is another one', async (_, answer, message) => {
    server.on(`GET ${path}`, answer);
    await expect(read()).rejects.toMatchObject({
      kind: 'digest_mismatch',
      message: `The answer to GET ${server.origin}${path} ${message}.`,
    });
    expect(server.requestsTo(path)).toHaveLength(1);
  });
});

describe('a part', () => {
  test.each([
    ['of another place', 'bytes 0-299999/300000', 'protocol'],
    ['of nowhere', undefined, 'protocol'],
    ['in other units', 'lines 1000-2000/300000', 'protocol'],
    ['of a blob of another size', 'bytes 1000-299999/300001', 'digest_mismatch'],
  ])('%s is not taken', async (_, range, kind) => {
    server.on(`GET ${path}`, {
      status: 206,
      headers: range === undefined ? {} : { 'content-range': range },
      body: bytes,
    });
    await expect(read(1000)).rejects.toMatchObject({ kind, status: 206 });
  });

  test('after the end is none', async () => {
    const answer = { status: 416, headers: { 'content-range': 'bytes */300000' } };
    server.on(`GET ${path}`, answer);
    expect(await read(300_000, { digest })).toHaveLength(0);
    await expect(read(1000)).rejects.toMatchObject({
      kind: 'protocol',
      message: `The answer to GET ${server.origin}${path} says that no part begins at byte 1000.`,
    });
    await expect(read(300_001, { digest })).rejects.toMatchObject({
      kind: 'digest_mismatch',
      message: expect.stringContaining('is 300000 bytes long instead of at least 300001'),
    });
  });

  test('that is refused without a word of the size is an error', async () => {
    server.on(`GET ${path}`, { status: 416 });
    await expect(read(1000)).rejects.toMatchObject({ kind: 'protocol', status: 416 });
  });
});

describe('a line that breaks', () => {
  test('is taken up where it broke', async () => {
    server.on(
      `GET ${path}`,
      cutShort(bytes.subarray(0, 70_000), bytes.length),
      (request) => part(request, 50_000),
      (request) => part(request),
    );
    expect((await read()).equals(bytes)).toBe(true);
    const asked = server.requestsTo(path).map(({ headers }) => headers['range']);
    expect(asked).toEqual([undefined, 'bytes=70000-', 'bytes=120000-']);
  });

  test('is taken up where a registry only gives the whole', async () => {
    server.on(`GET ${path}`, cutShort(bytes.subarray(0, 70_000), bytes.length), () => undefined);
    expect((await read(10_000)).equals(bytes.subarray(10_000))).toBe(true);
  });

  test('is taken up where nobody said how long the blob is', async () => {
    server.on(`GET ${path}`, cutShort(bytes.subarray(0, 70_000), bytes.length), (request) => part(request));
    expect((await read(0, { digest })).equals(bytes)).toBe(true);
  });

  test('is given up when it breaks without a byte gained', async () => {
    server.on(`GET ${path}`, cutShort(bytes.subarray(0, 70_000), bytes.length), (request) =>
      part(request, 0),
    );
    await expect(read(0, blob, open({ retry: { tries: 3 } }))).rejects.toMatchObject({ kind: 'unavailable' });
    expect(server.requestsTo(path)).toHaveLength(3);
  });

  test('is given up when it breaks for ever', async () => {
    server.on(`GET ${path}`, (request) => part(request, 10));
    await expect(read()).rejects.toMatchObject({ kind: 'unavailable' });
    expect(server.requestsTo(path)).toHaveLength(51);
  });

  test('is not taken up at a registry that says no then', async () => {
    server.on(
      `GET ${path}`,
      cutShort(bytes.subarray(0, 70_000), bytes.length),
      registryError(403, 'DENIED', 'no'),
    );
    await expect(read()).rejects.toMatchObject({ kind: 'denied' });
  });
});

describe('another host', () => {
  let store: ScriptedServer;

  beforeEach(async () => {
    store = await startScriptedServer();
    store.on('GET /store', (request) => part(request));
    server.on(`GET ${path}`, { status: 307, headers: { location: `${store.origin}/store?signature=s` } });
  });

  afterEach(() => store.close());

  test('that has the blob is told which part, and not the login', async () => {
    const credentials = { username: 'robot', password: 'secret' };
    server.logins.requireBasic(credentials);
    const login = open({
      credentials,
      trustedHosts: [new URL(store.origin).host],
    });
    expect((await read(1000, blob, login)).equals(bytes.subarray(1000))).toBe(true);
    await login.close();
    expect(server.requestsTo(path).at(-1)?.headers['authorization']).toMatch(/^Basic /);
    expect(store.requests).toHaveLength(1);
    expect(store.requests[0]?.headers).toMatchObject({ range: 'bytes=1000-' });
    expect(store.requests[0]?.headers['authorization']).toBeUndefined();
    expect(store.requests[0]?.query.get('signature')).toBe('s');
  });

  test('inside the network is not asked unless it is trusted', async () => {
    await expect(read()).rejects.toMatchObject({ kind: 'refused' });
    expect(store.requests).toHaveLength(0);
  });
});

async function* drops(): AsyncGenerator<Uint8Array> {
  for (let index = 0; index < 1000; index += 1) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    yield Buffer.alloc(1);
  }
}

async function* stopping(): AsyncGenerator<Uint8Array> {
  yield bytes.subarray(0, 100_000);
  await new Promise<never>(() => {});
}

describe('time', () => {
  test('a blob that comes drop by drop is given up', async () => {
    server.on(`GET ${path}`, () => ({ body: drops() }));
    const hasty = open({ timeouts: { idle: 60 }, retry: { tries: 1 } });
    await expect(read(0, blob, hasty)).rejects.toMatchObject({
      kind: 'timeout',
      message: `GET ${server.origin}${path} failed: fewer than 16384 bytes came in 0.06 s`,
    });
    await hasty.close();
  });

  test('a blob that stops midway is given up', async () => {
    server.on(`GET ${path}`, { body: stopping() });
    const hasty = open({ timeouts: { idle: 60 }, retry: { tries: 1 } });
    await expect(read(0, blob, hasty)).rejects.toMatchObject({ kind: 'timeout' });
    await hasty.close();
  });

  test('a blob that does not begin is given up', async () => {
    server.on(`GET ${path}`, stall());
    const hasty = open({ timeouts: { headers: 60 }, retry: { tries: 1 } });
    await expect(hasty.openBlob('app', blob, 0)).rejects.toMatchObject({ kind: 'timeout' });
    await hasty.close();
  });

  test('a slow reader is waited for', async () => {
    const large = { digest, size: 8 * 1024 * 1024 };
    server.on(`GET ${path}`, endless(128));
    const hasty = open({ timeouts: { idle: 30 }, retry: { tries: 1 } });
    let length = 0;
    let waits = 0;
    for await (const piece of await hasty.openBlob('app', large, 0)) {
      if (waits < 3) await new Promise((resolve) => setTimeout(resolve, 80));
      waits += 1;
      length += piece.length;
    }
    expect(length).toBe(large.size);
    expect(server.requestsTo(path)).toHaveLength(1);
    await hasty.close();
  });

  test('a stream that nobody reads lets its connection go, and is taken up again when somebody does', async () => {
    server.on(`GET ${path}`, endless(1024), (request) => part(request));
    const left = open({ timeouts: { idle: 20, blob: 20 } });
    const stream = await left.openBlob('app', { digest }, 0);
    const [first] = server.requestsTo(path);
    await new Promise((resolve) => first?.signal.addEventListener('abort', resolve, { once: true }));
    const pieces: Uint8Array[] = [];
    for await (const piece of stream) pieces.push(piece);
    expect(Buffer.concat(pieces).equals(bytes)).toBe(true);
    await left.close();
  });
});

describe('a reader', () => {
  test('who leaves ends the transfer', async () => {
    server.on(`GET ${path}`, endless(100_000));
    for await (const piece of await registry.openBlob('app', { digest }, 0)) {
      expect(piece.length).toBeGreaterThan(0);
      break;
    }
    const [request] = server.requestsTo(path);
    if (request?.signal.aborted === false)
      await new Promise((resolve) => request.signal.addEventListener('abort', resolve, { once: true }));
    expect(request?.signal.aborted).toBe(true);
  });

  test('who stops reading stops the sender', async () => {
    let sent = 0;
    async function* pieces(): AsyncGenerator<Uint8Array> {
      for (; sent < 4096; sent += 1) yield Buffer.alloc(64 * 1024);
    }
    server.on(`GET ${path}`, { body: pieces() });
    const stream = await registry.openBlob('app', { digest }, 0);
    const iterator = stream[Symbol.asyncIterator]();
    await iterator.next();
    // What is on the way settles: the buffers of both ends, and the stream's own.
    let before = -1;
    while (before !== sent) {
      before = sent;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(sent * 64).toBeLessThan(32 * 1024);
    await iterator.return?.();
  });

  test('who gives up gets no more', async () => {
    server.on(`GET ${path}`, endless(100_000));
    const abort = new AbortController();
    const stream = await registry.openBlob('app', { digest }, 0, { signal: abort.signal });
    const reading = (async () => {
      for await (const piece of stream) if (piece.length > 0) abort.abort();
    })();
    await expect(reading).rejects.toMatchObject({ kind: 'canceled' });
    expect(server.requestsTo(path)).toHaveLength(1);
  });

  test('who closes the registry gets no more', async () => {
    server.on(`GET ${path}`, endless(100_000));
    const own = open();
    const stream = await own.openBlob('app', { digest }, 0);
    await own.close();
    await expect(
      (async () => {
        for await (const piece of stream) expect(piece.length).toBeGreaterThan(0);
      })(),
    ).rejects.toMatchObject({ kind: 'canceled' });
  });

  test('holds none of the connections that calls need', async () => {
    server.on(`GET ${path}`, endless(100_000));
    const narrow = open({ concurrency: 1 });
    const stream = await narrow.openBlob('app', { digest }, 0);
    await narrow.ping();
    const iterator = stream[Symbol.asyncIterator]();
    await iterator.next();
    await narrow.ping();
    await iterator.return?.();
    await narrow.close();
  });
});

describe('headBlob', () => {
  test('gives the size, or null', async () => {
    expect(await registry.headBlob('app', digest)).toEqual({ size: bytes.length });
    expect(await registry.headBlob('app', `sha256:${'0'.repeat(64)}`)).toBeNull();
    expect(server.requests.map(({ method }) => method)).toEqual(['HEAD', 'HEAD']);
  });

  test.each([
    ['refuses HEAD', { status: 405 }, undefined],
    ['does not give the size', { headers: { 'content-length': [] } }, undefined],
    ['gives parts', { status: 403 }, (request: ScriptedRequest) => part(request)],
  ])('asks for the first byte where a registry %s', async (_, head, get) => {
    server.on(`HEAD ${path}`, head);
    if (get !== undefined) server.on(`GET ${path}`, get);
    expect(await registry.headBlob('app', digest)).toEqual({ size: bytes.length });
    expect(await registry.headBlob('app', digest)).toEqual({ size: bytes.length });
    expect(server.requestsTo(path).map(({ method }) => method)).toEqual(['HEAD', 'GET', 'GET']);
  });

  test.each([
    [{ status: 403 }, { status: 403 }, 'denied'],
    [{ status: 405 }, { status: 404 }, null],
    [{ status: 500 }, { status: 500 }, 'unavailable'],
    [{ headers: { 'content-type': 'text/html' } }, {}, 'protocol'],
  ])('%j, then %j, is %s', async (head, get, expected) => {
    server.on(`HEAD ${path}`, head).on(`GET ${path}`, get);
    const asked = registry.headBlob('app', digest);
    if (expected === null) expect(await asked).toBeNull();
    else await expect(asked).rejects.toMatchObject({ kind: expected });
  });
});
