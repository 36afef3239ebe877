import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Registry } from '@/lib/oci/registry';
import { createRegistry } from '@/lib/oci/registry-client';
import { json, registryError, type Script } from '@/lib/oci/testing/scripted-answer';
import { startScriptedServer, type ScriptedServer } from '@/lib/oci/testing/scripted-server';

let server: ScriptedServer;
let registry: Registry;

beforeEach(async () => {
  server = await startScriptedServer();
  registry = createRegistry({
    url: server.origin,
    wait: async () => {},
    listing: { items: 50, pages: 8, characters: 5000 },
  });
});

afterEach(async () => {
  await registry.close();
  await server.close();
});

/** Everything a listing gave out, and how it ended. */
async function walk(): Promise<{ names: string[]; error: unknown }> {
  const names: string[] = [];
  try {
    for await (const listed of registry.catalog()) names.push(...listed);
    return { names, error: undefined };
  } catch (error) {
    return { names, error };
  }
}

function page(names: readonly string[], link?: string): ReturnType<typeof json> {
  return json(
    { repositories: names },
    link === undefined ? {} : { headers: { link: `<${link}>; rel="next"` } },
  );
}

function queries(): string[] {
  return server.requests.map(({ path, query }) => `${path}?${query}`);
}

describe('links', () => {
  test.each([
    ['relative', (): string => '/v2/_catalog?last=b&n=2'],
    ['absolute', (): string => `${server.origin}/v2/_catalog?last=b&n=2`],
    ['with the prefix of a proxy', (): string => '/artifactory/api/docker/r/v2/_catalog?last=b&n=2'],
    ['on another host', (): string => 'https://internal.example/v2/_catalog?last=b&n=2'],
  ])('%s: the next page is asked here', async (_, link) => {
    server.on('GET /v2/_catalog', page(['a', 'b'], link()), page(['c']));
    expect(await walk()).toEqual({ names: ['a', 'b', 'c'], error: undefined });
    expect(server.requests.map(({ path, query }) => [path, query.get('last')])).toEqual([
      ['/v2/_catalog', null],
      ['/v2/_catalog', 'b'],
    ]);
  });

  test('another origin is never asked', async () => {
    const other = await startScriptedServer();
    server.on('GET /v2/_catalog', page(['a'], `${other.origin}/v2/_catalog?last=a`), page(['b']));
    expect((await walk()).names).toEqual(['a', 'b']);
    expect(other.requests).toHaveLength(0);
    await other.close();
  });

  test('one that leads nowhere is told of, after what was read', async () => {
    server.on('GET /v2/_catalog', page(['a'], 'https://evil.example/'));
    expect(await walk()).toMatchObject({ names: ['a'], error: { kind: 'protocol' } });
  });

  test('an empty page in between, and an empty last one, are pages like others', async () => {
    server.on(
      'GET /v2/_catalog',
      page(['a'], '?last=a'),
      page([], '?last=b'),
      page(['c'], '?last=c'),
      page([]),
    );
    expect(await walk()).toEqual({ names: ['a', 'c'], error: undefined });
  });
});

