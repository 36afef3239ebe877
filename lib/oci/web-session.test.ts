import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { basicAuthorization, type Login } from '@/lib/oci/credentials';
import { fixedLogin } from '@/lib/oci/login-provider';
import type { ConnectionOptions } from '@/lib/oci/open-session';
import { endless, rateLimited, registryError } from '@/lib/oci/testing/scripted-answer';
import { startScriptedServer, type ScriptedServer } from '@/lib/oci/testing/scripted-server';
import type { WebClient, WebRequest } from '@/lib/oci/web-client';
import { createWebClient } from '@/lib/oci/web-session';

const robot = { username: 'robot', password: 'hunter22-secret' };
const request: WebRequest = { accept: 'application/yaml', maxBytes: 100 };

let server: ScriptedServer;
let other: ScriptedServer;
let waits: number[];
const open: WebClient[] = [];

beforeEach(async () => {
  server = await startScriptedServer();
  other = await startScriptedServer();
  server.on('GET /index.yaml', { headers: { etag: '"1"' }, body: 'entries: {}' });
  other.on('GET /app-1.0.0.tgz', { body: 'archive' });
  waits = [];
});

afterEach(async () => {
  for (const client of open.splice(0)) await client.close();
  await server.close();
  await other.close();
});

function connect(login?: Login, options: Partial<ConnectionOptions> = {}): WebClient {
  const client = createWebClient({
    url: `${server.origin}/charts`,
    login: fixedLogin(login),
    trustedHosts: [new URL(other.origin).host],
    random: () => 0,
    wait: async (milliseconds) => void waits.push(milliseconds),
    ...options,
  });
  open.push(client);
  return client;
}

