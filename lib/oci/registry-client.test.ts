import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { digestOf } from '@/lib/oci/digest';
import type { RawManifest } from '@/lib/oci/manifest';
import { DOCKER_MANIFEST, MANIFEST_ACCEPT, OCI_INDEX, OCI_MANIFEST } from '@/lib/oci/media-types';
import type { Digest } from '@/lib/oci/names';
import type { Registry } from '@/lib/oci/registry';
import { createRegistry, type RegistryOptions } from '@/lib/oci/registry-client';
import { cutShort, endless, html, json, registryError } from '@/lib/oci/testing/scripted-answer';
import { startScriptedServer, type ScriptedServer } from '@/lib/oci/testing/scripted-server';

let server: ScriptedServer;
let registry: Registry;

/** A client that does not sleep between tries. */
function open(options: Partial<RegistryOptions> = {}): Registry {
  return createRegistry({ url: server.origin, wait: async () => {}, random: () => 0, ...options });
}

beforeEach(async () => {
  server = await startScriptedServer();
  registry = open();
});

afterEach(async () => {
  await registry.close();
  await server.close();
});

async function all(pages: AsyncIterable<string[]>): Promise<string[]> {
  const names: string[] = [];
  for await (const page of pages) names.push(...page);
  return names;
}

const config = '{"name":"app"}';

describe('addresses', () => {
  test('are origins', () => {
    expect(() => createRegistry({ url: 'https://registry.example.com/team' })).toThrow('its origin alone');
    expect(() => createRegistry({ url: 'https://registry.example.com', concurrency: 0 })).toThrow('1 to 64');
    expect(registry.url).toBe(server.origin);
  });

  test.each(['', 'UPPER', '../secret', 'a//b', 'a/../b', 'a?b', 'a%2fb', `${'a'.repeat(256)}`])(
    'repository %j is refused before anything is sent',
    async (name) => {
      const digest: Digest = `sha256:${'0'.repeat(64)}`;
      const manifest = { digest, mediaType: OCI_MANIFEST, bytes: new Uint8Array() };
      for (const call of [
        () => registry.tags(name),
        () => registry.headManifest(name, 'v1'),
        () => registry.getManifest(name, 'v1'),
        () => registry.putManifest(name, 'v1', manifest),
        () => registry.getBlob(name, { digest }, 10),
      ])
        await expect(call()).rejects.toMatchObject({ name: 'AppError', code: 'invalid_reference' });
      expect(server.requests).toHaveLength(0);
    },
  );

  test.each(['', '.hidden', '-x', 'a/b', 'sha256:abc', 'sha999:0000', 'v1?x', 'v1 ', 'x'.repeat(129)])(
    'reference %j is refused before anything is sent',
    async (reference) => {
      await expect(registry.getManifest('app', reference)).rejects.toMatchObject({
        code: 'invalid_reference',
      });
      await expect(registry.headManifest('app', reference)).rejects.toMatchObject({
        code: 'invalid_reference',
      });
      expect(server.requests).toHaveLength(0);
    },
  );
});

describe('ping', () => {
  test('is content with a registry', async () => {
    await registry.ping();
    expect(server.requests).toMatchObject([{ method: 'GET', path: '/v2/' }]);
    expect(registry.requests).toBe(1);
  });

  test.each([
    ['a web page', html(), 'protocol', 'is an HTML page; there is no registry at this address'],
    ['nothing there', registryError(404, 'X', 'y'), 'protocol', 'answered 404 X: y'],
    ['closed to us', registryError(403, 'DENIED', 'no'), 'denied', 'answered 403 DENIED: no'],
    ['broken', { status: 500 }, 'unavailable', 'answered 500 Internal Server Error'],
  ] as const)('tells of %s', async (_, answer, kind, message) => {
    server.on('GET /v2/', answer);
    await expect(registry.ping()).rejects.toMatchObject({ kind, message: expect.stringContaining(message) });
  });
});