describe('listings that do not end', () => {
  test('more names than the cap', async () => {
    let count = 0;
    server.on('GET /v2/_catalog', () => {
      const names = Array.from({ length: 20 }, () => `r${(count += 1)}`);
      return page(names, `?last=${count}`);
    });
    const { names, error } = await walk();
    expect(names).toHaveLength(50);
    expect(error).toMatchObject({
      kind: 'too_large',
      message: `GET ${server.origin}/v2/_catalog lists more than 50 names; the rest was not read.`,
    });
  });

  test('exactly as many names as the cap are all', async () => {
    server.on('GET /v2/_catalog', page(Array.from({ length: 50 }, (_, index) => `r${index}`)));
    expect(await walk()).toMatchObject({ names: { length: 50 }, error: undefined });
  });

  test('names that are long instead of many', async () => {
    let count = 0;
    server.on('GET /v2/_catalog', () => {
      count += 1;
      return page([`${count}`.repeat(2000)], `?last=${count}`);
    });
    const { names, error } = await walk();
    expect(names.map(({ length }) => length)).toEqual([2000, 2000]);
    expect(error).toMatchObject({ kind: 'too_large' });
    expect(server.requests).toHaveLength(3);
  });

  test('more pages than the cap', async () => {
    let count = 0;
    server.on('GET /v2/_catalog', () => page([], `?last=${(count += 1)}`));
    expect(await walk()).toMatchObject({ names: [], error: { kind: 'too_large' } });
    expect(server.requests).toHaveLength(8);
  });

  test('a link back to a page already read', async () => {
    server.on('GET /v2/_catalog', page(['a'], '?last=a'), page(['b'], '?last=b'), page(['c'], '?last=a'));
    expect(await walk()).toMatchObject({ names: ['a', 'b', 'c'], error: { kind: 'protocol' } });
    expect(server.requests).toHaveLength(3);
  });

  test('ever new links to the same names', async () => {
    let count = 0;
    server.on('GET /v2/_catalog', () => page(['a', 'b'], `?last=${(count += 1)}`));
    expect(await walk()).toMatchObject({ names: ['a', 'b'], error: { kind: 'protocol' } });
    expect(server.requests).toHaveLength(2);
  });

  test('a caller that stops reading ends it', async () => {
    server.on('GET /v2/_catalog', page(['a'], '?last=a'), page(['b'], '?last=b'));
    for await (const names of registry.catalog()) {
      expect(names).toEqual(['a']);
      break;
    }
    expect(server.requests).toHaveLength(1);
  });
});

/** A registry that refuses pages of more than `largest` names. */
function refuseAbove(largest: number, status: number): Script {
  return ({ query }) => {
    const size = query.get('n');
    return size !== null && Number(size) > largest
      ? registryError(status, 'PAGINATION_NUMBER_INVALID', 'invalid number of results requested')
      : page(['a']);
  };
}

describe('page sizes', () => {
  test.each([
    [1000, 400, ['n=1000']],
    [100, 400, ['n=1000', 'n=100']],
    [100, 405, ['n=1000', 'n=100']],
    [100, 413, ['n=1000', 'n=100']],
    [0, 400, ['n=1000', 'n=100', '']],
  ])(
    'a registry that takes at most %d (else %d) is asked for less, and then at once',
    async (most, status, asked) => {
      server.on('GET /v2/_catalog', refuseAbove(most, status));
      expect((await walk()).names).toEqual(['a']);
      expect(server.requests.map(({ query }) => query.toString())).toEqual(asked);
      expect((await walk()).names).toEqual(['a']);
      expect(server.requests.slice(asked.length).map(({ query }) => query.toString())).toEqual(
        asked.slice(-1),
      );
    },
  );

  test('a registry that takes none of them is left with its own last word', async () => {
    server.on('GET /v2/_catalog', registryError(405, 'UNSUPPORTED', 'The operation is unsupported.'));
    expect(await walk()).toMatchObject({
      error: { kind: 'unsupported', entries: [{ code: 'UNSUPPORTED' }] },
    });
    expect(server.requests).toHaveLength(3);
    // Nothing was learnt from it.
    await walk();
    expect(queries()[3]).toBe('/v2/_catalog?n=1000');
  });
});

function numbered(count: number, from = 0): string[] {
  return Array.from({ length: count }, (_, index) => `r${String(from + index).padStart(5, '0')}`);
}

describe('a full page without a link', () => {
  beforeEach(async () => {
    await registry.close();
    registry = createRegistry({ url: server.origin, wait: async () => {} });
  });

  test('is followed by the rest', async () => {
    server.on('GET /v2/_catalog', page(numbered(1000)), page(numbered(7, 1000)));
    expect((await walk()).names).toHaveLength(1007);
    expect(queries()[1]).toBe('/v2/_catalog?n=1000&last=r00999');
  });

  test.each([
    ['nothing more', page([])],
    ['the same again', page(numbered(1000))],
    ['a refusal', registryError(404, 'NAME_UNKNOWN', 'no such last')],
  ])('was all when what follows is %s', async (_, second) => {
    server.on('GET /v2/_catalog', page(numbered(1000)), second);
    const { names: found, error } = await walk();
    expect(found).toHaveLength(1000);
    expect(error).toBeUndefined();
    expect(server.requests).toHaveLength(2);
  });

  test('is not taken for all when the registry fails', async () => {
    server.on('GET /v2/_catalog', page(numbered(1000)), { status: 500 });
    expect(await walk()).toMatchObject({ names: { length: 1000 }, error: { kind: 'unavailable' } });
  });
});
