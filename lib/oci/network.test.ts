import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Lookup } from '@/lib/oci/address-guard';
import { digestOf } from '@/lib/oci/digest';
import type { Registry } from '@/lib/oci/registry';
import { createRegistry, type RegistryOptions } from '@/lib/oci/registry-client';
import { createAuthority, type Certificate, type CertificateAuthority } from '@/lib/oci/testing/certificates';

const content = 'a blob';
const digest = digestOf(Buffer.from(content));
const BLOB = `/v2/app/blobs/${digest}`;

let authority: CertificateAuthority;
let stranger: CertificateAuthority;
let good: Certificate;
let client: Certificate;

beforeAll(async () => {
  [authority, stranger] = await Promise.all([createAuthority(), createAuthority()]);
  [good, client] = await Promise.all([
    authority.issue({ subject: 'IP:127.0.0.1' }),
    authority.issue({ subject: 'DNS:client.example' }),
  ]);
});

interface Secure {
  origin: string;
  host: string;
  /** subjects of the client certificates shown, one a request; undefined where none was */
  shown: (string | undefined)[];
}

const servers: Server[] = [];
const open: Registry[] = [];

afterEach(async () => {
  for (const registry of open.splice(0)) await registry.close();
  for (const server of servers.splice(0)) {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }
});

/** A registry over TLS that asks for a client's certificate; blobs are at `elsewhere` when that is given. */
async function secure(certificate: Certificate, elsewhere?: () => string): Promise<Secure> {
  const server = createServer({
    ...certificate,
    ca: authority.cert,
    requestCert: true,
    rejectUnauthorized: false,
  });
  const shown: Secure['shown'] = [];
  server.on('request', (request: IncomingMessage, response) => {
    shown.push((request.socket as TLSSocket).getPeerCertificate().subjectaltname);
    if (request.url === BLOB && elsewhere !== undefined)
      response.writeHead(307, { location: `${elsewhere()}/blob` }).end();
    else if (request.url === BLOB || request.url === '/blob') response.end(content);
    else response.setHeader('content-type', 'application/json').end('{"tags":["v1"]}');
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { origin: `https://${host}`, host, shown };
}

function connect(url: string, options: Partial<RegistryOptions> = {}): Registry {
  const registry = createRegistry({ url, wait: async () => {}, ...options });
  open.push(registry);
  return registry;
}

const toThisMachine: Lookup = (_name, _options, callback) =>
  callback(null, [{ address: '127.0.0.1', family: 4 }]);
const getBlob = (registry: Registry): Promise<Uint8Array> => registry.getBlob('app', { digest }, 100);

describe('certificates of the server', () => {
  test('by a private authority are believed where it is named', async () => {
    const { origin } = await secure(good);
    const tls = { ca: authority.cert, insecure: false };
    expect(await connect(origin, { tls }).tags('app')).toEqual(['v1']);
  });

  test('are believed of hosts it points at, too', async () => {
    const storage = await secure(good);
    const { origin } = await secure(good, () => storage.origin);
    const tls = { ca: authority.cert, insecure: false };
    expect(await getBlob(connect(origin, { tls, trustedHosts: [storage.host] }))).toHaveLength(
      content.length,
    );
  });

  test.each<[string, () => Promise<Certificate>, string]>([
    [
      'of an authority nobody knows',
      () => stranger.issue({ subject: 'IP:127.0.0.1' }),
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    ],
    ['that has ended', () => authority.issue({ subject: 'IP:127.0.0.1', days: -1 }), 'CERT_HAS_EXPIRED'],
    [
      'of another host',
      () => authority.issue({ subject: 'DNS:other.example' }),
      'ERR_TLS_CERT_ALTNAME_INVALID',
    ],
  ])('one %s is refused, and the reason named', async (_, issue, code) => {
    const { origin, shown } = await secure(await issue());
    const tls = { ca: authority.cert, insecure: false };
    let waits = 0;
    const registry = connect(origin, { tls, wait: async () => void (waits += 1) });
    await expect(registry.tags('app')).rejects.toMatchObject({
      name: 'RegistryError',
      kind: 'unavailable',
      message: `GET ${origin}/v2/app/tags/list failed: no secure connection (${code})`,
    });
    expect(waits).toBe(0);
    expect(shown).toEqual([]);
  });

  test('any will do for the configured server alone where that is said', async () => {
    const unknown = await stranger.issue({ subject: 'DNS:other.example' });
    const storage = await secure(unknown);
    const { origin } = await secure(unknown, () => storage.origin);
    const registry = connect(origin, { tls: { insecure: true }, trustedHosts: [storage.host] });
    expect(await registry.tags('app')).toEqual(['v1']);
    await expect(getBlob(registry)).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining(`GET ${storage.origin}/blob failed: no secure connection`),
    });
    expect(storage.shown).toEqual([]);
  });
});

describe('the client’s own certificate', () => {
  test('is shown to the configured server, and to no host it points at', async () => {
    const storage = await secure(good);
    const { origin, shown } = await secure(good, () => storage.origin);
    const registry = connect(origin, {
      tls: { ...client, ca: authority.cert, insecure: false },
      trustedHosts: [storage.host],
    });
    await getBlob(registry);
    expect(shown).toEqual(['DNS:client.example']);
    expect(storage.shown).toEqual([undefined]);
  });

  test('is not shown to its other names', async () => {
    const server = await secure(good, () => `https://localhost:${server.host.split(':')[1]}`);
    const registry = connect(server.origin, {
      tls: { ...client, ca: authority.cert, insecure: true },
      trustedHosts: ['localhost'],
      lookup: toThisMachine,
    });
    await expect(getBlob(registry)).rejects.toMatchObject({
      message: expect.stringContaining('ERR_TLS_CERT_ALTNAME_INVALID'),
    });
    expect(server.shown).toEqual(['DNS:client.example']);
  });
});
