import { EventEmitter, once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { basicAuthorization } from '@/lib/oci/credentials';
import type { Registry } from '@/lib/oci/registry';
import { createRegistry, type RegistryOptions } from '@/lib/oci/registry-client';
import { json, registryError, stall, type ScriptedRequest } from '@/lib/oci/testing/scripted-answer';
import { startScriptedServer, type ScriptedServer } from '@/lib/oci/testing/scripted-server';

const robot = { username: 'robot$ci', password: 'hunter22:x' };

let server: ScriptedServer;
let clock: number;
const open: Registry[] = [];

beforeEach(async () => {
  server = await startScriptedServer();
  server.content.addArtifact('app', ['v1'], { config: '{}' });
  server.content.addArtifact('other', ['v2'], { config: '{}' });
  clock = Date.parse('2026-03-01T12:00:00Z');
});

afterEach(async () => {
  for (const registry of open.splice(0)) await registry.close();
  await server.close();
});

function connect(options: Partial<RegistryOptions> = {}): Registry {
  const registry = createRegistry({ url: server.origin, wait: async () => {}, now: () => clock, ...options });
  open.push(registry);
  return registry;
}

/** What was asked in order: the path, and how the caller said who it is. */
function asked(): string[] {
  return server.requests.map(
    ({ path, headers }) => `${path} ${(headers['authorization'] ?? '-').split(' ')[0]}`,
  );
}

function hostOf({ origin }: ScriptedServer): string {
  return new URL(origin).host;
}

const TAGS = '/v2/app/tags/list';

describe('anonymous', () => {
  test('an open registry is asked nothing but the question', async () => {
    await connect().tags('app');
    expect(asked()).toEqual([`${TAGS} -`]);
  });

  test('a token is fetched when the registry asks for one, and used again', async () => {
    server.logins.requireBearer();
    const registry = connect();
    expect(await registry.tags('app')).toEqual(['v1']);
    await registry.getManifest('app', 'v1');
    expect(asked()).toEqual([`${TAGS} -`, '/token -', `${TAGS} Bearer`, '/v2/app/manifests/v1 Bearer']);
    const token = server.requestsTo('/token')[0]?.query;
    expect(token?.getAll('scope')).toEqual(['repository:app:pull']);
    expect(token?.get('service')).toBe('scripted');
    expect(token?.has('account')).toBe(false);
    expect(registry.requests).toBe(4);
  });

  test('once the way is known, each repository costs one token and no refused call', async () => {
    server.logins.requireBearer();
    const registry = connect();
    await registry.tags('app');
    await registry.tags('other');
    expect(asked().slice(3)).toEqual(['/token -', '/v2/other/tags/list Bearer']);
  });

  test('a registry that wants a password is unauthorized, without a second try', async () => {
    server.logins.requireBasic(robot);
    await expect(connect().tags('app')).rejects.toMatchObject({
      kind: 'unauthorized',
      status: 401,
      message: `GET ${server.origin}${TAGS} answered 401 UNAUTHORIZED: authentication required`,
    });
    expect(server.requests).toHaveLength(1);
  });

  test.each([
    ['no challenge', {}],
    ['another scheme', { 'www-authenticate': 'Negotiate' }],
    ['a bearer realm that is no address', { 'www-authenticate': 'Bearer realm="Artifactory Realm"' }],
  ])('%s is the end', async (_, headers) => {
    server.on(`GET ${TAGS}`, registryError(401, 'UNAUTHORIZED', 'no', headers as Record<string, string>));
    await expect(connect().tags('app')).rejects.toMatchObject({ kind: 'unauthorized' });
    expect(server.requests).toHaveLength(1);
  });
});

describe('Basic', () => {
  test('is learnt from /v2/ without a login, once', async () => {
    server.logins.requireBasic(robot);
    const registry = connect({ credentials: robot });
    await Promise.all([registry.tags('app'), registry.tags('other')]);
    await registry.ping();
    expect(server.requestsTo('/v2/').map(({ headers }) => headers['authorization'])).toEqual([
      undefined,
      basicAuthorization(robot),
    ]);
    expect(server.requests).toHaveLength(4);
  });

  test('a wrong password is unauthorized after one try', async () => {
    server.logins.requireBasic(robot);
    const registry = connect({ credentials: { ...robot, password: 'wrong' } });
    await expect(registry.tags('app')).rejects.toMatchObject({ kind: 'unauthorized' });
    expect(asked()).toEqual(['/v2/ -', `${TAGS} Basic`]);
  });

  test('is sent where the registry asks nobody, as it may show more to those it knows', async () => {
    await connect({ credentials: robot }).tags('app');
    expect(asked()).toEqual(['/v2/ -', `${TAGS} Basic`]);
  });

  test('gives way to Bearer where only the calls themselves ask for it', async () => {
    server.logins.requireBearer({ credentials: robot });
    server.on('GET /v2/', json({}));
    await connect({ credentials: robot }).tags('app');
    expect(asked()).toEqual(['/v2/ -', `${TAGS} Basic`, '/token Basic', `${TAGS} Bearer`]);
  });
});

describe('Bearer with a password', () => {
  beforeEach(() => server.logins.requireBearer({ credentials: robot }));

  test('the password goes to the token service only', async () => {
    const registry = connect({ credentials: robot });
    await registry.tags('app');
    expect(asked()).toEqual(['/v2/ -', '/token Basic', `${TAGS} Bearer`]);
    expect(server.requestsTo('/token')[0]?.query.get('account')).toBe(robot.username);
  });

  test('is preferred where both are offered, whatever their order', async () => {
    const realm = `${server.origin}/token`;
    server.on(
      'GET /v2/',
      registryError(401, 'UNAUTHORIZED', 'x', {
        'www-authenticate': `Basic realm="here", Bearer realm="${realm}",service="s"`,
      }),
    );
    await connect({ credentials: robot }).tags('app');
    expect(asked()).toEqual(['/v2/ -', '/token Basic', `${TAGS} Bearer`]);
  });

  test('a wrong password is what the token service says it is', async () => {
    await expect(connect({ credentials: { ...robot, password: 'wrong' } }).tags('app')).rejects.toMatchObject(
      {
        kind: 'unauthorized',
        status: 401,
        url: `${server.origin}/token`,
        message: `GET ${server.origin}/token answered 401 incorrect username or password`,
      },
    );
  });

  test('writing asks for pull and push in one token', async () => {
    const registry = connect({ credentials: robot });
    const manifest = await registry.getManifest('app', 'v1');
    await registry.putManifest('app', 'v2', manifest);
    expect(server.requestsTo('/token').map(({ query }) => query.getAll('scope'))).toEqual([
      ['repository:app:pull'],
      ['repository:app:pull,push'],
    ]);
  });

  test('the catalog has its own scope', async () => {
    for await (const page of connect({ credentials: robot }).catalog())
      expect(page).toEqual(['app', 'other']);
    expect(server.requestsTo('/token')[0]?.query.getAll('scope')).toEqual(['registry:catalog:*']);
  });
});

describe('tokens', () => {
  beforeEach(() => server.logins.requireBearer({ expiresIn: 300 }));

  test('are renewed shortly before they end', async () => {
    const registry = connect();
    await registry.tags('app');
    clock += 294_000;
    await registry.tags('app');
    expect(server.requestsTo('/token')).toHaveLength(1);
    clock += 2000;
    await registry.tags('app');
    expect(server.requestsTo('/token')).toHaveLength(2);
    expect(server.requestsTo(TAGS)).toHaveLength(4);
  });

  test('one that was taken back is renewed once', async () => {
    const registry = connect();
    await registry.tags('app');
    server.logins.revokeTokens();
    expect(await registry.tags('app')).toEqual(['v1']);
    expect(asked().slice(3)).toEqual([`${TAGS} Bearer`, '/token -', `${TAGS} Bearer`]);
  });

  test('a new one that is refused as well is the end', async () => {
    const registry = connect();
    server.on(`GET ${TAGS}`, (request) => {
      server.logins.revokeTokens();
      return server.logins.answer(request);
    });
    await expect(registry.tags('app')).rejects.toMatchObject({ kind: 'unauthorized' });
    expect(asked()).toEqual([`${TAGS} -`, '/token -', `${TAGS} Bearer`]);
    await expect(registry.tags('app')).rejects.toMatchObject({ kind: 'unauthorized' });
    // The known token, one new one, no more.
    expect(asked().slice(3)).toEqual([`${TAGS} Bearer`, '/token -', `${TAGS} Bearer`]);
  });

  test('one made for this very call is not made again', async () => {
    const registry = connect();
    await registry.tags('other');
    server.on(`GET ${TAGS}`, (request) => {
      server.logins.revokeTokens();
      return server.logins.answer(request);
    });
    await expect(registry.tags('app')).rejects.toMatchObject({ kind: 'unauthorized' });
    expect(asked().slice(3)).toEqual(['/token -', `${TAGS} Bearer`]);
  });

  test('what the registry asks beyond our guess is asked for and remembered', async () => {
    const wide = `Bearer realm="${server.origin}/token",scope="repository:app:pull repository:base:pull"`;
    const denied = registryError(401, 'UNAUTHORIZED', 'more', { 'www-authenticate': wide });
    const isWide = ({ headers }: ScriptedRequest): boolean =>
      server.requestsTo('/token').at(-1)?.query.getAll('scope').includes('repository:base:pull') === true &&
      headers['authorization'] !== undefined;
    server.on(`GET ${TAGS}`, (request) => (isWide(request) ? json({ tags: ['w'] }) : denied));
    const registry = connect();
    expect(await registry.tags('app')).toEqual(['w']);
    clock += 1_000_000;
    expect(await registry.tags('app')).toEqual(['w']);
    expect(server.requestsTo('/token').map(({ query }) => query.getAll('scope'))).toEqual([
      ['repository:app:pull', 'repository:base:pull'],
      ['repository:app:pull', 'repository:base:pull'],
    ]);
  });

  test.each([
    ['no token', json({})],
    ['a web page', { headers: { 'content-type': 'text/html' }, body: '<html>' }],
    ['not found', { status: 404 }],
    ['a redirect', { status: 302, headers: { location: 'https://evil.example/' } }],
  ])(
    'a token service that answers with %s breaks the protocol, and finds no repository missing',
    async (_, answer) => {
      server.on('GET /token', answer);
      await expect(connect().tags('app')).rejects.toMatchObject({
        kind: 'protocol',
        message: expect.stringContaining(`GET ${server.origin}/token answered`),
      });
      expect(server.requestsTo('/token')).toHaveLength(1);
    },
  );

  test('a token service that says too much is not listened to', async () => {
    server.on('GET /token', json({ token: 'x'.repeat(70_000) }));
    await expect(connect().tags('app')).rejects.toMatchObject({
      kind: 'protocol',
      url: `${server.origin}/token`,
    });
  });

  test('a token service that is busy is asked again', async () => {
    server.on('GET /token', { status: 503 }, { status: 429 }, () => undefined);
    expect(await connect().tags('app')).toEqual(['v1']);
    expect(server.requestsTo('/token')).toHaveLength(3);
  });
});

describe('callers at once', () => {
  beforeEach(() => server.logins.requireBearer());

  test('share one token', async () => {
    const registry = connect();
    await registry.tags('other');
    await Promise.all(Array.from({ length: 6 }, () => registry.tags('app')));
    expect(
      server.requestsTo('/token').filter(({ query }) => query.get('scope') === 'repository:app:pull'),
    ).toHaveLength(1);
  });

  test('one that gives up leaves the others their token', async () => {
    const registry = connect();
    await registry.tags('other');
    const release = new EventEmitter();
    server.on('GET /token', async () => {
      await once(release, 'go');
      return undefined;
    });
    const abort = new AbortController();
    const impatient = registry.tags('app', { signal: abort.signal });
    const patient = registry.tags('app');
    await server.arrivals(4);
    abort.abort();
    await expect(impatient).rejects.toMatchObject({ kind: 'canceled' });
    release.emit('go');
    expect(await patient).toEqual(['v1']);
  });

  test('when all give up the token is no longer waited for', async () => {
    const registry = connect();
    await registry.tags('other');
    server.on('GET /token', stall());
    const abort = new AbortController();
    const both = [
      registry.tags('app', { signal: abort.signal }),
      registry.tags('app', { signal: abort.signal }),
    ];
    await server.arrivals(4);
    abort.abort();
    for (const one of both) await expect(one).rejects.toMatchObject({ kind: 'canceled' });
    server.on('GET /token', (request) => server.logins.answer(request));
    expect(await registry.tags('app')).toEqual(['v1']);
  });

  test('one whose token was renewed by another takes the new one', async () => {
    const registry = connect({ concurrency: 4 });
    await registry.tags('app');
    server.logins.revokeTokens();
    await Promise.all(Array.from({ length: 4 }, () => registry.tags('app')));
    expect(server.requestsTo('/token').length).toBe(2);
  });
});

describe('a registry that takes a password where its token will not do', () => {
  test('gets it for that list only', async () => {
    server.logins.requireBearer({ credentials: robot });
    server.on('GET /v2/_catalog', ({ headers }) => {
      if (headers['authorization'] === basicAuthorization(robot)) return json({ repositories: ['app'] });
      return registryError(401, 'UNAUTHORIZED', 'x', { 'www-authenticate': 'Basic realm="harbor"' });
    });
    const registry = connect({ credentials: robot });
    for await (const page of registry.catalog()) expect(page).toEqual(['app']);
    await registry.tags('app');
    for await (const page of registry.catalog()) expect(page).toEqual(['app']);
    expect(asked()).toEqual([
      '/v2/ -',
      '/token Basic',
      '/v2/_catalog Bearer',
      '/v2/_catalog Basic',
      '/token Basic',
      `${TAGS} Bearer`,
      '/v2/_catalog Basic',
    ]);
  });
});

function challenge(realm: string): ReturnType<typeof registryError> {
  return registryError(401, 'UNAUTHORIZED', 'x', {
    'www-authenticate': `Bearer realm="${realm}",service="s"`,
  });
}

describe('realms', () => {
  test('a relative one is on the registry', async () => {
    server.logins.requireBearer({ realm: '/token' });
    expect(await connect().tags('app')).toEqual(['v1']);
  });

  test('a token may come from another place in this network that is trusted', async () => {
    const tokens = await startScriptedServer();
    tokens.on('GET /token', json({ token: 'abc' }));
    server.on(`GET ${TAGS}`, challenge(`${tokens.origin}/token`), json({ tags: ['x'] }));
    expect(await connect({ trustedHosts: [hostOf(tokens)] }).tags('app')).toEqual(['x']);
    expect(server.requests[1]?.headers['authorization']).toBe('Bearer abc');
    await tokens.close();
  });

  test.each([
    [
      'a private address',
      'http://10.0.0.1/token',
      'it is a private address; name 10.0.0.1:80 in “trustedHosts” to allow it',
    ],
    [
      'cloud metadata',
      'http://169.254.169.254/token',
      'it is a reserved address; name 169.254.169.254:80 in “trustedHosts” to allow it',
    ],
  ])('%s is not asked', async (_, realm, reason) => {
    server.on(`GET ${TAGS}`, challenge(realm));
    await expect(connect().tags('app')).rejects.toMatchObject({
      kind: 'refused',
      message: `${server.origin} asks to log in at ${new URL(realm).origin}; that was not done: ${reason}.`,
    });
  });

  test('a password does not go over http to another host', async () => {
    server.on('GET /v2/', challenge('http://auth.example.com/token'));
    await expect(connect({ credentials: robot }).tags('app')).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('a password is not sent to another host over http'),
    });
    expect(server.requests).toHaveLength(1);
  });

  test('a name that leads to this network’s machinery is not connected to', async () => {
    server.on(`GET ${TAGS}`, challenge('http://auth.example.com/token'));
    const registry = connect({
      lookup: (_name, _options, callback) => callback(null, [{ address: '169.254.169.254', family: 4 }]),
    });
    await expect(registry.tags('app')).rejects.toMatchObject({
      kind: 'refused',
      url: 'http://auth.example.com/token',
    });
  });

  test('a password goes only where it went first', async () => {
    server.logins.requireBearer({ credentials: robot });
    const thief = await startScriptedServer();
    const registry = connect({ credentials: robot, trustedHosts: [hostOf(thief)] });
    await registry.tags('app');
    server.on(`GET ${TAGS}`, challenge(`${thief.origin}/token`));
    await expect(registry.tags('app')).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining(`it was ${new URL(server.origin).host} before`),
    });
    expect(thief.requests).toHaveLength(0);
    await thief.close();
  });

  test('a password goes only where it went at an earlier time', async () => {
    server.logins.requireBearer({ credentials: robot });
    const before = connect({ credentials: robot });
    await before.tags('app');
    expect(before.abilities().tokenService?.value).toBe(server.origin);
    const elsewhere = 'https://auth.example.com';
    const abilities = { tokenService: { value: elsewhere, source: 'seen', at: 0 } } as const;
    for (const registry of [
      connect({ credentials: robot, abilities }),
      connect({ credentials: robot, realm: elsewhere }),
    ])
      await expect(registry.tags('app')).rejects.toMatchObject({
        kind: 'refused',
        message: expect.stringContaining(`set “realm: ${server.origin}” for this registry`),
      });
    expect(await connect({ credentials: robot, realm: server.origin, abilities }).tags('app')).toEqual([
      'v1',
    ]);
  });

  test('without a password the way may change', async () => {
    server.logins.requireBearer();
    const moved = await startScriptedServer();
    const registry = connect({ trustedHosts: [hostOf(moved)] });
    await registry.tags('app');
    moved.on('GET /token', json({ token: 'moved' }));
    server.on(`GET ${TAGS}`, ({ headers }) =>
      headers['authorization'] === 'Bearer moved'
        ? json({ tags: ['m'] })
        : challenge(`${moved.origin}/token`),
    );
    expect(await registry.tags('app')).toEqual(['m']);
    await moved.close();
  });
});

