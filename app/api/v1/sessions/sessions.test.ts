import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EncryptJWT } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { GET as getPermission } from '@/app/api/v1/permissions/route';
import { POST as postPromotion } from '@/app/api/v1/promotions/route';
import { DELETE as deleteSession } from '@/app/api/v1/sessions/[registry]/route';
import {
  DELETE as deleteSessions,
  GET as getSessions,
  POST as postSession,
} from '@/app/api/v1/sessions/route';
import { startEmbeddedRegistry, type EmbeddedRegistry } from '@/lib/embedded-registry/server';
import { parseChartMetadata } from '@/lib/helm/chart-metadata';
import { chartConfig, chartManifest, packChart } from '@/lib/helm/chart-package';
import { digestOf } from '@/lib/oci/digest';
import { OCI_MANIFEST } from '@/lib/oci/media-types';
import type { Registry } from '@/lib/oci/registry';
import { createRegistry } from '@/lib/oci/registry-client';
import { createAuthority } from '@/lib/oci/testing/certificates';
import { startDistribution, type DistributionServer } from '@/lib/oci/testing/distribution-server';
import { ISSUER, SERVICE, TokenServer, type TokenRules } from '@/lib/oci/testing/token-server';
import { findRegistry } from '../../../../scripts/toolchain/find-registry.mjs';

// Sign-ins at real registries: Distribution with a token service and with htpasswd, and one that asks nobody.
const { path: program = '' } = await findRegistry();

const HERE = 'http://chartroom.test';
const ADA = { username: 'ada', password: 'ada-secret-1' };
const EVE = { username: 'eve', password: 'eve-secret-1' };
const RULES: TokenRules = {
  users: {
    ada: { password: ADA.password, rights: { 'team-a/*': ['pull', 'push'] } },
    eve: { password: EVE.password, rights: { 'team-a/*': ['pull'] } },
    robot: { password: 'robot-secret-1', rights: { 'team-a/*': ['pull'] } },
  },
  life: 300,
  skew: 0,
};
// htpasswd -nbB robot robot-secret-1
const HTPASSWD = 'robot:$2y$05$b0RuyiML69y.FGGkhe/xL.wCW30Ep2bjsexr.K/5JqX2.6r90SdsK\n';
const ROBOT = { username: 'robot', password: 'robot-secret-1' };

let folder: string;
let tokens: TokenServer;
let servers: DistributionServer[];
let open: EmbeddedRegistry;
let digest: string;
let logged = '';
const writeError = process.stderr.write;

/** A browser at Chartroom's own page: it keeps cookies and says where its requests come from. */
class Browser {
  readonly jar = new Map<string, string>();
  readonly address: string;

  constructor(address = `10.0.0.${Math.floor(Math.random() * 250)}`) {
    this.address = address;
  }

