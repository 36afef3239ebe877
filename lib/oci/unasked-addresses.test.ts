import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { digestOf } from '@/lib/oci/digest';
import { Hosts } from '@/lib/oci/host';
import { openSession } from '@/lib/oci/open-session';
import type { Registry } from '@/lib/oci/registry';
import { createRegistry } from '@/lib/oci/registry-client';
import { json, type ScriptedAnswer } from '@/lib/oci/testing/scripted-answer';
import { startScriptedServer, type ScriptedServer } from '@/lib/oci/testing/scripted-server';
import { startVictim, type Victim } from '@/lib/oci/testing/victim';
import { VendorClient } from '@/lib/oci/vendor-client';

let server: ScriptedServer;
let victim: Victim;
let registry: Registry;

beforeEach(async () => {
  server = await startScriptedServer();
  victim = await startVictim();
  // Trusted, so that nothing but the rule under test keeps the victim from being asked.
  registry = createRegistry({
    url: server.origin,
    trustedHosts: [`127.0.0.1:${victim.port}`],
    wait: async () => {},
  });
});

afterEach(async () => {
  await registry.close();
  await server.close();
  expect(victim).toMatchObject({ connections: 0, requests: [] });
  await victim.close();
});

function page(body: object, link: string): ScriptedAnswer {
  return json(body, { headers: { link: `<${link}>; rel="next"` } });
}

describe('a link to the next page', () => {
  /** Addresses of the victim, as a link can give them. */
  const LINKS: [string, (host: string) => string][] = [
    ['absolute', (host) => `http://${host}/v2/app/tags/list?last=a`],
    ['without a scheme', (host) => `//${host}/v2/app/tags/list?last=a`],
    ['with backslashes', (host) => `\\\\${host}\\v2\\app\\tags\\list?last=a`],
    ['behind user info', (host) => `http://registry@${host}/v2/app/tags/list?last=a`],
    ['with another name for it', (host) => `http://${host.replace('127.0.0.1', '0x7f.1')}/?last=a`],
  ];

  test.each(LINKS)('of tags, %s, is asked of the registry itself', async (_, link) => {
    const address = link(`127.0.0.1:${victim.port}`);
    server.on('GET /v2/app/tags/list', page({ tags: ['a'] }, address), json({ tags: ['b'] }));
    expect(await registry.tags('app')).toEqual(['a', 'b']);
    expect(server.requests.map(({ query }) => query.get('last'))).toEqual([null, 'a']);
  });

  test.each(LINKS)('of the catalog, %s, is asked of the registry itself', async (_, link) => {
    const address = link(`127.0.0.1:${victim.port}`);
    server.on('GET /v2/_catalog', page({ repositories: ['a'] }, address), json({ repositories: ['b'] }));
    const pages: string[][] = [];
    for await (const names of registry.catalog()) pages.push(names);
    expect(pages).toEqual([['a'], ['b']]);
  });

  test('that names no place in the list is an error', async () => {
    server.on('GET /v2/app/tags/list', page({ tags: ['a'] }, `http://127.0.0.1:${victim.port}/other`));
    await expect(registry.tags('app')).rejects.toMatchObject({ kind: 'protocol' });
  });
});

describe('where something was put', () => {
  test.each([201, 301, 307, 308])('%d with a Location elsewhere is not looked at', async (status) => {
    server.content.addArtifact('app', ['v1'], { config: '{}' });
    const manifest = await registry.getManifest('app', 'v1');
    const before = server.requests.length;
    server.on('PUT /v2/app/manifests/v2', {
      status,
      headers: { location: `http://127.0.0.1:${victim.port}/v2/app/manifests/v2` },
    });
    const put = registry.putManifest('app', 'v2', manifest);
    if (status < 300) expect((await put).digest).toBe(manifest.digest);
    else await expect(put).rejects.toMatchObject({ kind: 'protocol', status });
    expect(server.requests).toHaveLength(before + 1);
  });
});

describe('the addresses in a descriptor', () => {
  test('are not asked, not even when the registry does not have the blob', async () => {
    const bytes = Buffer.from('elsewhere');
    const layer = {
      mediaType: 'application/vnd.oci.image.layer.nondistributable.v1.tar+gzip',
      digest: digestOf(bytes),
      size: bytes.length,
      urls: [`http://127.0.0.1:${victim.port}/layer`],
    };
    server.content.addManifest('app', ['v1'], {
      schemaVersion: 2,
      config: server.content.addBlob('app', '{}'),
      layers: [layer],
    });
    await registry.getManifest('app', 'v1');
    await expect(registry.getBlob('app', layer, 1000)).rejects.toMatchObject({ kind: 'not_found' });
    expect(server.requests.at(-1)?.path).toBe(`/v2/app/blobs/${layer.digest}`);
  });
});

describe('the redirect of a referrers list', () => {
  test('is not followed', async () => {
    const blob = server.content.addBlob('app', '{}');
    const { digest } = server.content.addArtifact('app', ['v1'], { config: '{}' });
    server.on(`GET /v2/app/referrers/${digest}`, {
      status: 303,
      headers: { location: `http://127.0.0.1:${victim.port}/somewhere` },
    });
    await registry.learnAbilities({ repository: 'app', digest, blob: blob.digest });
    expect(registry.abilities().referrers).toMatchObject({ value: false, source: 'seen' });
  });
});

describe('an address that a vendor’s API names', () => {
  test.each([
    ['absolute', (host: string) => `http://${host}/api/v2.0/repositories?page=2`],
    ['without a scheme', (host: string) => `//${host}/api`],
    ['with backslashes', (host: string) => `/\\${host}/api`],
    ['behind a tab', (host: string) => `\t//${host}/api`],
    ['by another scheme', () => 'file:///etc/passwd'],
    ['that is none', () => 'http://['],
  ])('%s, is refused when it is not the API’s', async (_, link) => {
    const session = openSession(server.origin, { url: server.origin, hosts: new Hosts() }, {});
    const registryUrl = new URL(server.origin);
    const client = new VendorClient({
      session,
      registry: registryUrl,
      origin: registryUrl,
      credentials: undefined,
      token: 'api-token',
      call: {},
    });
    await expect(client.ask(link(`127.0.0.1:${victim.port}`))).rejects.toMatchObject({
      name: 'RegistryError',
      kind: 'refused',
    });
    expect(server.requests).toHaveLength(0);
    await session.close();
  });
});
