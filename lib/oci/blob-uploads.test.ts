import { createHash, randomBytes } from 'node:crypto';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { digestOf } from '@/lib/oci/digest';
import type { Digest } from '@/lib/oci/names';
import type { BlobUpload, Registry, UploadPlace } from '@/lib/oci/registry';
import { createRegistry, type RegistryOptions } from '@/lib/oci/registry-client';
import { RegistryError } from '@/lib/oci/registry-error';
import {
  rateLimited,
  registryError,
  reset,
  stall,
  type Reply,
  type ScriptedRequest,
} from '@/lib/oci/testing/scripted-answer';
import { startScriptedServer, type ScriptedServer } from '@/lib/oci/testing/scripted-server';

const small = randomBytes(500);
const large = randomBytes(10_500);
const sizes = { whole: 1000, parts: [4000, 2000, 1000] };

let server: ScriptedServer;
let registry: Registry;

function open(options: Partial<RegistryOptions> = {}): Registry {
  return createRegistry({
    url: server.origin,
    wait: async () => {},
    random: () => 0,
    uploads: sizes,
    ...options,
  });
}

beforeEach(async () => {
  server = await startScriptedServer();
  registry = open();
});

afterEach(async () => {
  await registry.close();
  await server.close();
});

/** A source over bytes in pieces of 700, which notes where it was opened. */
class Source {
  readonly opened: number[] = [];
  left = 0;
  private readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  readonly open = async (offset: number): Promise<AsyncIterable<Uint8Array>> => {
    this.opened.push(offset);
    return this.pieces(offset);
  };

  private async *pieces(offset: number): AsyncGenerator<Uint8Array> {
    try {
      for (let at = offset; at < this.bytes.length; at += 700) yield this.bytes.subarray(at, at + 700);
    } finally {
      this.left += 1;
    }
  }
}

/** Notes what an upload tells of itself. */
class Watch implements BlobUpload {
  resume: UploadPlace | null = null;
  readonly places: UploadPlace[] = [];
  readonly sent: number[] = [];

  onPlace(place: UploadPlace): void {
    this.places.push(place);
  }

  onBytes(sent: number): void {
    this.sent.push(sent);
  }
}

function blobOf(bytes: Uint8Array): { digest: Digest; size: number } {
  return { digest: digestOf(bytes), size: bytes.length };
}

async function put(
  bytes: Uint8Array,
  { source = new Source(bytes), watch = new Watch(), to = registry } = {},
): Promise<{ source: Source; watch: Watch }> {
  await to.putBlob('app', blobOf(bytes), source.open, watch);
  return { source, watch };
}

function isStored(bytes: Uint8Array): boolean {
  const stored = server.content.blob('app', digestOf(bytes));
  return stored !== undefined && Buffer.from(stored).equals(bytes);
}

/** What was asked, in short: `POST`, `PATCH 0-3999`, `PUT 500` with the body's length. */
function calls(): string[] {
  return server.requests.map(({ method, headers, body, path }) => {
    if (path === '/token') return 'token';
    if (method === 'PATCH') return `PATCH ${headers['content-range']}`;
    return method === 'PUT' ? `PUT ${body.length}` : method;
  });
}

const UPLOADS = '* /v2/app/blobs/uploads/*';
const PARTS = ['PATCH 0-3999', 'PATCH 4000-7999', 'PATCH 8000-10499'];

/** Answers one kind of request by scripts, in turn; what comes after them is the registry's. */
function on(method: string, ...scripts: ((request: ScriptedRequest) => Reply)[]): void {
  server.on(UPLOADS, (request) => {
    if (request.method !== method) return 'before';
    return scripts.length === 0 ? 'before' : scripts.shift()?.(request);
  });
}