  request(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Request {
    return new Request(`${HERE}/api/v1/${path}`, {
      method,
      headers: {
        host: 'chartroom.test',
        'x-forwarded-for': this.address,
        ...(method !== 'GET' && { origin: HERE, 'sec-fetch-site': 'same-origin' }),
        ...(this.jar.size > 0 && { cookie: [...this.jar].map((pair) => pair.join('=')).join('; ') }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  }

  async send(answering: Promise<Response>): Promise<Answer> {
    const response = await answering;
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';');
      const [name = '', value = ''] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
      if (/; Max-Age=0;/.test(cookie)) this.jar.delete(name);
      else this.jar.set(name, value);
    }
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? null : JSON.parse(text),
    };
  }

  signIn(registry: string, login: object, headers?: Record<string, string>): Promise<Answer> {
    return this.send(postSession(this.request('POST', 'sessions', { registry, ...login }, headers), {}));
  }

  signOut(registry: string): Promise<Answer> {
    const params = Promise.resolve({ registry });
    return this.send(deleteSession(this.request('DELETE', `sessions/${registry}`), { params }));
  }

  signOutEverywhere(): Promise<Answer> {
    return this.send(deleteSessions(this.request('DELETE', 'sessions'), {}));
  }

  async users(headers?: Record<string, string>): Promise<Record<string, string | null>> {
    const { body } = await this.send(getSessions(this.request('GET', 'sessions', undefined, headers), {}));
    return Object.fromEntries(
      body.sessions.map(({ registry, user }: { registry: string; user: string }) => [registry, user]),
    );
  }

  async permission(registry: string, repository = 'team-a/app'): Promise<Answer['body']> {
    const path = `permissions?registry=${registry}&repository=${repository}`;
    return (await this.send(getPermission(this.request('GET', path), {}))).body;
  }

  promote(registry: string, channel: string, headers?: Record<string, string>): Promise<Answer> {
    const body = { registry, repository: 'team-a/app', channel, digest, expectedDigest: null, reason: '' };
    return this.send(postPromotion(this.request('POST', 'promotions', body, headers), {}));
  }
}

interface Answer {
  status: number;
  headers: Headers;
  // oxlint-disable-next-line typescript/no-explicit-any -- an answer's JSON, looked into by each test
  body: any;
}

beforeAll(async () => {
  if (program === '') return;
  folder = await mkdtemp(join(tmpdir(), 'chartroom-sessions-'));
  const authority = await createAuthority();
  tokens = await TokenServer.start(await authority.issue({ subject: 'DNS:tokens.example' }), RULES);
  const token = { realm: tokens.realm, service: SERVICE, issuer: ISSUER };
  servers = await Promise.all([
    startDistribution(program, (files) => ({ token: { ...token, rootcertbundle: `${files}/roots.pem` } }), {
      'roots.pem': authority.cert,
    }),
    startDistribution(program, (files) => ({ htpasswd: { realm: 'tests', path: `${files}/htpasswd` } }), {
      htpasswd: HTPASSWD,
    }),
  ]);
  open = await startEmbeddedRegistry({ folder: join(folder, 'open') });
  const gone = await startEmbeddedRegistry({ folder: join(folder, 'gone') });
  await gone.close();
  const [guarded, basic] = servers;
  const trustedHosts = [new URL(tokens.realm).host];
  const personal = { mode: 'personal' };
  const configuration = {
    registries: [
      { name: 'guarded', url: guarded?.origin, trustedHosts, promotion: { ...personal, session: '2h' } },
      { name: 'basic', url: basic?.origin, promotion: personal },
      { name: 'open', url: open.url, promotion: personal },
      { name: 'gone', url: gone.url, promotion: personal },
      {
        name: 'shared',
        url: guarded?.origin,
        trustedHosts,
        credentials: ROBOT,
        promotion: { mode: 'shared', actorHeader: 'x-user' },
      },
      { name: 'off', url: open.url },
    ],
  };
  await writeFile(join(folder, 'chartroom.yaml'), stringify(configuration));
  process.env.CHARTROOM_CONFIG = join(folder, 'chartroom.yaml');
  process.env.CHARTROOM_DATA = join(folder, 'data');
  const client = createRegistry({ url: guarded?.origin ?? '', credentials: ADA, trustedHosts });
  digest = await pushChart(client);
  await client.close();
  process.stderr.write = (text: string | Uint8Array) => {
    logged += String(text);
    return true;
  };
});

afterAll(async () => {
  if (program === '') return;
  process.stderr.write = writeError;
  for (const server of servers) await server.close();
  await tokens.server.close();
  await open.close();
  await rm(folder, { recursive: true, force: true });
});

beforeEach(() => {
  if (program !== '') tokens.rules = RULES;
});

function promotion(): string {
  return JSON.stringify({
    registry: 'guarded',
    repository: 'team-a/app',
    channel: '1-stable',
    digest,
    expectedDigest: null,
  });
}

async function pushChart(registry: Registry): Promise<string> {
  const metadata = parseChartMetadata({ apiVersion: 'v2', name: 'app', version: '1.2.1' });
  const config = chartConfig(metadata);
  const archive = await packChart({ 'Chart.yaml': 'apiVersion: v2\nname: app\nversion: 1.2.1\n' }, 'app');
  for (const bytes of [config, archive]) {
    const blob = { digest: digestOf(bytes), size: bytes.length };
    const source = async function* () {
      yield bytes;
    };
    const upload = { resume: null, onPlace: () => {}, onBytes: () => {} };
    await registry.putBlob('team-a/app', blob, async () => source(), upload);
  }
  const bytes = chartManifest({ metadata, config, archive, created: '2026-10-01T08:00:00Z' });
  const manifest = { digest: digestOf(bytes), mediaType: OCI_MANIFEST, bytes };
  return (await registry.putManifest('team-a/app', '1.2.1', manifest)).digest;
}

describe.skipIf(program === '')('signing in', () => {
  test('tells where it is possible, and names whom a trusted proxy names', async () => {
    const browser = new Browser();
    const nobody = { guarded: null, basic: null, open: null, gone: null };
    expect(await browser.users()).toEqual(nobody);
    expect(await browser.users({ 'x-user': 'mira' })).toEqual({ ...nobody, shared: 'mira' });
  });

  test('with a login that the registry takes makes a session of the configured length', async () => {
    const browser = new Browser();
    const { status, body, headers } = await browser.signIn('guarded', ADA);
    expect(status).toBe(201);
    expect(body).toMatchObject({ registry: 'guarded', by: 'login', user: 'ada', checked: true });
    const left = Date.parse(body.expiresAt) - Date.now();
    expect(left).toBeGreaterThan(7_190_000);
    expect(left).toBeLessThanOrEqual(7_200_000);
    expect(headers.get('set-cookie')).toMatch(
      /^chartroom-login\.guarded=[\w.-]+; Path=\/api\/v1; Max-Age=7\d\d\d; HttpOnly; SameSite=Strict$/,
    );
    expect(headers.get('cache-control')).toBe('no-store');
    expect(await browser.users()).toMatchObject({ guarded: 'ada', basic: null });
    expect(await new Browser().users()).toMatchObject({ guarded: null });
  });

  test.each([
    [
      'guarded',
      { ...ADA, password: 'wrong-secret-1' },
      'guarded refused the login of ada. It says: incorrect username or password',
    ],
    [
      'guarded',
      { username: 'nobody', password: 'x' },
      'guarded refused the login of nobody. It says: incorrect username or password',
    ],
    [
      'basic',
      { ...ROBOT, password: 'wrong-secret-1' },
      'basic refused the login of robot. It says: UNAUTHORIZED: authentication required',
    ],
  ])('at %s with a wrong one is refused in the registry’s words', async (registry, login, detail) => {
    const browser = new Browser();
    const { status, body, headers } = await browser.signIn(registry, login);
    expect([status, body.code, body.detail]).toEqual([401, 'unauthenticated', detail]);
    expect(headers.has('set-cookie')).toBe(false);
    expect(JSON.stringify(body)).not.toContain('secret-1');
  });

  test('at a registry that is down says so, and keeps nothing', async () => {
    const { status, body, headers } = await new Browser().signIn('gone', ADA);
    expect([status, body.code]).toEqual([502, 'registry_unavailable']);
    expect(headers.has('set-cookie')).toBe(false);
  });

  test('at a registry that asks nobody says that the login was not checked', async () => {
    expect((await new Browser().signIn('open', ADA)).body).toMatchObject({ user: 'ada', checked: false });
    expect((await new Browser().signIn('basic', ROBOT)).body).toMatchObject({ user: 'robot', checked: true });
  });

  test.each([
    ['shared', 400, 'invalid_request'],
    ['off', 400, 'invalid_request'],
    ['unknown', 404, 'registry_not_found'],
  ])('at %s, where nobody does, is no use', async (registry, status, code) => {
    const answer = await new Browser().signIn(registry, ADA);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  test.each([
    { username: '', password: 'x' },
    { username: 'a:b', password: 'x' },
    { username: 'ada', password: '' },
    { username: 'ada', password: 'two\nlines' },
    { username: 'ada\r\nx-user: root', password: 'x' },
    { username: 'ada' },
    { username: 'ada', password: 'x'.repeat(9000) },
  ])('with %j is no request', async (login) => {
    expect((await new Browser().signIn('guarded', login)).status).toBe(400);
  });

  test('with a token too long for a cookie says what to do instead', async () => {
    const login = { username: 'ada', password: 'x'.repeat(3500) };
    const { status, body, headers } = await new Browser().signIn('open', login);
    expect([status, body.code]).toEqual([400, 'invalid_request']);
    expect(body.detail).toMatch(/too long to stay signed in/);
    expect(headers.has('set-cookie')).toBe(false);
    expect((await new Browser().signIn('open', { ...login, password: 'x'.repeat(2700) })).status).toBe(201);
  });
});

describe.skipIf(program === '')('signing out', () => {
  test('of one registry leaves the others; a copy of the cookie is worth nothing afterwards', async () => {
    const browser = new Browser();
    await browser.signIn('guarded', ADA);
    await browser.signIn('basic', ROBOT);
    const copy = new Browser();
    for (const [name, value] of browser.jar) copy.jar.set(name, value);
    expect(await copy.users()).toMatchObject({ guarded: 'ada', basic: 'robot' });

    expect((await browser.signOut('guarded')).status).toBe(204);
    expect([...browser.jar.keys()]).toEqual(['chartroom-login.basic']);
    expect(await copy.users()).toMatchObject({ guarded: null, basic: 'robot' });
    expect(await copy.promote('guarded', '9-edge')).toMatchObject({
      status: 401,
      body: { code: 'unauthenticated' },
    });

    expect((await browser.signOutEverywhere()).status).toBe(204);
    expect(browser.jar.size).toBe(0);
    expect(await copy.users()).toMatchObject({ guarded: null, basic: null });
  });

  test('of everything takes along what is no session', async () => {
    const browser = new Browser();
    browser.jar.set('chartroom-login.long-gone', 'x');
    browser.jar.set('theme', 'dark');
    await browser.signOutEverywhere();
    expect([...browser.jar.keys()]).toEqual(['theme']);
    expect((await browser.signOut('guarded')).status).toBe(204);
    expect((await browser.signOut('unknown')).status).toBe(404);
  });
});

describe.skipIf(program === '')('permission', () => {
  test('is what the token service grants', async () => {
    const browser = new Browser();
    expect(await browser.permission('guarded')).toEqual({
      mode: 'personal',
      signedIn: false,
      user: null,
      expiresAt: null,
      promote: 'unknown',
      message: 'Sign in at guarded to promote there.',
    });
    await browser.signIn('guarded', ADA);
    expect(await browser.permission('guarded')).toMatchObject({
      signedIn: true,
      user: 'ada',
      promote: 'yes',
      message: null,
    });
    expect(await browser.permission('guarded', 'team-b/app')).toMatchObject({
      signedIn: true,
      promote: 'no',
      message: 'guarded does not let ada push to team-b/app.',
    });
    const other = new Browser();
    await other.signIn('guarded', EVE);
    expect(await other.permission('guarded')).toMatchObject({ user: 'eve', promote: 'no' });
  });

  test('is asked for once, and never tried', async () => {
    const browser = new Browser();
    await browser.signIn('guarded', ADA);
    const before = tokens.asked.length;
    await Promise.all(Array.from({ length: 10 }, () => browser.permission('guarded')));
    await browser.permission('guarded');
    expect(tokens.asked.slice(before)).toEqual(['repository:team-a/app:pull,push']);
  });

  test('is unknown where the registry decides by password, or can’t be asked', async () => {
    const browser = new Browser();
    await browser.signIn('basic', ROBOT);
    expect(await browser.permission('basic')).toMatchObject({
      signedIn: true,
      promote: 'unknown',
      message: 'basic does not tell beforehand what robot may push; it will when you promote.',
    });
    await browser.signIn('guarded', ADA);
    tokens.script = { status: 404 };
    const silent = await browser.permission('guarded', 'team-a/other');
    tokens.script = undefined;
    expect(silent).toMatchObject({ signedIn: true, promote: 'unknown' });
    expect(silent.message).toContain('guarded could not be asked what ada may push.');
    expect(await browser.permission('guarded', 'team-a/other')).toMatchObject({ promote: 'yes' });
  });

  test('with a shared login is that login’s', async () => {
    expect(await new Browser().permission('shared')).toMatchObject({
      mode: 'shared',
      signedIn: false,
      promote: 'no',
      message: 'shared does not let Chartroom push to team-a/app.',
    });
    expect(await new Browser().permission('off')).toMatchObject({
      mode: 'off',
      promote: 'no',
      message: 'Promotion is off for off.',
    });
  });

  test('ends with the login: what the registry no longer takes is nobody’s session', async () => {
    const browser = new Browser();
    await browser.signIn('guarded', ADA);
    tokens.rules = { ...RULES, users: { ...RULES.users, ada: { password: 'changed', rights: {} } } };
    const permission = await browser.permission('guarded', 'team-a/changed');
    expect(permission).toMatchObject({ signedIn: false, user: 'ada', promote: 'unknown' });
    expect(permission.message).toContain('guarded no longer takes the login of ada.');
    tokens.rules = RULES;
    expect(await browser.permission('guarded')).toMatchObject({ signedIn: false, user: null });
  });
});

describe.skipIf(program === '')('promoting', () => {
  test('is done with the session’s login, in that name', async () => {
    const browser = new Browser();
    expect(await browser.promote('guarded', '1-beta')).toMatchObject({
      status: 401,
      body: { code: 'unauthenticated' },
    });
    await browser.signIn('guarded', ADA);
    expect(await browser.promote('guarded', '1-beta')).toMatchObject({
      status: 201,
      body: { actor: 'ada', channel: '1-beta', outcome: 'moved' },
    });
  });

  test('without the right is refused by the registry, and the session stays', async () => {
    const browser = new Browser();
    await browser.signIn('guarded', EVE);
    const { status, body } = await browser.promote('guarded', '1-candidate');
    expect([401, 403]).toContain(status);
    expect(body.detail).toContain('UNAUTHORIZED');
    expect(await browser.users()).toMatchObject({ guarded: 'eve' });
  });

  test('with a password that was changed since ends the session', async () => {
    const browser = new Browser();
    await browser.signIn('guarded', ADA);
    tokens.rules = { ...RULES, users: { ...RULES.users, ada: { password: 'changed', rights: {} } } };
    expect((await browser.promote('guarded', '1-edge')).status).toBe(401);
    tokens.rules = RULES;
    expect(await browser.users()).toMatchObject({ guarded: null });
  });

  test('by a script needs no session: its login comes with the request', async () => {
    const script = new Browser();
    const authorization = `Basic ${Buffer.from('ada:ada-secret-1').toString('base64')}`;
    expect(await script.promote('guarded', '1-edge', { authorization })).toMatchObject({
      status: 201,
      body: { actor: 'ada' },
    });
    expect(script.jar.size).toBe(0);
  });
});

describe.skipIf(program === '')('guessing', () => {
  test('is slowed down, the right guess included, whichever door it comes through', async () => {
    const guesser = new Browser('198.51.100.1');
    const guess = { username: 'victim', password: 'wrong' };
    for (let count = 0; count < 4; count += 1)
      expect((await guesser.signIn('guarded', guess)).status).toBe(401);
    const asked = tokens.asked.length;
    const { status, body, headers } = await guesser.signIn('guarded', guess);
    expect([status, body.code, headers.get('retry-after')]).toEqual([429, 'rate_limited', '1']);
    const authorization = `Basic ${Buffer.from('victim:other').toString('base64')}`;
    expect((await new Browser('198.51.100.2').promote('guarded', '1-edge', { authorization })).status).toBe(
      429,
    );
    expect(tokens.asked).toHaveLength(asked);
    expect((await guesser.signIn('guarded', EVE)).status).toBe(201);
  });

  test('by sending the login with each request counts the same', async () => {
    const authorization = `Basic ${Buffer.from('target:wrong').toString('base64')}`;
    const guesser = new Browser('198.51.100.3');
    const statuses: number[] = [];
    for (let count = 0; count < 5; count += 1)
      statuses.push((await guesser.promote('guarded', '1-edge', { authorization })).status);
    expect(statuses).toEqual([401, 401, 401, 401, 429]);
  });
});

describe.skipIf(program === '')('an attacker', () => {
  let victim: Browser;

  beforeEach(async () => {
    victim = new Browser();
    await victim.signIn('guarded', ADA);
  });
  afterEach(async () => {
    expect(await victim.users()).toMatchObject({ guarded: 'ada' });
  });

  test.each<[string, Record<string, string>]>([
    [
      'a form on another site',
      { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site', 'content-type': 'text/plain' },
    ],
    ['a script on another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
    ['a sibling domain', { origin: 'http://sibling.chartroom.test', 'sec-fetch-site': 'same-site' }],
    ['a sandboxed frame', { origin: 'null', 'sec-fetch-site': 'cross-site' }],
    ['another port of this host', { origin: 'http://chartroom.test:8080', 'sec-fetch-site': 'same-site' }],
    [
      'a browser too old to say more than the origin',
      { origin: 'https://evil.example', 'sec-fetch-site': '' },
    ],
  ])('can do nothing from %s', async (_, headers) => {
    const answers = [
      await postPromotion(victim.request('POST', 'promotions', promotion(), headers), {}),
      await deleteSessions(victim.request('DELETE', 'sessions', undefined, headers), {}),
      await postSession(victim.request('POST', 'sessions', { registry: 'guarded', ...EVE }, headers), {}),
    ];
    for (const answer of answers) {
      expect([answer.status, await answer.json()]).toMatchObject([403, { code: 'cross_origin' }]);
      expect(answer.headers.has('set-cookie')).toBe(false);
    }
  });

  test('can do nothing with a request that does not say where it comes from', async () => {
    const silent = victim.request('POST', 'promotions', promotion());
    silent.headers.delete('origin');
    silent.headers.delete('sec-fetch-site');
    expect((await postPromotion(silent, {})).status).toBe(403);
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', ''])(
    'gets no body through as “%s”',
    async (type) => {
      const headers = { 'content-type': type };
      for (const answering of [
        postPromotion(victim.request('POST', 'promotions', promotion(), headers), {}),
        postSession(
          victim.request('POST', 'sessions', JSON.stringify({ registry: 'guarded', ...EVE }), headers),
          {},
        ),
      ])
        expect((await answering).status).toBe(400);
    },
  );

  test('is nobody with a cookie of another Chartroom, of another registry, or changed', async () => {
    const own = victim.jar.get('chartroom-login.guarded') ?? '';
    const foreign = await new EncryptJWT({ password: 'x' })
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: '00' })
      .setSubject('ada')
      .setExpirationTime('1h')
      .encrypt(randomBytes(32));
    for (const cookie of [
      foreign,
      `${own.slice(0, -3)}AAA`,
      own.replace(/^[^.]+/, 'e30'),
      '',
      'x'.repeat(5000),
    ]) {
      const attacker = new Browser();
      attacker.jar.set('chartroom-login.guarded', cookie);
      expect(await attacker.users()).toMatchObject({ guarded: null });
    }
    const attacker = new Browser();
    attacker.jar.set('chartroom-login.open', own);
    expect(await attacker.users()).toMatchObject({ open: null, guarded: null });
  });
});

test.skipIf(program === '')('no password is in the data folder or in the log', async () => {
  let kept = logged;
  for (const entry of await readdir(join(folder, 'data'), { recursive: true, withFileTypes: true }))
    if (entry.isFile()) kept += await readFile(join(entry.parentPath, entry.name), 'latin1');
  expect(kept.length).toBeGreaterThan(1000);
  for (const secret of ['secret-1', Buffer.from('ada:ada-secret-1').toString('base64').slice(4, -4)])
    expect(kept).not.toContain(secret);
});
