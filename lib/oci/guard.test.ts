import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Lookup } from '@/lib/oci/address-guard';
import { digestOf } from '@/lib/oci/digest';
import type { ConnectionOptions } from '@/lib/oci/open-session';
import { createRegistry } from '@/lib/oci/registry-client';
import { registryError, type ScriptedAnswer } from '@/lib/oci/testing/scripted-answer';
import { startScriptedServer, type ScriptedServer } from '@/lib/oci/testing/scripted-server';
import { LOOT, startVictim, type Victim } from '@/lib/oci/testing/victim';
import { createWebClient } from '@/lib/oci/web-session';

const TAGS = '/v2/app/tags/list';
const MANIFEST = '/v2/app/manifests/v1';
const digest = digestOf(Buffer.from(LOOT));
const BLOB = `/v2/app/blobs/${digest}`;
const robot = { username: 'robot', password: 'hunter22-secret' };

let server: ScriptedServer;
let victim: Victim;
const open: { close: () => Promise<void> }[] = [];

beforeEach(async () => {
  server = await startScriptedServer();
  server.content.addArtifact('app', ['v1'], { config: '{}' });
  victim = await startVictim();
});

afterEach(async () => {
  for (const client of open.splice(0)) await client.close();
  await server.close();
  await victim.close();
});

/** Nobody waits, and names lead nowhere unless a test says where. */
function options(more: Partial<ConnectionOptions> = {}): ConnectionOptions {
  return { url: server.origin, wait: async () => {}, lookup: leadingTo(), ...more };
}

function registry(more: Parameters<typeof createRegistry>[0]): ReturnType<typeof createRegistry> {
  const client = createRegistry(more);
  open.push(client);
  return client;
}

function web(more: ConnectionOptions): ReturnType<typeof createWebClient> {
  const client = createWebClient(more);
  open.push(client);
  return client;
}

function leadingTo(...addresses: string[]): Lookup {
  return (_name, _options, callback) =>
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
}

/** Text as a header can hold it; an address means the same. */
function header(text: string): string {
  return text.replaceAll(/[^\0-\x7f]/gu, encodeURIComponent);
}

function challenge(realm: string): ScriptedAnswer {
  return registryError(401, 'UNAUTHORIZED', 'who?', {
    'www-authenticate': header(`Bearer realm="${realm}",service="s"`),
  });
}

function redirect(location: string): ScriptedAnswer {
  return { status: 307, headers: { location: header(location) } };
}

type Entrance = (host: string, more?: Partial<ConnectionOptions>) => Promise<unknown>;

/** The ways by which a registry, or a Helm repository, can name an address that Chartroom then asks. */
const ENTRANCES: [string, Entrance][] = [
  [
    'a realm',
    async (host, more) => {
      server.on(`GET ${TAGS}`, challenge(`http://${host}/token`), { body: '{"tags":[]}' });
      return registry(options(more)).tags('app');
    },
  ],
  [
    'a realm, with a login',
    async (host, more) => {
      server.on('GET /v2/', challenge(`https://${host}/token`));
      return registry({ ...options(more), credentials: robot }).tags('app');
    },
  ],
  [
    'the redirect of a blob',
    async (host, more) => {
      server.on(`GET ${BLOB}`, redirect(`http://${host}/blob`));
      return registry(options(more)).getBlob('app', { digest }, 100);
    },
  ],
  [
    'the redirect of a manifest',
    async (host, more) => {
      server.on(`GET ${MANIFEST}`, redirect(`https://${host}/manifest`));
      return registry(options(more)).getManifest('app', 'v1');
    },
  ],
  [
    'the redirect of a HEAD',
    async (host, more) => {
      server.on(`HEAD ${MANIFEST}`, redirect(`http://${host}/manifest`));
      return registry(options(more)).headManifest('app', 'v1');
    },
  ],
  [
    'a second redirect',
    async (host, more) => {
      server.on(`GET ${BLOB}`, redirect('/once'));
      server.on('GET /once', redirect(`http://${host}/blob`));
      return registry(options(more)).getBlob('app', { digest }, 100);
    },
  ],
  [
    'a chart’s address in a Helm repository',
    async (host, more) =>
      web(options(more)).get(new URL(`http://${host}/app-1.0.0.tgz`), { accept: '*/*', maxBytes: 100 }),
  ],
  [
    'the redirect of a Helm repository',
    async (host, more) => {
      server.on('GET /index.yaml', redirect(`http://${host}/index.yaml`));
      const client = web(options({ ...more, login: { get: async () => robot } }));
      return client.get(new URL('/index.yaml', server.origin), { accept: '*/*', maxBytes: 100 });
    },
  ],
];