describe('a blob that is there', () => {
  test('costs one HEAD, and is not read', async () => {
    server.content.addBlob('app', large);
    const { source, watch } = await put(large);
    expect(calls()).toEqual(['HEAD']);
    expect(source.opened).toEqual([]);
    expect(watch.sent).toEqual([]);
  });

  test('is put where the registry does not say whether it is', async () => {
    server.on(`* /v2/app/blobs/${digestOf(small)}`, { status: 403 });
    await put(small);
    expect(isStored(small)).toBe(true);
  });
});

describe('a small blob', () => {
  test('goes in one piece, after the query the registry gave', async () => {
    const { watch, source } = await put(small);
    expect(calls()).toEqual(['HEAD', 'POST', 'PUT 500']);
    const [ended] = server.requests.slice(-1);
    expect([...(ended?.query.entries() ?? [])]).toEqual([
      ['a', '+b~'],
      ['state', '1'],
      ['digest', digestOf(small)],
    ]);
    expect(ended?.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-length': '500',
    });
    expect(isStored(small)).toBe(true);
    expect(watch.places).toEqual([]);
    expect(watch.sent.at(-1)).toBe(500);
    expect(source).toMatchObject({ opened: [0], left: 1 });
  });

  test('may be empty', async () => {
    await put(new Uint8Array());
    expect(calls()).toEqual(['HEAD', 'POST', 'PUT 0']);
  });

  test.each([
    ['other bytes', 500, 'has another digest'],
    ['fewer bytes', 499, 'is shorter'],
  ])('of %s is not sent', async (_, length, what) => {
    const { digest } = blobOf(small);
    const source = new Source(randomBytes(length));
    await expect(
      registry.putBlob('app', { digest, size: 500 }, source.open, new Watch()),
    ).rejects.toMatchObject({
      kind: 'digest_mismatch',
      message: `The blob to put ${what} than ${digest} (500 bytes); it was not sent whole.`,
    });
    expect(calls()).toEqual(['HEAD']);
  });

  test('of more bytes is the blob as far as its size goes', async () => {
    await put(small, { source: new Source(Buffer.concat([small, small])) });
    expect(isStored(small)).toBe(true);
  });

  test('whose answer got lost is looked for', async () => {
    on('PUT', (request) => {
      server.content.addBlob('app', request.body);
      return reset();
    });
    await put(small);
    expect(calls()).toEqual(['HEAD', 'POST', 'PUT 500', 'HEAD']);
  });

  test.each([
    ['the registry fails', () => ({ status: 503 })],
    ['the registry has forgotten the upload', () => ({ status: 404 })],
    ['the connection breaks', () => reset()],
  ])('is sent again when %s', async (_, script) => {
    on('PUT', script);
    await put(small);
    expect(calls()).toEqual(['HEAD', 'POST', 'PUT 500', 'HEAD', 'POST', 'PUT 500']);
  });

  test('is given up when that goes on', async () => {
    server.on(UPLOADS, (request) => (request.method === 'PUT' ? { status: 503 } : undefined));
    const patient = open({ retry: { tries: 3 } });
    await expect(put(small, { to: patient })).rejects.toMatchObject({ kind: 'unavailable', status: 503 });
    expect(calls().filter((call) => call === 'PUT 500')).toHaveLength(3);
    await patient.close();
  });

  test.each([
    [registryError(400, 'DIGEST_INVALID', 'no'), 'digest_mismatch'],
    [registryError(403, 'DENIED', 'no'), 'denied'],
    [registryError(413, 'SIZE_INVALID', 'no'), 'too_large'],
    [{ status: 201, headers: { 'docker-content-digest': digestOf(large) } }, 'digest_mismatch'],
    [{ status: 200, body: 'Sign in' }, 'protocol'],
  ])('that is answered with %j fails as %s', async (answer, kind) => {
    on('PUT', () => answer);
    await expect(put(small)).rejects.toMatchObject({ kind });
    expect(calls()).toEqual(['HEAD', 'POST', 'PUT 500']);
  });

  test.each([
    [registryError(403, 'DENIED', 'no'), 'denied'],
    [registryError(404, 'NAME_UNKNOWN', 'no such repository'), 'not_found'],
    [{ status: 202 }, 'protocol'],
    [{ status: 200 }, 'protocol'],
  ])('is not begun at a registry that answers %j', async (answer, kind) => {
    on('POST', () => answer);
    await expect(put(small)).rejects.toMatchObject({ kind });
  });
});