describe('get', () => {
  test('gives the last word, whatever it is', async () => {
    const client = connect();
    const answer = await client.get(new URL('/index.yaml', client.origin), request);
    expect(answer).toMatchObject({
      status: 200,
      headers: { etag: '"1"' },
      url: `${server.origin}/index.yaml`,
    });
    expect(answer.body.toString()).toBe('entries: {}');
    expect((await client.get(new URL('/none', client.origin), request)).status).toBe(404);
    expect(client.requests).toBe(2);
  });

  test('says what it takes, and whether it has it already', async () => {
    server.on('GET /index.yaml', { status: 304 });
    const client = connect();
    const conditional = { ...request, headers: { 'if-none-match': '"1"' } };
    expect((await client.get(new URL('/index.yaml?a=b', client.origin), conditional)).status).toBe(304);
    expect(server.requests[0]?.headers).toMatchObject({
      accept: 'application/yaml',
      'accept-encoding': 'identity',
      'if-none-match': '"1"',
    });
    expect(server.requests[0]?.query.get('a')).toBe('b');
  });

  test.each<[string, Login | undefined, string | undefined]>([
    ['nothing', undefined, undefined],
    ['a password', robot, basicAuthorization(robot)],
    ['a token', { bearerToken: 'tok-1' }, 'Bearer tok-1'],
    ['an identity token', { identityToken: 'tok-2' }, 'Bearer tok-2'],
  ])('logs in with %s at its own origin only', async (_, login, header) => {
    const client = connect(login);
    await client.get(new URL('/index.yaml', client.origin), request);
    await client.get(new URL('/app-1.0.0.tgz', other.origin), request);
    expect(server.requests[0]?.headers['authorization']).toBe(header);
    expect(other.requests[0]?.headers['authorization']).toBeUndefined();
  });

  test('asks for the login anew when it was refused, and tries once more with another one', async () => {
    server.on('GET /index.yaml', ({ headers }) =>
      headers['authorization'] === basicAuthorization(robot) ? { body: 'entries: {}' } : { status: 401 },
    );
    const logins: Login[] = [{ ...robot, password: 'before' }, robot];
    const renewals: boolean[] = [];
    const client = connect(undefined, {
      login: {
        get: async (renew) => {
          renewals.push(renew);
          return renew ? logins[1] : logins[0];
        },
      },
    });
    const url = new URL('/index.yaml', client.origin);
    expect((await client.get(url, request)).status).toBe(200);
    expect((await client.get(url, request)).status).toBe(200);
    expect(renewals).toEqual([false, true]);
    expect(server.requests).toHaveLength(3);
  });

  test('does not try again with a login that was refused, nor for a refusal from elsewhere', async () => {
    server.on('GET /index.yaml', { status: 401 });
    other.on('GET /app-1.0.0.tgz', { status: 401 });
    const client = connect(robot);
    expect((await client.get(new URL('/index.yaml', client.origin), request)).status).toBe(401);
    expect((await client.get(new URL('/app-1.0.0.tgz', other.origin), request)).status).toBe(401);
    expect([server.requests.length, other.requests.length]).toEqual([1, 1]);
  });

  test('leaves the login behind when it is sent elsewhere, and does not take it up again', async () => {
    server.on('GET /moved', { status: 302, headers: { location: `${other.origin}/back` } });
    other.on('GET /back', { status: 302, headers: { location: `${server.origin}/index.yaml` } });
    const client = connect(robot);
    await client.get(new URL('/moved', client.origin), request);
    expect(server.requests.map(({ headers }) => headers['authorization'])).toEqual([
      basicAuthorization(robot),
      undefined,
    ]);
    expect(other.requests[0]?.headers['authorization']).toBeUndefined();
  });

  test('does not take a login out of an address', async () => {
    const address = new URL('/app-1.0.0.tgz', other.origin);
    address.username = 'someone';
    address.password = 'else';
    await connect(robot).get(address, request);
    expect(other.requests[0]?.headers['authorization']).toBeUndefined();
  });

  test.each(['file:///etc/passwd', 'ftp://h.example/index.yaml', 'data:text/plain,x'])(
    'refuses %s',
    async (address) => {
      await expect(connect().get(new URL(address), request)).rejects.toMatchObject({ kind: 'refused' });
    },
  );

  test('refuses http where the server is https', async () => {
    const client = connect(robot, { url: server.origin.replace('http:', 'https:') });
    await expect(client.get(new URL('/app-1.0.0.tgz', other.origin), request)).rejects.toMatchObject({
      kind: 'refused',
      message: `${new URL(other.origin).host} was not asked: it is http, and ${client.origin} is https.`,
    });
    expect(other.requests).toHaveLength(0);
  });

  test('tries again, and keeps the pause it is asked for', async () => {
    server.on('GET /index.yaml', { status: 503 }, rateLimited('2'), { body: 'entries: {}' });
    const client = connect();
    expect((await client.get(new URL('/index.yaml', client.origin), request)).status).toBe(200);
    expect(waits.slice(0, 2)).toEqual([0, 2000]);
    expect(server.requests).toHaveLength(3);
  });

  test('reads no more than was allowed', async () => {
    server.on('GET /index.yaml', endless(10));
    const client = connect();
    await expect(client.get(new URL('/index.yaml', client.origin), request)).rejects.toMatchObject({
      kind: 'too_large',
    });
  });

  test('ends when its caller gives up, and when it is closed', async () => {
    const client = connect();
    const url = new URL('/index.yaml', client.origin);
    await expect(client.get(url, request, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      kind: 'canceled',
    });
    await client.close();
    await expect(client.get(url, request)).rejects.toMatchObject({ kind: 'canceled' });
    expect(server.requests).toHaveLength(0);
  });
});

describe('error', () => {
  test('says what was asked and answered, without the password and the query', async () => {
    server.on('GET /index.yaml', registryError(403, 'DENIED', `not for ${robot.password}`));
    const client = connect(robot);
    const answer = await client.get(new URL('/index.yaml?signature=s3cret-sig', client.origin), request);
    const { message } = client.error(answer);
    expect(message).toContain(`GET ${server.origin}/index.yaml answered 403 DENIED`);
    expect(message).not.toContain(robot.password);
    expect(message).not.toContain('s3cret-sig');
  });

  test('hides the password as it was sent, too', async () => {
    const [, sent = ''] = basicAuthorization(robot).split(' ');
    server.on('GET /index.yaml', registryError(401, 'UNAUTHORIZED', `bad ${sent}`));
    const client = connect(robot);
    const answer = await client.get(new URL('/index.yaml', client.origin), request);
    expect(client.error(answer).message).not.toContain(sent);
  });
});