describe('tags', () => {
  test('reads them all, page by page, each once', async () => {
    server.on(
      'GET /v2/team/app/tags/list',
      json(
        { name: 'team/app', tags: ['b', 'a'] },
        { headers: { link: '</v2/team/app/tags/list?last=a&n=2>; rel="next"' } },
      ),
      json({ name: 'team/app', tags: ['a', 'c'] }),
    );
    expect(await registry.tags('team/app')).toEqual(['b', 'a', 'c']);
    expect(server.requests.map(({ query }) => query.toString())).toEqual(['n=1000', 'last=a&n=2']);
  });

  test('null is an empty list', async () => {
    server.on('GET /v2/app/tags/list', json({ name: 'app', tags: null }));
    expect(await registry.tags('app')).toEqual([]);
  });

  test('an unknown repository is not found, in the registry’s words', async () => {
    await expect(registry.tags('no/such')).rejects.toMatchObject({
      kind: 'not_found',
      status: 404,
      message: `GET ${server.origin}/v2/no/such/tags/list answered 404 NAME_UNKNOWN: repository name not known to registry`,
      entries: [{ code: 'NAME_UNKNOWN', message: 'repository name not known to registry' }],
    });
  });

  test.each([
    ['a web page', html(), 'is not JSON (text/html; charset=utf-8)'],
    ['another shape', json({ tags: 'v1' }), 'holds no list of tags'],
    ['numbers', json({ tags: [1] }), 'holds no list of tags'],
    ['a list', json(['v1']), 'holds no list of tags'],
    ['null', json(null), 'holds no list of tags'],
  ])('refuses %s', async (_, answer, message) => {
    server.on('GET /v2/app/tags/list', answer);
    await expect(registry.tags('app')).rejects.toMatchObject({
      kind: 'protocol',
      message: `The answer to GET ${server.origin}/v2/app/tags/list ${message}.`,
    });
  });

  test('too many tags are too large', async () => {
    await registry.close();
    registry = open({ listing: { items: 3 } });
    server.on('GET /v2/app/tags/list', json({ tags: ['a', 'b', 'c', 'd'] }));
    await expect(registry.tags('app')).rejects.toMatchObject({
      kind: 'too_large',
      message: `GET ${server.origin}/v2/app/tags/list lists more than 3 names; the rest was not read.`,
    });
  });
});

