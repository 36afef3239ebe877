import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Credentials } from '@/lib/oci/credentials';
import { digestOf } from '@/lib/oci/digest';
import type { Discovery } from '@/lib/oci/discovery';
import type { RawManifest } from '@/lib/oci/manifest';
import { OCI_MANIFEST } from '@/lib/oci/media-types';
import type { Registry } from '@/lib/oci/registry';
import { createRegistry, type RegistryOptions } from '@/lib/oci/registry-client';
import { createAuthority } from '@/lib/oci/testing/certificates';
import { startDistribution, type DistributionServer } from '@/lib/oci/testing/distribution-server';
import { json, reset, type ScriptedAnswer } from '@/lib/oci/testing/scripted-answer';
import { ISSUER, SERVICE, TokenServer, type TokenRules } from '@/lib/oci/testing/token-server';
import { findRegistry } from '../../scripts/toolchain/find-registry.mjs';

// Logins at the real registry: https://distribution.github.io/distribution/about/configuration/#auth
// Where its program is missing these tests are skipped, and the test command names it.
const { path: program = '' } = await findRegistry();
const open: Registry[] = [];
let registry: DistributionServer;

afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

function connect(options: Partial<RegistryOptions> = {}): Registry {
  const client = createRegistry({ url: registry.origin, wait: async () => {}, ...options });
  open.push(client);
  return client;
}

async function catalogOf(client: Registry): Promise<string[]> {
  const names: string[] = [];
  for await (const page of client.catalog()) names.push(...page);
  return names.sort();
}

/** Puts an empty artifact. */
async function push(client: Registry, repository: string): Promise<RawManifest> {
  const config = Buffer.from('{}');
  const descriptor = { digest: digestOf(config), size: config.length };
  const upload = { resume: null, onPlace: () => {}, onBytes: () => {} };
  await client.putBlob(repository, descriptor, async () => Readable.from([config]), upload);
  const bytes = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: OCI_MANIFEST,
      config: { mediaType: 'application/vnd.oci.empty.v1+json', ...descriptor },
      layers: [],
    }),
  );
  const manifest = { digest: digestOf(bytes), mediaType: OCI_MANIFEST, bytes };
  await client.putManifest(repository, 'v1', manifest);
  return manifest;
}

describe.skipIf(program === '')('htpasswd', () => {
  const robot: Credentials = { username: 'robot', password: 'robot-secret-1' };
  // htpasswd -nbB robot robot-secret-1
  const HTPASSWD = 'robot:$2y$05$b0RuyiML69y.FGGkhe/xL.wCW30Ep2bjsexr.K/5JqX2.6r90SdsK\n';

  beforeAll(async () => {
    registry = await startDistribution(
      program,
      (folder) => ({ htpasswd: { realm: 'tests', path: `${folder}/htpasswd` } }),
      { htpasswd: HTPASSWD },
    );
    await push(connect({ credentials: robot }), 'team/app');
  });
  afterAll(() => registry.close());

  test('the right login reads everything, by Basic', async () => {
    const client = connect({ credentials: robot });
    await client.ping();
    expect(await catalogOf(client)).toEqual(['team/app']);
    expect(await client.tags('team/app')).toEqual(['v1']);
    expect((await client.headManifest('team/app', 'v1')).mediaType).toBe(OCI_MANIFEST);
    const config = Buffer.from(await client.getBlob('team/app', { digest: digestOf(Buffer.from('{}')) }, 2));
    expect(config.toString()).toBe('{}');
    expect(client.abilities().authentication?.value).toBe('basic');
  });

  test.each<[string, Credentials | undefined]>([
    ['no login', undefined],
    ['a wrong password', { ...robot, password: 'wrong-secret-1' }],
    ['another user', { ...robot, username: 'someone' }],
  ])('%s is refused as such, and the password shows nowhere', async (_, credentials) => {
    const client = connect({ credentials });
    for (const call of [() => client.ping(), () => catalogOf(client), () => client.tags('team/app')]) {
      const error: unknown = await call().then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      expect(error).toMatchObject({ name: 'RegistryError', kind: 'unauthorized', status: 401 });
      expect(JSON.stringify(error) + String(error)).not.toContain('secret-1');
    }
  });

  test('a login is checked, and what it may write can’t be known', async () => {
    expect(await connect({ credentials: robot }).checkLogin()).toBe('accepted');
    expect(await connect({ credentials: robot }).mayPush('team/app')).toBe('unknown');
    const wrong = connect({ credentials: { ...robot, password: 'wrong-secret-1' } });
    await expect(wrong.checkLogin()).rejects.toMatchObject({ kind: 'unauthorized', status: 401 });
  });
});