describe('other logins', () => {
  const service = 'Bearer realm="/token",service="s"';

  test('a bearer token is sent as it is, and no other way is tried', async () => {
    server.on('GET /v2/*', ({ headers }) =>
      headers['authorization'] === 'Bearer raw-token-1' ? undefined : challenge('/token'),
    );
    const login = { get: async () => ({ bearerToken: 'raw-token-1' }) };
    expect(await connect({ login }).tags('app')).toEqual(['v1']);
    const wrong = { get: async () => ({ bearerToken: 'raw-token-2' }) };
    await expect(connect({ login: wrong }).tags('app')).rejects.toMatchObject({ kind: 'unauthorized' });
    expect(server.requestsTo('/token')).toHaveLength(0);
  });

  test('an identity token is traded for access tokens, and replaced when the service says so', async () => {
    const forms: string[] = [];
    server.on('POST /token', ({ body }) => {
      forms.push(body.toString());
      return json({ access_token: `access-${forms.length}`, refresh_token: 'identity-2' });
    });
    server.on('GET /v2/*', ({ headers, path }) =>
      headers['authorization']?.startsWith('Bearer access-') === true && path !== '/v2/'
        ? undefined
        : registryError(401, 'UNAUTHORIZED', 'x', { 'www-authenticate': service }),
    );
    const registry = connect({ login: { get: async () => ({ identityToken: 'identity-1' }) } });
    expect(await registry.tags('app')).toEqual(['v1']);
    expect(await registry.tags('other')).toEqual(['v2']);
    expect(forms.map((form) => Object.fromEntries(new URLSearchParams(form)))).toMatchObject([
      {
        grant_type: 'refresh_token',
        refresh_token: 'identity-1',
        scope: 'repository:app:pull',
        service: 's',
      },
      { grant_type: 'refresh_token', refresh_token: 'identity-2', scope: 'repository:other:pull' },
    ]);
  });

  test.each([404, 405])(
    'where the form is answered with %i, an identity token is used as a password',
    async (status) => {
      server.on('POST /token', { status });
      server.on('GET /token', json({ token: 'abc' }));
      server.on('GET /v2/*', ({ headers, path }) =>
        headers['authorization'] === 'Bearer abc' && path !== '/v2/'
          ? undefined
          : registryError(401, 'UNAUTHORIZED', 'x', { 'www-authenticate': service }),
      );
      const registry = connect({ login: { get: async () => ({ identityToken: 'identity-1' }) } });
      expect(await registry.tags('app')).toEqual(['v1']);
      expect(server.requestsTo('/token', 'GET')[0]?.headers['authorization']).toBe(
        basicAuthorization({ username: '00000000-0000-0000-0000-000000000000', password: 'identity-1' }),
      );
    },
  );

  test('a password that was changed where it is kept is taken up', async () => {
    const renewals: boolean[] = [];
    const rotated = { ...robot, password: 'rotated-1' };
    server.logins.requireBasic(rotated);
    const login = {
      get: async (renew: boolean) => {
        renewals.push(renew);
        return renew ? rotated : robot;
      },
    };
    expect(await connect({ login }).tags('app')).toEqual(['v1']);
    expect(renewals).toEqual([false, true]);
    server.logins.requireBearer({ credentials: rotated });
    expect(await connect({ login }).tags('app')).toEqual(['v1']);
  });
});