/** How an address inside the network can be written, and what it is found to be. */
const DISGUISES: [string, string][] = [
  ['127.0.0.1', 'loopback'],
  ['127.1', 'loopback'],
  ['127.8.8.8', 'loopback'],
  ['0x7f000001', 'loopback'],
  ['0177.0.0.1', 'loopback'],
  ['2130706433', 'loopback'],
  ['①②⑦.⓪.⓪.①', 'loopback'],
  ['%31%32%37.0.0.1', 'loopback'],
  ['127。0。0。1', 'loopback'],
  ['localhost', 'loopback'],
  ['LocalHost.', 'loopback'],
  ['sub.localhost', 'loopback'],
  ['[::1]', 'loopback'],
  ['[::ffff:127.0.0.1]', 'loopback'],
  ['[::ffff:7f00:1]', 'loopback'],
  ['[64:ff9b::7f00:1]', 'loopback'],
  ['[64:ff9b::a00:1]', 'private'],
  ['[64:ff9b:1::808:808]', 'reserved'],
  ['[2002:7f00:1::]', 'reserved'],
  ['[::127.0.0.1]', 'reserved'],
  ['0.0.0.0', 'reserved'],
  ['0', 'reserved'],
  ['[::]', 'reserved'],
  ['10.0.0.1', 'private'],
  ['172.31.255.255', 'private'],
  ['192.168.0.1', 'private'],
  ['100.64.0.1', 'private'],
  ['100.100.100.200', 'private'],
  ['169.254.169.254', 'reserved'],
  ['[fe80::1]', 'reserved'],
  ['[fec0::1]', 'reserved'],
  ['[fd00:ec2::254]', 'private'],
  ['192.0.0.192', 'reserved'],
  ['224.0.0.1', 'reserved'],
  ['[ff02::1]', 'reserved'],
  ['255.255.255.255', 'reserved'],
];

/** Where names may lead that lead inside. */
const INSIDE = [
  '127.0.0.1',
  '127.9.9.9',
  '::1',
  '::ffff:127.0.0.1',
  '64:ff9b::7f00:1',
  '2002:7f00:1::',
  '::127.0.0.1',
  '0.0.0.0',
  '::',
  '10.0.0.1',
  '100.64.0.1',
  '169.254.169.254',
  'fd00:ec2::254',
  'fe80::1',
  '224.0.0.1',
];

async function failureOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe.each(ENTRANCES)('%s', (_, enter) => {
  test.each(DISGUISES)('may not be %s', async (host, reach) => {
    expect(await failureOf(enter(`${host}:${victim.port}`))).toMatchObject({
      name: 'RegistryError',
      kind: 'refused',
      message: expect.stringContaining(`it is a ${reach} address`),
    });
    expect(victim).toMatchObject({ connections: 0, requests: [] });
  });

  test.each(INSIDE)('may not be a name that leads to %s', async (address) => {
    const error = await failureOf(enter(`a.example:${victim.port}`, { lookup: leadingTo(address) }));
    expect(error).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('the name leads to an address inside this network'),
    });
    expect(victim).toMatchObject({ connections: 0, requests: [] });
  });

  test('may not be a name with one address outside and one inside', async () => {
    const lookup = leadingTo('8.8.8.8', '127.0.0.1');
    expect(await failureOf(enter(`a.example:${victim.port}`, { lookup }))).toMatchObject({ kind: 'refused' });
    expect(victim.connections).toBe(0);
  });

  test('may not be a name that leads outside when it is asked a second time', async () => {
    const answers = [leadingTo('127.0.0.1'), leadingTo('8.8.8.8')];
    let asked = 0;
    const lookup: Lookup = (...rest) => answers[asked++]?.(...rest);
    expect(await failureOf(enter(`a.example:${victim.port}`, { lookup }))).toMatchObject({ kind: 'refused' });
    expect(asked).toBe(1);
    expect(victim.connections).toBe(0);
  });

  test('shows no password when it is refused', async () => {
    const error = await failureOf(enter(`127.0.0.1:${victim.port}`));
    expect(error).toBeInstanceOf(Error);
    expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain(robot.password);
  });
});

describe('what the configuration names', () => {
  /** Entrances by http: a victim has no certificate. */
  const plain = ENTRANCES.filter(([name]) => name !== 'a realm, with a login' && !name.includes('manifest'));

  test.each(plain)('%s may be it', async (_, enter) => {
    await failureOf(enter(`127.0.0.1:${victim.port}`, { trustedHosts: [`127.0.0.1:${victim.port}`] }));
    expect(victim.requests).toHaveLength(1);
  });

  test.each(plain)('%s may be a name that leads inside', async (_, enter) => {
    await failureOf(
      enter(`store.inside:${victim.port}`, {
        trustedHosts: ['store.inside'],
        lookup: leadingTo('127.0.0.1'),
      }),
    );
    expect(victim.requests).toHaveLength(1);
  });

  test.each(plain)('%s may not be its other ports, nor its other names', async (_, enter) => {
    const trustedHosts = [`127.0.0.1:${victim.port + 1}`, `localhost:${victim.port}`, `[::1]:${victim.port}`];
    expect(await failureOf(enter(`127.0.0.1:${victim.port}`, { trustedHosts }))).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining(`name 127.0.0.1:${victim.port} in “trustedHosts” to allow it`),
    });
    expect(victim.connections).toBe(0);
  });

  test.each(plain)('%s may not be another port of the registry’s own host', async (_, enter) => {
    expect(await failureOf(enter(`127.0.0.1:${victim.port}`))).toMatchObject({ kind: 'refused' });
    expect(victim.connections).toBe(0);
  });

  test.each(['127.1', 'localhost', '2130706433'])('the registry itself may be at %s', async (host) => {
    const url = `http://${host}:${new URL(server.origin).port}`;
    expect(await registry(options({ url })).tags('app')).toEqual(['v1']);
  });
});