describe('manifests', () => {
  test('by tag and by digest, with the whole Accept list', async () => {
    const { digest, size } = server.content.addArtifact('app', ['1.0.0'], { config });
    for (const reference of ['1.0.0', digest]) {
      const manifest = await registry.getManifest('app', reference);
      expect(manifest).toMatchObject({ digest, mediaType: OCI_MANIFEST });
      expect(digestOf(manifest.bytes)).toBe(digest);
      expect(await registry.headManifest('app', reference)).toEqual({
        digest,
        size,
        mediaType: OCI_MANIFEST,
      });
    }
    for (const { headers } of server.requests) {
      expect(headers['accept']).toBe(MANIFEST_ACCEPT);
      expect(headers['accept-encoding']).toBe('identity');
      expect(headers['user-agent']).toBe('chartroom');
    }
  });

  test('bytes that do not have the digest asked for are refused', async () => {
    const digest: Digest = `sha256:${'0'.repeat(64)}`;
    server.on(`* /v2/app/manifests/${digest}`, json({ config: {}, layers: [] }));
    await expect(registry.getManifest('app', digest)).rejects.toMatchObject({
      kind: 'digest_mismatch',
      status: 200,
    });
  });

  test('by tag the bytes’ own digest is the truth, whatever the header says', async () => {
    const body = JSON.stringify({ schemaVersion: 2, config: {}, layers: [] });
    server.on('GET /v2/app/manifests/v1', {
      headers: { 'content-type': OCI_MANIFEST, 'docker-content-digest': `sha256:${'0'.repeat(64)}` },
      body,
    });
    expect((await registry.getManifest('app', 'v1')).digest).toBe(digestOf(Buffer.from(body)));
  });

  test('a header that lies about what was asked by digest is noticed by HEAD', async () => {
    const { digest } = server.content.addArtifact('app', [], { config });
    server.on(`HEAD /v2/app/manifests/${digest}`, {
      headers: {
        'content-type': OCI_MANIFEST,
        'docker-content-digest': `sha256:${'0'.repeat(64)}`,
        'content-length': '10',
      },
    });
    await expect(registry.headManifest('app', digest)).rejects.toMatchObject({ kind: 'digest_mismatch' });
  });

  test('a document and a Content-Type that disagree are refused', async () => {
    server.on('GET /v2/app/manifests/v1', {
      headers: { 'content-type': DOCKER_MANIFEST },
      body: JSON.stringify({ mediaType: OCI_MANIFEST, config: {}, layers: [] }),
    });
    await expect(registry.getManifest('app', 'v1')).rejects.toMatchObject({
      kind: 'protocol',
      url: `${server.origin}/v2/app/manifests/v1`,
      message: expect.stringContaining(`${OCI_MANIFEST}, its Content-Type says ${DOCKER_MANIFEST}`),
    });
  });

  test('a media type is inferred where none is given', async () => {
    server.on('GET /v2/app/manifests/v1', { body: '{"manifests":[]}' });
    expect((await registry.getManifest('app', 'v1')).mediaType).toBe(OCI_INDEX);
  });

  test.each([
    [
      'more than it announces',
      { headers: { 'content-length': String(5 * 1024 * 1024) }, body: endless(80).body },
    ],
    ['more than 4 MiB, unannounced', endless(80)],
  ])('a body of %s ends at the cap', async (_, answer) => {
    server.on('GET /v2/app/manifests/v1', answer as never);
    await expect(registry.getManifest('app', 'v1')).rejects.toMatchObject({
      kind: 'too_large',
      message: `GET ${server.origin}/v2/app/manifests/v1 answered with more than 4194304 bytes.`,
    });
  });

  test('a web page is no manifest', async () => {
    server.on('GET /v2/app/manifests/v1', html());
    await expect(registry.getManifest('app', 'v1')).rejects.toMatchObject({ kind: 'protocol' });
  });

  test('an unknown tag is not found', async () => {
    server.content.addArtifact('app', ['v1'], { config });
    await expect(registry.getManifest('app', 'v2')).rejects.toMatchObject({
      kind: 'not_found',
      message: `GET ${server.origin}/v2/app/manifests/v2 answered 404 MANIFEST_UNKNOWN: manifest unknown`,
    });
    await expect(registry.headManifest('app', 'v2')).rejects.toMatchObject({
      kind: 'not_found',
      message: `HEAD ${server.origin}/v2/app/manifests/v2 answered 404 Not Found`,
    });
  });
});

describe('HEAD', () => {
  test.each([
    ['400', { status: 400 }],
    ['403', { status: 403 }],
    ['405', { status: 405 }],
    ['501', { status: 501 }],
    ['no digest', { headers: { 'content-type': OCI_MANIFEST, 'content-length': '9' } }],
    [
      'a broken digest',
      { headers: { 'content-type': OCI_MANIFEST, 'content-length': '9', 'docker-content-digest': 'x' } },
    ],
    [
      'no media type',
      { headers: { 'content-length': '9', 'docker-content-digest': `sha256:${'0'.repeat(64)}` } },
    ],
  ])('gives way to GET after %s, and is not tried again', async (_, answer) => {
    const { digest, size } = server.content.addArtifact('app', ['v1', 'v2'], { config });
    server.on('HEAD /v2/app/manifests/v1', answer);
    expect(await registry.headManifest('app', 'v1')).toEqual({ digest, size, mediaType: OCI_MANIFEST });
    await registry.headManifest('app', 'v2');
    expect(server.requests.map(({ method, path }) => `${method} ${path.slice(-2)}`)).toEqual([
      'HEAD v1',
      'GET v1',
      'GET v2',
    ]);
  });

  test('a repository that is denied to GET as well says nothing about HEAD elsewhere', async () => {
    const { digest } = server.content.addArtifact('open', ['v1'], { config });
    server.on('* /v2/closed/manifests/v1', registryError(403, 'DENIED', 'no'));
    await expect(registry.headManifest('closed', 'v1')).rejects.toMatchObject({
      kind: 'denied',
      method: 'GET',
    });
    expect((await registry.headManifest('open', 'v1')).digest).toBe(digest);
    expect(server.requests.at(-1)?.method).toBe('HEAD');
  });

  test('500 is a failure, not a dislike', async () => {
    server.on('HEAD /v2/app/manifests/v1', { status: 500 });
    await expect(registry.headManifest('app', 'v1')).rejects.toMatchObject({
      kind: 'unavailable',
      method: 'HEAD',
    });
    expect(server.requests.every(({ method }) => method === 'HEAD')).toBe(true);
  });
});

