import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { climb, type Discovery, type DiscoveryMethod, type Rung } from '@/lib/oci/discovery';
import type { Registry } from '@/lib/oci/registry';
import { createRegistry, type RegistryOptions } from '@/lib/oci/registry-client';
import { RegistryError, type RegistryErrorKind } from '@/lib/oci/registry-error';
import { json, registryError } from '@/lib/oci/testing/scripted-answer';
import { startScriptedServer, type ScriptedServer } from '@/lib/oci/testing/scripted-server';

function failure(kind: RegistryErrorKind, message: string): RegistryError {
  return new RegistryError(kind, message, { url: `https://r.example/${message}`, status: 404 });
}

/** A way that gives these pages, then fails where an error is given. */
function rung(method: DiscoveryMethod, ...pages: (string[] | Error)[]): Rung {
  return {
    method,
    pages: async function* () {
      for (const page of pages) {
        if (page instanceof Error) throw page;
        yield page;
      }
    },
  };
}

interface Walk {
  names: string[];
  discovery: Discovery;
  error: unknown;
}

async function walk(pages: (discovery: Discovery) => AsyncIterable<string[]>): Promise<Walk> {
  const discovery: Discovery = { method: null, attempts: [] };
  const names: string[] = [];
  try {
    for await (const page of pages(discovery)) names.push(...page);
  } catch (error) {
    return { names, discovery, error };
  }
  return { names, discovery, error: undefined };
}

const climbing = (...rungs: Rung[]): Promise<Walk> => walk((discovery) => climb(rungs, discovery));

describe('climb', () => {
  test('stops at the first way that gives names', async () => {
    const asked: string[] = [];
    const noted = (one: Rung): Rung => ({ ...one, pages: () => (asked.push(one.method), one.pages()) });
    const found = await climbing(
      noted(rung('catalog', failure('unsupported', 'no catalog'))),
      noted(rung('vendor-api', ['a'], [], ['b'])),
      noted(rung('index-artifact', ['c'])),
    );
    expect(found).toEqual({
      names: ['a', 'b'],
      discovery: {
        method: 'vendor-api',
        attempts: [
          { method: 'catalog', outcome: 'refused', detail: 'no catalog' },
          { method: 'vendor-api', outcome: 'used', detail: '' },
        ],
      },
      error: undefined,
    });
    expect(asked).toEqual(['catalog', 'vendor-api']);
  });

  test('says which way it is before the names are all there', async () => {
    const discovery: Discovery = { method: null, attempts: [] };
    for await (const page of climb([rung('catalog', ['a'], ['b'])], discovery)) {
      expect(page).toEqual(['a']);
      expect(discovery.method).toBe('catalog');
      break;
    }
  });

  test('goes on after a way that is empty', async () => {
    const found = await climbing(rung('catalog', []), rung('vendor-api', ['a']));
    expect(found.names).toEqual(['a']);
    expect(found.discovery).toEqual({
      method: 'vendor-api',
      attempts: [
        { method: 'catalog', outcome: 'empty', detail: 'It lists no repositories.' },
        { method: 'vendor-api', outcome: 'used', detail: '' },
      ],
    });
  });

  test.each<[string, Rung[], DiscoveryMethod]>([
    [
      'the others are closed',
      [rung('catalog'), rung('vendor-api', failure('denied', 'not for you'))],
      'catalog',
    ],
    ['the first is closed', [rung('catalog', failure('denied', 'no')), rung('vendor-api', [])], 'vendor-api'],
    ['all are empty', [rung('catalog'), rung('vendor-api')], 'catalog'],
  ])('believes an empty way when %s', async (_, rungs, method) => {
    const { names, discovery, error } = await climbing(...rungs);
    expect({ names, method: discovery.method, error }).toEqual({ names: [], method, error: undefined });
  });

  test('gives one error with every reason when all are closed', async () => {
    const catalog = failure('unauthorized', 'who are you?');
    const { names, discovery, error } = await climbing(
      rung('catalog', catalog),
      rung('vendor-api', failure('unsupported', 'no API')),
      rung('index-artifact', failure('not_found', 'no index')),
    );
    expect(names).toEqual([]);
    expect(error).toMatchObject({
      kind: 'unauthorized',
      message: 'who are you? · no API · no index',
      url: 'https://r.example/who are you?',
      status: 404,
      cause: catalog,
    });
    expect(discovery.method).toBeNull();
    expect(discovery.attempts.map(({ outcome }) => outcome)).toEqual(['refused', 'refused', 'refused']);
  });

  test('gives the only error as it is', async () => {
    const only = failure('denied', 'no');
    expect((await climbing(rung('catalog', only))).error).toBe(only);
  });

  test.each<RegistryErrorKind>(['unsupported', 'not_found', 'unauthorized', 'denied', 'protocol', 'refused'])(
    'tries the next way after %s',
    async (kind) => {
      const { names } = await climbing(rung('catalog', failure(kind, 'x')), rung('vendor-api', ['a']));
      expect(names).toEqual(['a']);
    },
  );

  test.each<RegistryErrorKind>([
    'unavailable',
    'timeout',
    'canceled',
    'rate_limited',
    'too_large',
    'digest_mismatch',
  ])('throws %s at once', async (kind) => {
    const stop = failure(kind, 'x');
    const { error, discovery } = await climbing(rung('catalog', stop), rung('vendor-api', ['a']));
    expect(error).toBe(stop);
    expect(discovery).toEqual({ method: null, attempts: [] });
  });

  test('throws what is no answer of a registry at once', async () => {
    const bug = new TypeError('not ours');
    expect((await climbing(rung('catalog', bug), rung('vendor-api', ['a']))).error).toBe(bug);
  });

  test.each<RegistryErrorKind>(['unavailable', 'protocol', 'unauthorized'])(
    'throws %s of a way that has given names, rather than mix two ways',
    async (kind) => {
      const midway = failure(kind, 'broke off');
      const found = await climbing(rung('catalog', ['a'], midway), rung('vendor-api', ['b']));
      expect(found).toMatchObject({ names: ['a'], discovery: { method: 'catalog' }, error: midway });
    },
  );

  test('ends the way when its caller stops reading', async () => {
    let ended = false;
    const endless: Rung = {
      method: 'catalog',
      pages: async function* () {
        try {
          for (;;) yield ['a'];
        } finally {
          ended = true;
        }
      },
    };
    for await (const page of climb([endless], { method: null, attempts: [] })) {
      expect(page).toEqual(['a']);
      break;
    }
    expect(ended).toBe(true);
  });
});

