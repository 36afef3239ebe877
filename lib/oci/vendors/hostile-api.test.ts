import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Discovery } from '@/lib/oci/discovery';
import type { Registry } from '@/lib/oci/registry';
import { createRegistry, type RegistryOptions } from '@/lib/oci/registry-client';
import { html, json, rateLimited, registryError } from '@/lib/oci/testing/scripted-answer';
import { startScriptedServer, type ScriptedServer } from '@/lib/oci/testing/scripted-server';
import type { VendorName } from '@/lib/oci/vendors/vendor';

let server: ScriptedServer;
const open: Registry[] = [];

beforeEach(async () => {
  server = await startScriptedServer();
  server.on('GET /v2/_catalog', registryError(404, 'NAME_UNKNOWN', 'none'));
});

afterEach(async () => {
  for (const registry of open.splice(0)) await registry.close();
  await server.close();
});

function connect(vendor: VendorName, options: Partial<RegistryOptions> = {}): Registry {
  const registry = createRegistry({ url: server.origin, vendor, wait: async () => {}, ...options });
  open.push(registry);
  return registry;
}

/** What the API listed, and how that ended. */
async function discover(registry: Registry): Promise<{ names: string[]; error: unknown }> {
  const names: string[] = [];
  const discovery: Discovery = { method: null, attempts: [] };
  try {
    for await (const page of registry.discover(['team'], discovery)) names.push(...page);
    return { names, error: undefined };
  } catch (error) {
    return { names, error };
  }
}

/** Where each API lists the repositories of a namespace, and an answer that names one. */
const LISTS: [VendorName, string, unknown][] = [
  ['harbor', '/api/v2.0/repositories', [{ name: 'team/a' }]],
  ['quay', '/api/v1/repository', { repositories: [{ namespace: 'team', name: 'a' }] }],
  ['docker-hub', '/v2/namespaces/team/repositories', { results: [{ name: 'a' }], next: null }],
  ['ghcr', '/orgs/team/packages', [{ name: 'a' }]],
  ['gitlab', '/api/v4/groups/team/registry/repositories', [{ path: 'team/a' }]],
  ['acr', '/acr/v1/_catalog', { repositories: ['team/a'] }],
  ['gar', '/v2/team/tags/list', { child: [], tags: ['x'], manifest: {} }],
  ['zot', '/v2/_zot/ext/search', { data: { RepoListWithNewestImage: { Results: [{ Name: 'team/a' }] } } }],
  ['gitea', '/api/v1/packages/team', [{ name: 'a', version: '1' }]],
];

describe.each(LISTS)('%s', (vendor, path, body) => {
  const options = { api: { token: 'api-token-1' } };

  test('is listed', async () => {
    server.on(`GET ${path}`, json(body));
    const { names, error } = await discover(connect(vendor, options));
    expect(error).toBeUndefined();
    expect(names).toEqual([vendor === 'gar' ? 'team' : 'team/a']);
  });

  test.each([
    ['a web page', html()],
    ['nothing', { body: '' }],
    ['another shape', json('surprise')],
    ['null', json(null)],
  ])('%s is told of, and lists nothing', async (_, answer) => {
    server.on(`GET ${path}`, answer);
    const { names, error } = await discover(connect(vendor, options));
    expect(names).toEqual([]);
    expect(error).toMatchObject({ name: 'RegistryError', message: expect.stringContaining(path) });
  });

  test('entries that are malformed are passed over', async () => {
    const spoilt = JSON.parse(
      JSON.stringify(body).replace('[{', '[7,null,{"name":7},{').replace('["team', '[7,null,"team'),
    ) as unknown;
    server.on(`GET ${path}`, json(spoilt));
    const { names, error } = await discover(connect(vendor, options));
    expect(error).toBeUndefined();
    expect(names).toHaveLength(1);
  });

  test('what the registry says of a refusal shows, and the token does not', async () => {
    const below = path.split('/').slice(0, 3).join('/');
    server.on(`GET ${below}/*`, json({ message: 'no: api-token-1' }, { status: 403 }));
    const { error } = await discover(connect(vendor, options));
    expect(String(error)).toContain('403');
    expect(String(error)).not.toContain('api-token-1');
  });

  test('a pause that was asked for is kept', async () => {
    server.on(`GET ${path}`, rateLimited('0'), json(body));
    expect((await discover(connect(vendor, options))).names).toHaveLength(1);
  });
});