describe('putManifest', () => {
  let manifest: RawManifest;

  beforeEach(async () => {
    server.content.addArtifact('app', ['1.0.0'], { config });
    manifest = await registry.getManifest('app', '1.0.0');
  });

  test('sends the very bytes and their media type', async () => {
    expect(await registry.putManifest('app', 'stable', manifest)).toMatchObject({ digest: manifest.digest });
    const put = server.requests.at(-1);
    expect(put).toMatchObject({ method: 'PUT', path: '/v2/app/manifests/stable' });
    expect(put?.headers['content-type']).toBe(OCI_MANIFEST);
    expect(put?.body.equals(manifest.bytes)).toBe(true);
    expect(server.content.digestOfTag('app', 'stable')).toBe(manifest.digest);
  });

  test('without a digest in the answer ours is given', async () => {
    server.on('PUT /v2/app/manifests/stable', { status: 201 });
    expect(await registry.putManifest('app', 'stable', manifest)).toMatchObject({ digest: manifest.digest });
  });

  test.each([`sha256:${'0'.repeat(64)}`, 'nonsense'])(
    'a registry that reports %s has not stored our bytes',
    async (digest) => {
      server.on('PUT /v2/app/manifests/stable', {
        status: 201,
        headers: { 'docker-content-digest': digest },
      });
      await expect(registry.putManifest('app', 'stable', manifest)).rejects.toMatchObject({
        kind: 'digest_mismatch',
      });
    },
  );

  test.each([
    [400, 'conflict'],
    [401, 'unauthorized'],
    [403, 'denied'],
    [404, 'not_found'],
    [405, 'denied'],
    [409, 'conflict'],
    [412, 'conflict'],
    [413, 'too_large'],
    [422, 'conflict'],
    [501, 'unsupported'],
    [307, 'protocol'],
  ] as const)('%d is %s, with what the registry said, and is not tried again', async (status, kind) => {
    server.on('PUT /v2/app/manifests/stable', registryError(status, 'TAG_IMMUTABLE', 'the tag may not move'));
    await expect(registry.putManifest('app', 'stable', manifest)).rejects.toMatchObject({
      kind,
      status,
      method: 'PUT',
      entries: [{ code: 'TAG_IMMUTABLE', message: 'the tag may not move' }],
    });
    expect(server.requestsTo('/v2/app/manifests/stable')).toHaveLength(1);
  });

  test('bytes that do not have their digest are not sent', async () => {
    const other: Digest = `sha256:${'0'.repeat(64)}`;
    await expect(registry.putManifest('app', 'stable', { ...manifest, digest: other })).rejects.toMatchObject(
      {
        kind: 'digest_mismatch',
      },
    );
    await expect(registry.putManifest('app', other, manifest)).rejects.toMatchObject({
      kind: 'digest_mismatch',
    });
    expect(server.requests.some(({ method }) => method === 'PUT')).toBe(false);
  });

  test('a put by tag whose answer got lost is not repeated, one by digest is', async () => {
    server.on('PUT /v2/app/manifests/stable', { reset: 'before' });
    await expect(registry.putManifest('app', 'stable', manifest)).rejects.toMatchObject({
      kind: 'unavailable',
    });
    expect(server.requestsTo('/v2/app/manifests/stable')).toHaveLength(1);
    const path = `/v2/app/manifests/${manifest.digest}`;
    server.on(`PUT ${path}`, { reset: 'before' }, () => undefined);
    expect(await registry.putManifest('app', manifest.digest, manifest)).toMatchObject({
      digest: manifest.digest,
    });
    expect(server.requestsTo(path)).toHaveLength(2);
  });

  test('a put that was turned away by 429 is repeated', async () => {
    server.on(
      'PUT /v2/app/manifests/stable',
      { status: 429, headers: { 'retry-after': '0' } },
      () => undefined,
    );
    expect(await registry.putManifest('app', 'stable', manifest)).toMatchObject({ digest: manifest.digest });
  });
});

