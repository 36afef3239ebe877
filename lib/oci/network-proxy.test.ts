import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { inspect } from 'node:util';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { digestOf } from '@/lib/oci/digest';
import type { Registry } from '@/lib/oci/registry';
import { createRegistry, type RegistryOptions } from '@/lib/oci/registry-client';
import { createAuthority, type Certificate, type CertificateAuthority } from '@/lib/oci/testing/certificates';
import { startConnectProxy, type ConnectProxy, type ConnectRules } from '@/lib/oci/testing/connect-proxy';
import { startScriptedServer, type ScriptedServer } from '@/lib/oci/testing/scripted-server';
import { startVictim } from '@/lib/oci/testing/victim';

const content = 'a blob';
const digest = digestOf(Buffer.from(content));
const BLOB = `/v2/app/blobs/${digest}`;
const PASSWORD = 'proxy-secret-77';

let authority: CertificateAuthority;
let certificate: Certificate;
let client: Certificate;
let server: ScriptedServer;
const open: { close: () => Promise<void> }[] = [];

beforeAll(async () => {
  authority = await createAuthority();
  [certificate, client] = await Promise.all([
    authority.issue({ subject: 'DNS:registry.example,DNS:storage.example' }),
    authority.issue({ subject: 'DNS:client.example' }),
  ]);
});

beforeEach(async () => {
  for (const name of ['http_proxy', 'https_proxy', 'no_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'])
    vi.stubEnv(name, undefined);
  server = await startScriptedServer();
  server.content.addArtifact('app', ['v1'], { config: '{}' });
});

afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
  await server.close();
  vi.unstubAllEnvs();
});

async function startProxy(rules: ConnectRules = {}): Promise<ConnectProxy> {
  const proxy = await startConnectProxy(rules);
  open.push(proxy);
  return proxy;
}

/** From now on the environment names this proxy for everything. */
function useProxy({ port }: { port: number }, login = ''): void {
  vi.stubEnv('HTTP_PROXY', `http://${login}127.0.0.1:${port}`);
  vi.stubEnv('HTTPS_PROXY', `http://${login}127.0.0.1:${port}`);
}

function connect(url: string, options: Partial<RegistryOptions> = {}): Registry {
  const registry = createRegistry({ url, wait: async () => {}, proxy: 'environment', ...options });
  open.unshift(registry);
  return registry;
}

function placeOf({ origin }: ScriptedServer): { host: string; port: number } {
  return { host: '127.0.0.1', port: Number(new URL(origin).port) };
}

/** A TLS server for both names; it notes which client certificates it was shown. */
async function startSecure(): Promise<{ host: string; port: number; shown: (string | undefined)[] }> {
  const secure: Server = createServer({
    ...certificate,
    ca: authority.cert,
    requestCert: true,
    rejectUnauthorized: false,
  });
  const shown: (string | undefined)[] = [];
  secure.on('request', (request, response) => {
    shown.push((request.socket as TLSSocket).getPeerCertificate().subjectaltname);
    if (request.url === BLOB) response.writeHead(307, { location: 'https://storage.example/blob' }).end();
    else response.end(content);
  });
  secure.listen(0, '127.0.0.1');
  await once(secure, 'listening');
  open.push({
    close: async () => {
      const closed = once(secure, 'close');
      secure.close();
      secure.closeAllConnections();
      await closed;
    },
  });
  return { host: '127.0.0.1', port: (secure.address() as AddressInfo).port, shown };
}