describe('pages', () => {
  test('a next page elsewhere is not asked for', async () => {
    const elsewhere = await startScriptedServer();
    const next = `${elsewhere.origin}/v2/namespaces/team/repositories?page=2`;
    server.on('GET /v2/namespaces/*', json({ results: [{ name: 'a' }], next }));
    const { names, error } = await discover(
      connect('docker-hub', { trustedHosts: [new URL(elsewhere.origin).host] }),
    );
    expect(names).toEqual([]);
    expect(error).toMatchObject({ message: expect.stringContaining('for its next page') });
    expect(elsewhere.requests).toHaveLength(0);
    await elsewhere.close();
  });

  test('a list that repeats its page for ever ends', async () => {
    server.on(
      'GET /api/v2.0/repositories',
      json([{ name: 'team/a' }], { headers: { link: '</x?page=2>; rel="next"' } }),
    );
    const { names, error } = await discover(connect('harbor'));
    expect(names).toEqual(['team/a']);
    expect(error).toMatchObject({ kind: 'protocol' });
  });

  test('folders that hold themselves end, and are told of', async () => {
    server.on('GET /v2/*', ({ path }) =>
      path.endsWith('/tags/list') ? json({ child: ['again'], tags: ['x'] }) : undefined,
    );
    const { names, error } = await discover(connect('gar'));
    expect(error).toMatchObject({ kind: 'too_large' });
    expect(names.length).toBeLessThanOrEqual(10);
  });

  test('names outside the grammar are handed on as they are', async () => {
    server.on('GET /acr/v1/_catalog', json({ repositories: ['Team/UPPER', '../x'] }));
    expect((await discover(connect('acr'))).names).toEqual(['Team/UPPER', '../x']);
  });
});

describe('logins', () => {
  test('Docker Hub: a login is traded for a token once, and again when that is refused', async () => {
    let issued = 0;
    server.on('POST /v2/auth/token', ({ body }) => {
      expect(JSON.parse(body.toString())).toEqual({ identifier: 'me', secret: 'pat-secret-1' });
      issued += 1;
      return json({ access_token: `jwt-${issued}` });
    });
    server.on('GET /v2/namespaces/*', ({ headers }) =>
      headers['authorization'] === 'Bearer jwt-2' ? json({ results: [{ name: 'a' }] }) : { status: 401 },
    );
    const registry = connect('docker-hub', { credentials: { username: 'me', password: 'pat-secret-1' } });
    expect((await discover(registry)).names).toEqual(['team/a']);
    expect((await discover(registry)).names).toEqual(['team/a']);
    expect(issued).toBe(2);
  });

  test('GitHub: without a token the error says which to make', async () => {
    const { error } = await discover(connect('ghcr'));
    expect(error).toMatchObject({ message: expect.stringContaining('read:packages') });
  });

  test('lists by namespace say to name one', async () => {
    const discovery: Discovery = { method: null, attempts: [] };
    const pages = connect('gitlab').discover([], discovery);
    await expect(pages.next()).rejects.toMatchObject({ message: expect.stringContaining('namespace') });
  });

  test('tags fall back to the registry’s own list when the API fails, and are read there for a while', async () => {
    server.content.addArtifact('team/a', ['v1'], { config: '{}' });
    server.on('GET /api/v1/repository/*', { status: 401 });
    const registry = connect('quay');
    expect(await registry.listTags('team/a')).toEqual([{ tag: 'v1' }]);
    expect(await registry.listTags('team/a')).toEqual([{ tag: 'v1' }]);
    expect(server.requests.filter(({ path }) => path.startsWith('/api/'))).toHaveLength(1);
    expect(registry.abilities().tagDigests).toMatchObject({ value: false, source: 'seen' });
  });
});