describe('a large blob', () => {
  test('goes in parts, each to where the registry says, and is read once', async () => {
    const { source, watch } = await put(large);
    expect(calls()).toEqual(['HEAD', 'POST', ...PARTS, 'PUT 0']);
    expect(isStored(large)).toBe(true);
    expect(source).toMatchObject({ opened: [0], left: 1 });
    expect(watch.places.map(({ offset }) => offset)).toEqual([4000, 8000, 10_500]);
    expect(watch.places.map(({ location }) => location)).toEqual(
      [2, 3, 4].map((step) => `${server.origin}/v2/app/blobs/uploads/1?a=%2Bb%7E&state=${step}`),
    );
    expect(watch.sent.at(-1)).toBe(large.length);
    expect(watch.sent).toEqual([...watch.sent].sort((a, b) => a - b));
    expect(registry.abilities().chunks).toMatchObject({ value: true, source: 'seen' });
  });

  test('is never sent whole when its bytes are not its own', async () => {
    const other = Buffer.from(large);
    other[10_499] = (other[10_499] ?? 0) ^ 1;
    await expect(put(large, { source: new Source(other) })).rejects.toMatchObject({
      kind: 'digest_mismatch',
    });
    expect(calls()).not.toContain('PUT 0');
    expect(calls().at(-1)).toBe('DELETE');
    expect(server.content.uploads.open.size).toBe(0);
  });

  test('has parts as large as the registry wants them at least', async () => {
    on('POST', (request) => {
      const answer = server.content.answer(request);
      return { ...answer, headers: { ...answer?.headers, 'oci-chunk-min-length': '6000' } };
    });
    await put(large);
    expect(calls()).toEqual(['HEAD', 'POST', 'PATCH 0-5999', 'PATCH 6000-10499', 'PUT 0']);
  });

  test('may be hashed by sha512', async () => {
    const digest: Digest = `sha512:${createHash('sha512').update(large).digest('hex')}`;
    server.on(`HEAD /v2/app/blobs/${digest}`, { status: 404 });
    const source = new Source(large);
    await registry.putBlob('app', { digest, size: large.length }, source.open, new Watch());
    expect(server.requests.at(-1)?.query.get('digest')).toBe(digest);
  });

  test('is begun anew when the registry has lost it', async () => {
    on(
      'PATCH',
      () => undefined,
      () => {
        server.content.uploads.forget();
        return undefined;
      },
    );
    const { source, watch } = await put(large);
    expect(calls()).toEqual(['HEAD', 'POST', ...PARTS.slice(0, 2), 'POST', ...PARTS, 'PUT 0']);
    expect(source.opened).toEqual([0, 0]);
    expect(watch.places.map(({ offset }) => offset)).toEqual([4000, 4000, 8000, 10_500]);
    expect(isStored(large)).toBe(true);
  });

  test('goes on from what the registry has when the connection breaks', async () => {
    on(
      'PATCH',
      () => undefined,
      (request) => {
        server.content.uploads.append('1', request.body.subarray(0, 1234));
        return reset();
      },
    );
    const { source, watch } = await put(large);
    expect(calls()).toEqual([
      'HEAD',
      'POST',
      'PATCH 0-3999',
      'PATCH 4000-7999',
      'GET',
      'PATCH 5234-9233',
      'PATCH 9234-10499',
      'PUT 0',
    ]);
    expect(source.opened).toEqual([0, 5234]);
    expect(watch.places.map(({ offset }) => offset)).toEqual([4000, 5234, 9234, 10_500]);
    expect(isStored(large)).toBe(true);
  });

  test('goes on where a registry took less than was sent', async () => {
    on('PATCH', (request) => {
      const taken = { ...request, body: request.body.subarray(0, 3000) };
      return server.content.answer({ ...taken, headers: { 'content-range': '0-2999' } });
    });
    await put(large);
    expect(calls().slice(2)).toEqual(['PATCH 0-3999', 'PATCH 3000-6999', 'PATCH 7000-10499', 'PUT 0']);
    expect(isStored(large)).toBe(true);
  });

  test.each([
    ['names the end of the first part for ever', () => '0-3999'],
    ['names one byte too many', (length: number) => `0-${length}`],
    ['writes a unit', (length: number) => `bytes=0-${length - 1}`],
    ['names none', () => undefined],
    ['writes nonsense', () => '0-x'],
  ])('is trusted to a registry that %s', async (_, rangeOf) => {
    server.on(UPLOADS, (request) => {
      const answer = server.content.answer(request);
      if (request.method !== 'PATCH') return answer;
      const location = String(answer?.headers?.['location']);
      const range = rangeOf(server.content.uploads.open.get('1')?.length ?? 0);
      return { ...answer, headers: range === undefined ? { location } : { location, range } };
    });
    await put(large);
    expect(calls()).toEqual(['HEAD', 'POST', ...PARTS, 'PUT 0']);
    expect(isStored(large)).toBe(true);
  });

  test.each([
    ['413', { status: 413 }],
    ['416, as GHCR does', registryError(416, 'REQUESTED_RANGE_NOT_SATISFIABLE', 'the limit of 4.00MiB')],
  ])('has smaller parts where one is too large: %s', async (_, answer) => {
    server.on(UPLOADS, (request) =>
      request.method === 'PATCH' && request.body.length > 2000 ? answer : undefined,
    );
    await put(large);
    expect(isStored(large)).toBe(true);
    const next = randomBytes(5000);
    const before = server.requests.length;
    await put(next);
    expect(calls().slice(before)).toEqual([
      'HEAD',
      'POST',
      'PATCH 0-1999',
      'PATCH 2000-3999',
      'PATCH 4000-4999',
      'PUT 0',
    ]);
  });

  test.each([405, 501, 400, 422, 413])('goes whole where parts are refused with %d', async (status) => {
    server.on(UPLOADS, (request) => (request.method === 'PATCH' ? { status } : undefined));
    const { watch } = await put(large);
    expect(isStored(large)).toBe(true);
    expect(calls().at(-1)).toBe('PUT 10500');
    expect(watch.places).toEqual([]);
    expect(registry.abilities().chunks).toMatchObject({ value: false, source: 'seen' });
    const next = randomBytes(5000);
    const before = server.requests.length;
    await put(next);
    expect(calls().slice(before)).toEqual(['HEAD', 'POST', 'PUT 5000']);
  });

  test('goes whole where the registry makes something else of its parts', async () => {
    on('PUT', (request) => {
      server.content.answer(request);
      return registryError(400, 'DIGEST_INVALID', 'another digest');
    });
    const { source } = await put(large);
    expect(calls().slice(-2)).toEqual(['POST', 'PUT 10500']);
    expect(source.opened).toEqual([0, 0]);
    expect(isStored(large)).toBe(true);
  });

  test('is whole or not at all where it goes whole, too', async () => {
    server.on(UPLOADS, (request) => (request.method === 'PATCH' ? { status: 405 } : undefined));
    const other = Buffer.from(large);
    other[10_499] = (other[10_499] ?? 0) ^ 1;
    await expect(put(large, { source: new Source(other) })).rejects.toMatchObject({
      kind: 'digest_mismatch',
    });
    expect(calls()).not.toContain('PUT 10500');
    expect(server.content.uploads.open.size).toBe(0);
  });

  test('is asked for again at its end when that answer got lost', async () => {
    on('PUT', (request) => {
      server.content.answer(request);
      return reset();
    });
    await put(large);
    expect(calls()).toEqual(['HEAD', 'POST', ...PARTS, 'PUT 0', 'HEAD']);
  });

  test('is ended again when the registry failed to', async () => {
    on('PUT', () => ({ status: 502 }));
    await put(large);
    expect(calls()).toEqual(['HEAD', 'POST', ...PARTS, 'PUT 0', 'HEAD', 'GET', 'PUT 0']);
  });

  test('is begun anew when it was lost at its end', async () => {
    on('PUT', () => {
      server.content.uploads.forget();
      return undefined;
    });
    await put(large);
    expect(calls()).toEqual(['HEAD', 'POST', ...PARTS, 'PUT 0', 'POST', ...PARTS, 'PUT 0']);
  });

  test('is given up after as many failures as a call has tries, and left for later', async () => {
    server.on(UPLOADS, (request) =>
      request.method === 'PATCH' && request.headers['content-range'] !== '0-3999'
        ? { status: 500 }
        : undefined,
    );
    const watch = new Watch();
    const patient = open({ retry: { tries: 3 } });
    await expect(put(large, { watch, to: patient })).rejects.toMatchObject({
      kind: 'unavailable',
      status: 500,
    });
    expect(calls().filter((call) => call === 'PATCH 4000-7999')).toHaveLength(3);
    expect(calls()).not.toContain('DELETE');
    expect(watch.places.at(-1)?.offset).toBe(4000);
    await patient.close();
  });

  test('is not begun anew for ever', async () => {
    server.on(UPLOADS, (request) => {
      if (request.method === 'PATCH') server.content.uploads.forget();
      return undefined;
    });
    await put(large);
    expect(calls().filter((call) => call === 'PATCH 0-3999')).toHaveLength(21);
    expect(calls().at(-1)).toBe('PUT 10500');
    expect(registry.abilities().chunks).toBeUndefined();
  });

  test('is waited for where the registry takes its time over a part, and over the whole', async () => {
    const hasty = open({ timeouts: { headers: 40 } });
    for (const method of ['PATCH', 'PUT'])
      on(method, (request) => ({
        ...server.content.answer(request),
        after: new Promise((resolve) => setTimeout(resolve, 120)),
      }));
    await put(large, { to: hasty });
    expect(calls()).toEqual(['HEAD', 'POST', ...PARTS, 'PUT 0']);
    await hasty.close();
  });

  test('waits where the registry asks for a pause', async () => {
    const waits: number[] = [];
    const patient = open({ wait: async (milliseconds) => void waits.push(milliseconds) });
    on('PATCH', () => rateLimited('2'));
    await put(large, { to: patient });
    expect(waits).toContain(2000);
    expect(isStored(large)).toBe(true);
    await patient.close();
  });

  test('goes on with a new token where the first one ends midway', async () => {
    server.logins.requireBearer({ credentials: { username: 'robot', password: 'secret' } });
    on(
      'PATCH',
      () => undefined,
      () => {
        server.logins.revokeTokens();
        return registryError(401, 'UNAUTHORIZED', 'ended', {
          'www-authenticate': `Bearer realm="${server.origin}/token",service="scripted"`,
        });
      },
    );
    const robot = open({ credentials: { username: 'robot', password: 'secret' } });
    await put(large, { to: robot });
    expect(isStored(large)).toBe(true);
    expect(calls().filter((call) => call === 'PATCH 4000-7999')).toHaveLength(2);
    await robot.close();
  });
});