describe('a proxy that the environment names', () => {
  test('is what connects, and looks the names up', async () => {
    const proxy = await startProxy({ addresses: { 'registry.example:80': placeOf(server) } });
    useProxy(proxy);
    const lookup = vi.fn();
    expect(await connect('http://registry.example', { lookup }).tags('app')).toEqual(['v1']);
    expect(proxy.asked).toEqual(['registry.example:80']);
    expect(server.requests[0]?.headers['host']).toBe('registry.example');
    expect(lookup).not.toHaveBeenCalled();
  });

  test('gets its own login, which goes no further', async () => {
    const proxy = await startProxy({ addresses: { 'registry.example:80': placeOf(server) } });
    useProxy(proxy, `chart:${PASSWORD}@`);
    await connect('http://registry.example').tags('app');
    expect(proxy.logins).toEqual([`Basic ${Buffer.from(`chart:${PASSWORD}`).toString('base64')}`]);
    expect(JSON.stringify(server.requests.map(({ headers }) => headers))).not.toContain(
      'proxy-authorization',
    );
  });

  test.each(['off', undefined] as const)('is left alone when the setting is %s', async (setting) => {
    const proxy = await startProxy();
    useProxy(proxy);
    expect(await connect(server.origin, { proxy: setting }).tags('app')).toEqual(['v1']);
    expect(proxy.asked).toEqual([]);
  });

  test('is left alone for hosts it is not for', async () => {
    const proxy = await startProxy();
    useProxy(proxy);
    vi.stubEnv('NO_PROXY', 'other.example,127.0.0.1');
    expect(await connect(server.origin).tags('app')).toEqual(['v1']);
    expect(proxy.asked).toEqual([]);
  });

  test('tunnels TLS: the own certificate is shown at the far end, to the configured server only', async () => {
    const place = await startSecure();
    const proxy = await startProxy({
      addresses: { 'registry.example:443': place, 'storage.example:443': place },
    });
    useProxy(proxy);
    const tls = { ...client, ca: authority.cert, insecure: false };
    const bytes = await connect('https://registry.example', { tls }).getBlob('app', { digest }, 100);
    expect(bytes).toHaveLength(content.length);
    expect(proxy.asked).toEqual(['registry.example:443', 'storage.example:443']);
    expect(place.shown).toEqual(['DNS:client.example', undefined]);
  });

  test('tunnels TLS: any certificate will do for the configured server only', async () => {
    const place = await startSecure();
    const proxy = await startProxy({
      addresses: { 'registry.example:443': place, 'storage.example:443': place },
    });
    useProxy(proxy);
    const registry = connect('https://registry.example', { tls: { insecure: true } });
    await expect(registry.getBlob('app', { digest }, 100)).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('GET https://storage.example/blob failed: no secure connection'),
    });
    expect(place.shown).toHaveLength(1);
  });
});

describe('behind a proxy', () => {
  test.each(['127.0.0.1', '127.1', 'localhost', '10.0.0.1', '169.254.169.254', '[::1]', '[fd00:ec2::254]'])(
    'a redirect to %s is refused',
    async (host) => {
      const proxy = await startProxy({ addresses: { 'registry.example:80': placeOf(server) } });
      useProxy(proxy);
      server.on(`GET ${BLOB}`, { status: 307, headers: { location: `http://${host}/blob` } });
      const registry = connect('http://registry.example');
      await expect(registry.getBlob('app', { digest }, 100)).rejects.toMatchObject({ kind: 'refused' });
      expect(proxy.asked).toEqual(['registry.example:80']);
    },
  );

  test('a name the proxy is not for is looked up, and refused when it leads inside', async () => {
    const victim = await startVictim();
    open.push(victim);
    const proxy = await startProxy({ addresses: { 'registry.example:80': placeOf(server) } });
    useProxy(proxy);
    vi.stubEnv('NO_PROXY', '.inside.example');
    server.on(`GET ${BLOB}`, {
      status: 307,
      headers: { location: `http://store.inside.example:${victim.port}/blob` },
    });
    const registry = connect('http://registry.example', {
      lookup: (_name, _options, callback) => callback(null, [{ address: '127.0.0.1', family: 4 }]),
    });
    await expect(registry.getBlob('app', { digest }, 100)).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('the name leads to an address inside this network'),
    });
    expect(victim.connections).toBe(0);
    expect(proxy.asked).toEqual(['registry.example:80']);
  });
});

async function failure(): Promise<unknown> {
  return connect('https://registry.example')
    .tags('app')
    .catch((error: unknown) => error);
}

describe('a proxy that does not serve', () => {
  test('is told of when nobody is there, without its password', async () => {
    const proxy = await startProxy();
    await proxy.close();
    open.pop();
    useProxy(proxy, `chart:${PASSWORD}@`);
    const error = await failure();
    expect(error).toMatchObject({
      name: 'RegistryError',
      kind: 'unavailable',
      message: 'GET https://registry.example/v2/app/tags/list failed: connection refused',
    });
    expect(inspect(error, { depth: 10, showHidden: true })).not.toContain(PASSWORD);
  });

  test.each([
    [403, 1],
    [407, 1],
    [502, 5],
  ])('is told of when it answers %d, without its password, after %d tries', async (refuse, tries) => {
    const proxy = await startProxy({ refuse });
    useProxy(proxy, `chart:${PASSWORD}@`);
    const error = await failure();
    expect(error).toMatchObject({
      name: 'RegistryError',
      kind: 'unavailable',
      message: `GET https://registry.example/v2/app/tags/list failed: the proxy answered ${refuse}`,
    });
    expect(inspect(error, { depth: 10, showHidden: true })).not.toContain(PASSWORD);
    expect(proxy.asked).toHaveLength(tries);
  });
});