describe('getBlob', () => {
  test('gives bytes of the right digest and size', async () => {
    const { digest, size } = server.content.addBlob('app', config);
    expect(Buffer.from(await registry.getBlob('app', { digest, size }, 1000)).toString()).toBe(config);
    expect(Buffer.from(await registry.getBlob('app', { digest }, 1000)).toString()).toBe(config);
  });

  test('an empty blob is one', async () => {
    const { digest } = server.content.addBlob('app', '');
    expect(await registry.getBlob('app', { digest, size: 0 }, 10)).toHaveLength(0);
  });

  test('sha512 works too', async () => {
    const digest: Digest =
      'sha512:ee26b0dd4af7e749aa1a8ee3c10ae9923f618980772e473f8819a5d4940e0db27ac185f8a0e1d5f84f88bc887fd67b143732c304cc5fa9ad8e6f57f50028a8ff';
    server.on(`GET /v2/app/blobs/${digest}`, { body: 'test' });
    expect(Buffer.from(await registry.getBlob('app', { digest }, 10)).toString()).toBe('test');
  });

  test.each([
    ['other bytes of the same length', 'x'.repeat(config.length)],
    ['too few', config.slice(1)],
    ['too many', `${config} `],
  ])('%s are refused', async (_, body) => {
    const { digest, size } = server.content.addBlob('app', config);
    server.on(`GET /v2/app/blobs/${digest}`, { body });
    await expect(registry.getBlob('app', { digest, size }, 1000)).rejects.toMatchObject({
      kind: 'digest_mismatch',
    });
  });

  test('a blob known to be too large is not asked for', async () => {
    const { digest, size } = server.content.addBlob('app', config);
    await expect(registry.getBlob('app', { digest, size }, size - 1)).rejects.toMatchObject({
      kind: 'too_large',
    });
    expect(server.requests).toHaveLength(0);
  });

  test('a blob that turns out too large is cut off', async () => {
    const { digest } = server.content.addBlob('app', config);
    server.on(`GET /v2/app/blobs/${digest}`, endless(1000));
    await expect(registry.getBlob('app', { digest }, 100_000)).rejects.toMatchObject({ kind: 'too_large' });
  });

  test('a blob that breaks off is asked for again', async () => {
    const { digest, size } = server.content.addBlob('app', config);
    server.on(`GET /v2/app/blobs/${digest}`, cutShort(config.slice(0, 3), size), () => undefined);
    expect(await registry.getBlob('app', { digest, size }, 1000)).toHaveLength(size);
    expect(server.requests).toHaveLength(2);
  });
});

describe('catalog', () => {
  test('comes page by page', async () => {
    for (let index = 0; index < 5; index += 1) server.content.addArtifact(`r${index}`, ['v'], { config });
    server.on('GET /v2/_catalog', (request) => {
      request.query.set('n', '2');
      return server.content.answer(request);
    });
    const pages: string[][] = [];
    for await (const page of registry.catalog()) pages.push(page);
    expect(pages).toEqual([['r0', 'r1'], ['r2', 'r3'], ['r4']]);
    expect(registry.requests).toBe(3);
  });

  test.each([
    [404, 'unsupported'],
    [405, 'unsupported'],
    [400, 'unsupported'],
    [501, 'unsupported'],
    [401, 'unauthorized'],
    [403, 'denied'],
  ] as const)('%d is %s', async (status, kind) => {
    server.on('GET /v2/_catalog', { status });
    await expect(all(registry.catalog())).rejects.toMatchObject({ kind });
  });

  test('names are given as they come, also those outside the grammar', async () => {
    server.on('GET /v2/_catalog', json({ repositories: ['ok', 'UPPER/Case', '../x', 'ok'] }));
    expect(await all(registry.catalog())).toEqual(['ok', 'UPPER/Case', '../x']);
  });
});