test('no error says a secret, though the registry repeats all it was sent', async () => {
  server.logins.requireBearer({ credentials: robot });
  server.on('GET /token', ({ headers }) =>
    json({ details: `no: ${headers['authorization']} ${robot.password}` }, { status: 401 }),
  );
  const basic = basicAuthorization(robot).slice('Basic '.length);
  const failure = await connect({ credentials: robot })
    .tags('app')
    .then(
      () => undefined,
      (error: unknown) => error,
    );
  const text = JSON.stringify(failure) + String(failure) + (failure instanceof Error ? failure.stack : '');
  expect(text).toContain('no: Basic [secret] [secret]');
  expect(text).not.toContain(robot.password);
  expect(text).not.toContain(basic);
  expect(text).not.toContain('scope=');
});

test('no error says a token, though the registry repeats it', async () => {
  server.logins.requireBearer({ credentials: robot });
  let sent = '';
  server.on(`GET ${TAGS}`, ({ headers }) => {
    const { authorization } = headers;
    if (authorization?.startsWith('Bearer ') !== true) return undefined;
    sent = authorization.slice('Bearer '.length);
    return registryError(403, 'DENIED', `no: ${authorization}`);
  });
  const failure: unknown = await connect({ credentials: robot })
    .tags('app')
    .catch((error: unknown) => error);
  expect(sent.length).toBeGreaterThanOrEqual(4);
  expect(failure).toMatchObject({ kind: 'denied', message: expect.stringContaining('no: Bearer [secret]') });
  expect(JSON.stringify([String(failure), failure])).not.toContain(sent);
});