describe('an upload that was begun before', () => {
  const failing = new RegistryError('unavailable', 'the source is gone');

  /** Sends the first two parts, and meets a source that ends with an error. */
  async function begin(bytes = large): Promise<UploadPlace> {
    const watch = new Watch();
    async function* pieces(): AsyncGenerator<Uint8Array> {
      yield bytes.subarray(0, 9000);
      throw failing;
    }
    await expect(registry.putBlob('app', blobOf(large), async () => pieces(), watch)).rejects.toBe(failing);
    const place = watch.places.at(-1);
    if (place === undefined) throw new Error('no part was sent');
    expect(place.offset).toBe(8000);
    server.requests.length = 0;
    return place;
  }

  test('is gone on with: what is there is neither read nor sent', async () => {
    const watch = new Watch();
    watch.resume = await begin();
    const { source } = await put(large, { watch, to: open() });
    expect(calls()).toEqual(['HEAD', 'GET', 'PATCH 8000-10499', 'PUT 0']);
    expect(source.opened).toEqual([8000]);
    expect(isStored(large)).toBe(true);
  });

  test('is begun anew where the registry has forgotten it', async () => {
    const watch = new Watch();
    watch.resume = await begin();
    server.content.uploads.forget();
    await put(large, { watch, to: open() });
    expect(calls()).toEqual(['HEAD', 'GET', 'POST', ...PARTS, 'PUT 0']);
  });

  test.each(['nonsense', 'https://elsewhere.example/v2/app/blobs/uploads/1', 'ftp://127.0.0.1/x'])(
    'is begun anew where it is said to be at %s',
    async (location) => {
      const watch = new Watch();
      watch.resume = { location, offset: 4000 };
      await put(large, { watch });
      expect(calls()).toEqual(['HEAD', 'POST', ...PARTS, 'PUT 0']);
    },
  );

  test('is begun anew where its beginning turns out to be something else', async () => {
    const watch = new Watch();
    watch.resume = await begin(randomBytes(10_500));
    await put(large, { watch, to: open() });
    expect(calls()).toEqual(['HEAD', 'GET', 'PATCH 8000-10499', 'PUT 0', 'POST', ...PARTS, 'PUT 0']);
    expect(isStored(large)).toBe(true);
  });

  test('is not asked about where the blob is there', async () => {
    const watch = new Watch();
    watch.resume = await begin();
    server.content.addBlob('app', large);
    await put(large, { watch, to: open() });
    expect(calls()).toEqual(['HEAD']);
  });

  test('is left when its caller gives up', async () => {
    const abort = new AbortController();
    const watch = new Watch();
    server.on(UPLOADS, (request) =>
      request.headers['content-range'] === '8000-10499' ? stall() : undefined,
    );
    watch.onBytes = (sent) => {
      if (sent > 9000) abort.abort();
    };
    const source = new Source(large);
    const sending = registry.putBlob('app', blobOf(large), source.open, watch, { signal: abort.signal });
    await expect(sending).rejects.toMatchObject({ kind: 'canceled' });
    expect(calls()).not.toContain('DELETE');
    expect(source.left).toBe(1);
    expect(watch.places.at(-1)?.offset).toBe(8000);
  });
});

