import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fixedLogin } from '@/lib/oci/login-provider';
import { openSession, type ConnectionOptions } from '@/lib/oci/open-session';
import type { Session } from '@/lib/oci/session';
import { html, json, rateLimited, registryError, reset } from '@/lib/oci/testing/scripted-answer';
import { startScriptedServer, type ScriptedServer } from '@/lib/oci/testing/scripted-server';
import { VendorClient } from '@/lib/oci/vendor-client';

const TOKEN = 'api-token-5512';
const robot = { username: 'robot', password: 'hunter22-secret' };

let registry: ScriptedServer;
let api: ScriptedServer;
let waits: number;
const open: Session[] = [];

beforeEach(async () => {
  registry = await startScriptedServer();
  api = await startScriptedServer();
  waits = 0;
});

afterEach(async () => {
  for (const session of open.splice(0)) await session.close();
  await registry.close();
  await api.close();
});

/** A client of the API at `api`, which the configuration names. */
function connect(options: Partial<ConnectionOptions> = {}): { client: VendorClient; session: Session } {
  const session = openSession(
    registry.origin,
    { url: registry.origin, wait: async () => void (waits += 1), ...options },
    { partners: [api.origin] },
  );
  open.push(session);
  const client = new VendorClient({
    session,
    registry: new URL(registry.origin),
    origin: new URL(api.origin),
    credentials: robot,
    token: TOKEN,
    call: {},
  });
  return { client, session };
}

describe('ask', () => {
  test('gives status, headers, address and JSON', async () => {
    api.on('GET /api/v2.0/projects', json([{ name: 'library' }], { headers: { 'x-total-count': '1' } }));
    expect(await connect().client.ask('/api/v2.0/projects?page=1&page_size=100')).toMatchObject({
      status: 200,
      headers: { 'x-total-count': '1' },
      body: [{ name: 'library' }],
      url: `${api.origin}/api/v2.0/projects`,
    });
    expect(api.requests[0]?.query.get('page_size')).toBe('100');
    expect(api.requests[0]?.headers).toMatchObject({ accept: expect.stringContaining('application/json') });
    expect(registry.requests).toHaveLength(0);
  });

  test('adds no login of its own', async () => {
    await connect({ login: fixedLogin(robot) }).client.ask('/api');
    expect(api.requests[0]?.headers['authorization']).toBeUndefined();
  });

  test('sends the headers it is given, and a body as JSON', async () => {
    await connect().client.ask('/v2/auth/token', {
      method: 'POST',
      headers: { 'x-extra': '1' },
      body: { identifier: 'robot' },
    });
    expect(api.requests[0]).toMatchObject({
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-extra': '1' },
    });
    expect(api.requests[0]?.body.toString()).toBe('{"identifier":"robot"}');
  });

  test.each([
    ['a web page', html()],
    ['nothing', { status: 204 }],
    ['half a document', { body: '{"a":' }],
  ])('gives no body for %s', async (_, answer) => {
    api.on('GET /api', answer);
    expect((await connect().client.ask('/api')).body).toBeUndefined();
  });

  test.each([400, 401, 403, 404, 409, 422])('leaves %d to the vendor', async (status) => {
    api.on('GET /api', json({ message: 'no' }, { status }));
    expect(await connect().client.ask('/api')).toMatchObject({ status, body: { message: 'no' } });
  });

  test('tries again what may pass, and then throws it', async () => {
    api.on('GET /api', rateLimited('3'), { status: 503 }, json({ ok: true }));
    expect((await connect().client.ask('/api')).body).toEqual({ ok: true });
    api.on('GET /api', { status: 502 });
    await expect(connect().client.ask('/api')).rejects.toMatchObject({ kind: 'unavailable', status: 502 });
    api.on('GET /api', rateLimited('3600'));
    await expect(connect().client.ask('/api')).rejects.toMatchObject({
      kind: 'rate_limited',
      retryAfter: 3_600_000,
    });
  });

  test('does not send a POST twice', async () => {
    api.on('POST /api', { status: 503 });
    await expect(connect().client.ask('/api', { method: 'POST', body: {} })).rejects.toMatchObject({
      status: 503,
    });
    api.on('POST /api', reset());
    await expect(connect().client.ask('/api', { method: 'POST', body: {} })).rejects.toMatchObject({
      kind: 'unavailable',
    });
    expect(api.requests).toHaveLength(2);
    expect(waits).toBe(0);
  });

  test('leaves whatever could be a login behind when it is redirected', async () => {
    const elsewhere = await startScriptedServer();
    api.on('GET /api', { status: 302, headers: { location: `${elsewhere.origin}/there` } });
    elsewhere.on('GET /there', json({}));
    const { client } = connect({ trustedHosts: [new URL(elsewhere.origin).host] });
    await client.ask('/api', {
      headers: { authorization: `Bearer ${TOKEN}`, 'private-token': TOKEN, 'X-JFrog-Art-Api': TOKEN },
    });
    expect(api.requests[0]?.headers).toMatchObject({
      authorization: `Bearer ${TOKEN}`,
      'private-token': TOKEN,
    });
    expect(JSON.stringify(elsewhere.requests[0]?.headers)).not.toContain(TOKEN);
    await elsewhere.close();
  });

  test.each([
    ['its token', { authorization: `Bearer ${TOKEN}` }, TOKEN],
    ['another token', { authorization: 'Bearer made-just-now-99' }, 'made-just-now-99'],
  ])('does not repeat %s when the API does', async (_, headers, secret) => {
    api.on('GET /api', registryError(500, 'X', `no such ${secret} here`));
    const error = await connect({ retry: { tries: 1 } })
      .client.ask('/api', { headers })
      .catch((one: unknown) => one);
    expect(error).toMatchObject({ message: expect.stringContaining('no such [secret] here') });
    expect(JSON.stringify(error)).not.toContain(secret);
  });

  test('reads at most 16 MiB', async () => {
    api.on('GET /api', { body: Buffer.alloc(16 * 1024 * 1024 + 1, ' ') });
    await expect(connect().client.ask('/api')).rejects.toMatchObject({ kind: 'too_large' });
  });

  test('takes the address in full where it is the API’s own', async () => {
    await connect().client.ask(`${api.origin}/api?page=2`);
    expect(api.requests[0]?.query.get('page')).toBe('2');
  });
});

describe('askRegistry', () => {
  test('asks the registry, logged in for the scope', async () => {
    registry.logins.requireBearer({ credentials: robot });
    registry.content.addArtifact('app', ['v1'], { config: '{}' });
    const { client } = connect({ login: fixedLogin(robot) });
    expect(await client.askRegistry('/v2/app/tags/list', 'repository:app:pull')).toMatchObject({
      status: 200,
      body: { tags: ['v1'] },
    });
    expect(registry.requestsTo('/token')[0]?.query.getAll('scope')).toEqual(['repository:app:pull']);
    expect(api.requests).toHaveLength(0);
  });
});