describe.skipIf(program === '')('a token server', () => {
  const ada: Credentials = { username: 'ada', password: 'ada-secret-1' };
  const bob: Credentials = { username: 'bob', password: 'bob-secret-1' };
  const eve: Credentials = { username: 'eve', password: 'eve-secret-1' };
  const RULES: TokenRules = {
    users: {
      ada: { password: ada.password, rights: { 'team-a/*': ['pull', 'push'], catalog: ['*'] } },
      bob: { password: bob.password, rights: { 'team-b/*': ['pull', 'push'] } },
      eve: { password: eve.password, rights: { 'team-a/app': ['pull'] } },
    },
    life: 300,
    skew: 0,
  };
  let tokens: TokenServer;

  beforeAll(async () => {
    const authority = await createAuthority();
    const signer = await authority.issue({ subject: 'DNS:tokens.example' });
    tokens = await TokenServer.start(signer, RULES);
    registry = await startDistribution(
      program,
      (folder) => ({
        token: {
          realm: tokens.realm,
          service: SERVICE,
          issuer: ISSUER,
          rootcertbundle: `${folder}/roots.pem`,
        },
      }),
      { 'roots.pem': authority.cert },
    );
    for (const [who, repository] of [
      [ada, 'team-a/app'],
      [bob, 'team-b/app'],
    ] as const)
      await push(as(who), repository);
  });
  afterAll(async () => {
    await registry.close();
    await tokens.server.close();
  });
  beforeEach(() => {
    tokens.rules = RULES;
    tokens.script = undefined;
  });

  function as(credentials: Credentials | undefined, options: Partial<RegistryOptions> = {}): Registry {
    return connect({ credentials, trustedHosts: [new URL(tokens.realm).host], ...options });
  }

  function permissions(who: Credentials | undefined): Promise<string[]> {
    return Promise.all(['team-a/app', 'team-b/app', 'team-a/new'].map((name) => as(who).mayPush(name)));
  }

  test('each sees what is theirs, and the other’s is refused after one fresh token', async () => {
    expect(await as(ada).tags('team-a/app')).toEqual(['v1']);
    expect(await as(bob).tags('team-b/app')).toEqual(['v1']);
    const before = tokens.asked.length;
    await expect(as(ada).tags('team-b/app')).rejects.toMatchObject({ kind: 'unauthorized', status: 401 });
    expect(tokens.asked.length - before).toBe(1);
    await expect(as(undefined).tags('team-a/app')).rejects.toMatchObject({ kind: 'unauthorized' });
  });

  test('a catalog that is denied leaves single repositories readable', async () => {
    expect(await catalogOf(as(ada))).toEqual(['team-a/app', 'team-b/app']);
    const client = as(bob);
    await expect(catalogOf(client)).rejects.toMatchObject({ kind: 'unauthorized' });
    const discovery: Discovery = { method: null, attempts: [] };
    await expect(client.discover([], discovery).next()).rejects.toMatchObject({ kind: 'unauthorized' });
    expect(discovery.attempts[0]).toMatchObject({ method: 'catalog', outcome: 'refused' });
    expect(await client.tags('team-b/app')).toEqual(['v1']);
  });

  test('a manifest is put with one token for reading and writing', async () => {
    const client = as(ada);
    const manifest = await client.getManifest('team-a/app', 'v1');
    const before = tokens.asked.length;
    await client.putManifest('team-a/app', 'stable', manifest);
    expect(tokens.asked.slice(before)).toEqual(['repository:team-a/app:pull,push']);
    for (const other of [as(bob), as(eve)])
      await expect(other.putManifest('team-a/app', 'stable', manifest)).rejects.toMatchObject({
        kind: 'unauthorized',
      });
    expect((await as(eve).getManifest('team-a/app', 'stable')).digest).toBe(manifest.digest);
  });

  test('a blob is mounted with one token for both repositories, where both may be used', async () => {
    const digest = digestOf(Buffer.from('{}'));
    const before = tokens.asked.length;
    expect(await as(ada).mountBlob('team-a/mounted', digest, 'team-a/app')).toBe(true);
    expect(tokens.asked.slice(before)).toEqual([
      'repository:team-a/mounted:pull,push repository:team-a/app:pull',
    ]);
    expect(await as(ada).headBlob('team-a/mounted', digest)).toEqual({ size: 2 });
    expect(await as(ada).mountBlob('team-a/mounted', digest, 'team-b/app')).toBe(false);
    expect(await as(eve).mountBlob('team-a/mounted', digest, 'team-a/app')).toBe(false);
  });

  test('what a login may write is told by what the token service grants, before anything is tried', async () => {
    expect(await permissions(ada)).toEqual(['yes', 'no', 'yes']);
    expect(await permissions(bob)).toEqual(['no', 'yes', 'no']);
    expect(await permissions(eve)).toEqual(['no', 'no', 'no']);
    expect(await permissions(undefined)).toEqual(['no', 'no', 'no']);
  });

  test('a right that is given or withdrawn shows at the next look, whatever token was kept', async () => {
    const client = as(eve);
    expect(await client.mayPush('team-a/app')).toBe('no');
    tokens.rules = {
      ...RULES,
      users: {
        eve: { ...RULES.users['eve'], password: eve.password, rights: { 'team-a/*': ['pull', 'push'] } },
      },
    };
    expect(await client.mayPush('team-a/app')).toBe('yes');
    await client.putManifest('team-a/app', 'stable', await client.getManifest('team-a/app', 'v1'));
    tokens.rules = RULES;
    expect(await client.mayPush('team-a/app')).toBe('no');
  });

  test.each<[string, ScriptedAnswer, string]>([
    ['refuses what it does not grant', { status: 403 }, 'no'],
    ['gives an opaque token', json({ token: 'opaque' }), 'unknown'],
    [
      'says the scope beside an opaque token',
      json({ token: 'opaque', scope: 'repository:team-a/app:pull,push' }),
      'yes',
    ],
    ['grants less than was asked', json({ token: 'opaque', scope: 'repository:team-a/app:pull' }), 'no'],
  ])('a token service that %s', async (_, script, permission) => {
    tokens.script = script;
    expect(await as(ada).mayPush('team-a/app')).toBe(permission);
  });

  test('a login is checked with the token service, one that gives everybody a token included', async () => {
    expect(await as(ada).checkLogin()).toBe('accepted');
    const wrong = { ...ada, password: 'wrong-secret-1' };
    await expect(as(wrong).checkLogin()).rejects.toMatchObject({ kind: 'unauthorized', url: tokens.realm });
    const forNobody = await fetch(`${tokens.realm}?service=${SERVICE}`);
    tokens.script = json(await forNobody.json());
    await expect(as(wrong).checkLogin()).rejects.toMatchObject({ kind: 'unauthorized' });
  });

  test('hundreds of calls at once share one token', async () => {
    const client = as(ada);
    await client.tags('team-a/app');
    const before = tokens.asked.length;
    const results = await Promise.all(Array.from({ length: 300 }, () => client.tags('team-a/app')));
    expect(results.every(([tag]) => tag !== undefined)).toBe(true);
    expect(tokens.asked.length).toBe(before);
    const fresh = as(ada);
    await Promise.all(Array.from({ length: 300 }, () => fresh.headManifest('team-a/app', 'v1')));
    expect(tokens.asked.length - before).toBe(1);
  });

  test('two people on one host never share a token', async () => {
    const [one, other] = [as(ada), as(bob)];
    const outcomes = await Promise.allSettled(
      Array.from({ length: 50 }, (_, index) => (index % 2 === 0 ? one : other).tags('team-a/app')),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(
      Array.from({ length: 50 }, (_, index) => (index % 2 === 0 ? 'fulfilled' : 'rejected')),
    );
  });

  test('a token that has ended before its time is renewed without failing a call', async () => {
    let now = Date.now();
    const client = as(ada, { now: () => now });
    tokens.rules = { ...RULES, life: 60 };
    await client.tags('team-a/app');
    const before = tokens.asked.length;
    now += 56_000; // five seconds early, as it could end on the way
    expect(await client.tags('team-a/app')).toEqual(expect.arrayContaining(['v1']));
    expect(tokens.asked.length - before).toBe(1);
  });

  test('a token that ends while it is still counted on is renewed without failing a call', async () => {
    const client = as(ada);
    // The registry bears with clocks 60 s off, so this token is good for five seconds; the client counts on sixty.
    tokens.rules = { ...RULES, life: -55 };
    const before = tokens.asked.length;
    while (tokens.asked.length - before < 2)
      expect(await client.tags('team-a/app')).toEqual(expect.arrayContaining(['v1']));
  });

  test('rights that are withdrawn end with the token', async () => {
    let now = Date.now();
    const client = as(ada, { now: () => now });
    await client.tags('team-a/app');
    tokens.rules = { ...RULES, users: { ada: { password: ada.password, rights: {} } } };
    expect(await client.tags('team-a/app')).toEqual(expect.arrayContaining(['v1']));
    now += 300_000;
    await expect(client.tags('team-a/app')).rejects.toMatchObject({ kind: 'unauthorized' });
    tokens.rules = { ...RULES, users: {} };
    await expect(client.tags('team-a/app')).rejects.toMatchObject({
      kind: 'unauthorized',
      url: tokens.realm,
    });
  });

  test.each([-40, 40])('a token server whose clock is %i s off serves all the same', async (skew) => {
    tokens.rules = { ...RULES, skew };
    expect(await as(ada).tags('team-a/app')).toEqual(expect.arrayContaining(['v1']));
  });

  test('a token the registry takes for ended is refused as such after one more', async () => {
    tokens.rules = { ...RULES, skew: -3600 };
    const before = tokens.asked.length;
    await expect(as(ada).tags('team-a/app')).rejects.toMatchObject({ kind: 'unauthorized' });
    expect(tokens.asked.length - before).toBeLessThanOrEqual(2);
  });

  test('a wrong password is told of by the token server, and shows nowhere', async () => {
    const error: unknown = await as({ ...ada, password: 'wrong-secret-1' })
      .tags('team-a/app')
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ kind: 'unauthorized', url: tokens.realm });
    expect(JSON.stringify(error) + String(error)).not.toContain('secret-1');
  });

  test('a realm that sends elsewhere is not followed', async () => {
    const before = tokens.server.requests.length;
    tokens.server.on('GET /auth', {
      status: 302,
      headers: { location: `${tokens.server.origin}/elsewhere` },
    });
    await expect(as(ada).tags('team-a/app')).rejects.toMatchObject({ kind: 'protocol' });
    expect(tokens.server.requests.slice(before).map(({ path }) => path)).toEqual(['/auth']);
    tokens.server.on('GET /auth', () => undefined);
  });

  test.each([
    ['breaks off', reset()],
    ['is down', { status: 503 }],
  ])('a token server that %s is named', async (_, script) => {
    tokens.server.on('GET /auth', script);
    await expect(as(ada, { retry: { tries: 2 } }).tags('team-a/app')).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining(tokens.realm),
    });
  });
});