describe('another host', () => {
  let store: ScriptedServer;

  beforeEach(async () => {
    store = await startScriptedServer();
    on('POST', () => ({ status: 202, headers: { location: `${store.origin}/upload?signature=s` } }));
    store.on('PUT /upload', { status: 201 });
  });

  afterEach(() => store.close());

  test('does not get an upload', async () => {
    await expect(put(small)).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining(`sends the upload to ${new URL(store.origin).host}`),
    });
    expect(store.requests).toHaveLength(0);
  });

  test('gets it where the configuration trusts it, and not the login', async () => {
    const credentials = { username: 'robot', password: 'secret' };
    server.logins.requireBasic(credentials);
    const trusting = open({ credentials, trustedHosts: [new URL(store.origin).host] });
    await put(small, { to: trusting });
    expect(store.requests).toHaveLength(1);
    expect(store.requests[0]?.headers['authorization']).toBeUndefined();
    expect([...(store.requests[0]?.query ?? [])]).toEqual([
      ['signature', 's'],
      ['digest', digestOf(small)],
    ]);
    expect(server.requests.at(-1)?.headers['authorization']).toMatch(/^Basic /);
    await trusting.close();
  });
});

describe('a mount', () => {
  const digest = digestOf(small);

  beforeEach(() => {
    server.content.addBlob('library', small);
  });

  test('moves no bytes', async () => {
    expect(await registry.mountBlob('app', digest, 'library')).toBe(true);
    expect(isStored(small)).toBe(true);
    expect(server.requests).toHaveLength(1);
    expect([...(server.requests[0]?.query ?? [])]).toEqual([
      ['mount', digest],
      ['from', 'library'],
    ]);
    expect(registry.abilities().mounts).toMatchObject({ value: true, source: 'seen' });
  });

  test('that became an upload is ended', async () => {
    expect(await registry.mountBlob('app', digest, 'elsewhere')).toBe(false);
    expect(calls()).toEqual(['POST', 'DELETE']);
    expect(server.content.uploads.open.size).toBe(0);
    expect(registry.abilities().mounts).toBeUndefined();
  });

  test('that became an upload nobody can find is let be', async () => {
    on('POST', () => ({ status: 202, headers: { location: 'https://elsewhere.example/upload' } }));
    expect(await registry.mountBlob('app', digest, 'library')).toBe(false);
    expect(calls()).toEqual(['POST']);
  });

  test.each([400, 401, 403, 404, 405])('is none where it is refused with %d', async (status) => {
    on('POST', () => ({ status }));
    expect(await registry.mountBlob('app', digest, 'library')).toBe(false);
  });

  test('that fails for the registry’s health is an error', async () => {
    server.on(UPLOADS, { status: 503 });
    await expect(registry.mountBlob('app', digest, 'library')).rejects.toMatchObject({ kind: 'unavailable' });
  });

  test('asks for one token with both permissions', async () => {
    server.logins.requireBearer();
    expect(await registry.mountBlob('app', digest, 'library')).toBe(true);
    expect(server.requestsTo('/token')[0]?.query.getAll('scope')).toEqual([
      'repository:app:pull,push',
      'repository:library:pull',
    ]);
  });

  test('is none where the token service does not give them', async () => {
    server.logins.requireBearer();
    server.on('GET /token', { status: 403 });
    expect(await registry.mountBlob('app', digest, 'library')).toBe(false);
  });

  test.each([
    ['UPPER', digest, 'library'],
    ['app', digest, '../library'],
    ['app', 'sha256:1', 'library'],
  ])('of %s, %s, %s is refused before anything is sent', async (to, what, from) => {
    await expect(registry.mountBlob(to, what as Digest, from)).rejects.toMatchObject({
      code: 'invalid_reference',
    });
    expect(server.requests).toHaveLength(0);
  });
});