describe('discover', () => {
  const INDEX = 'charts/index:latest';
  let server: ScriptedServer;
  let registry: Registry | undefined;

  beforeEach(async () => {
    server = await startScriptedServer();
    server.content.addArtifact('charts/index', ['latest'], {
      config: '{}',
      layers: [{ mediaType: 'application/json', content: '{"repositories":["team/app"]}' }],
    });
  });

  afterEach(async () => {
    await registry?.close();
    await server.close();
  });

  function discover(options: Partial<RegistryOptions>, namespaces: string[] = []): Promise<Walk> {
    const opened = createRegistry({ url: server.origin, retry: { tries: 1 }, ...options });
    registry = opened;
    return walk((discovery) => opened.discover(namespaces, discovery));
  }

  test('takes the catalog where there is one', async () => {
    const { names, discovery } = await discover({ index: INDEX }, ['team']);
    expect({ names, method: discovery.method }).toEqual({ names: ['charts/index'], method: 'catalog' });
    expect(server.requests).toHaveLength(1);
    expect(registry?.abilities().catalog).toMatchObject({ value: true, source: 'seen' });
  });

  test('asks for the proposed listing below the first namespace', async () => {
    server.on('GET /v2/_catalog', registryError(401, 'UNAUTHORIZED', 'who?'));
    server.on('GET /v2/team/_oci/repositories', json({ repositories: ['team/app'] }));
    const { names, discovery } = await discover({}, ['team', 'other']);
    expect({ names, method: discovery.method }).toEqual({ names: ['team/app'], method: 'oci-listing' });
    expect(registry?.abilities().catalog).toMatchObject({ value: false });
  });

  test('takes the index that the configuration names when nothing else lists', async () => {
    server.on('GET /v2/_catalog', registryError(404, 'NAME_UNKNOWN', 'no catalog'));
    const { names, discovery } = await discover({ index: INDEX }, ['team']);
    expect({ names, method: discovery.method }).toEqual({ names: ['team/app'], method: 'index-artifact' });
    expect(discovery.attempts.map(({ method, outcome }) => [method, outcome])).toEqual([
      ['catalog', 'refused'],
      ['oci-listing', 'refused'],
      ['vendor-api', 'refused'],
      ['index-artifact', 'used'],
    ]);
  });

  test('gives the reasons of all ways in one error, and remembers that there is no catalog', async () => {
    server.on('GET /v2/_catalog', registryError(403, 'DENIED', 'no catalog for you'));
    const { error } = await discover({ index: 'no/such:latest' });
    expect(error).toMatchObject({ kind: 'denied', status: 403, url: `${server.origin}/v2/_catalog` });
    for (const reason of ['no catalog for you', 'No product with an API', 'NAME_UNKNOWN'])
      expect(error).toHaveProperty('message', expect.stringContaining(reason));
    expect(registry?.abilities().catalog).toMatchObject({ value: false, source: 'seen' });
  });

  test('asks a registry that does not answer nothing else', async () => {
    server.on('GET /v2/_catalog', { status: 503 });
    const { error } = await discover({ index: INDEX });
    expect(error).toMatchObject({ kind: 'unavailable', status: 503 });
    expect(server.requests).toHaveLength(1);
    expect(registry?.abilities().catalog).toBeUndefined();
  });
});