test('whatever goes wrong on the way, the blob arrives whole or not at all', async () => {
  // Each part meets a fault, or none: half of it kept and the line lost, a failing server, a lost session, a lost answer.
  const fault = fc.constantFrom('none', 'half', 'failing', 'forgets', 'answer lost', 'too large');
  await fc.assert(
    fc.asyncProperty(
      fc.array(fault, { maxLength: 12 }),
      fc.integer({ min: 1001, max: 20_000 }),
      async (faults, size) => {
        const bytes = randomBytes(size);
        const uploads = server.content.uploads;
        server.on(UPLOADS, (request) => {
          if (request.method !== 'PATCH') return undefined;
          switch (faults.shift()) {
            case 'half':
              if (uploads.open.has(uploads.idOf(request)))
                uploads.append(uploads.idOf(request), request.body.subarray(0, request.body.length / 2));
              return reset();
            case 'failing':
              return { status: 500 };
            case 'forgets':
              uploads.forget();
              return undefined;
            case 'answer lost':
              server.content.answer(request);
              return reset();
            case 'too large':
              return { status: 413 };
            default:
              return undefined;
          }
        });
        const own = open({ retry: { tries: 13 } });
        try {
          await put(bytes, { to: own });
        } finally {
          await own.close();
        }
        expect(isStored(bytes)).toBe(true);
      },
    ),
    { numRuns: 25 },
  );
});
