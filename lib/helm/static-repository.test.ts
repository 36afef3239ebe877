import { afterEach, describe, expect, test } from 'vitest';
import { startChartMuseum } from '@/lib/helm/testing/chart-museum';
import { indexYaml, packedChart } from '@/lib/helm/testing/packed-chart';
import { plainWebClient } from '@/lib/helm/testing/plain-web-client';
import { startStaticSite, type SiteFile } from '@/lib/helm/testing/static-site';
import type { WebServer } from '@/lib/helm/testing/web-server';
import { openStaticRepository, type StaticRepository } from '@/lib/helm/static-repository';
import type { Credentials } from '@/lib/oci/credentials';
import { cutShort, endless, html, stall, type Script } from '@/lib/oci/testing/scripted-answer';
import { startScriptedServer, type ScriptedServer } from '@/lib/oci/testing/scripted-server';

const LOGIN: Credentials = { username: 'robot', password: 'secret' };
const BASIC = `Basic ${Buffer.from('robot:secret').toString('base64')}`;
const MIB = 1024 * 1024;

const closing: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((one) => one.close()));
});

function open(url: string, credentials?: Credentials): StaticRepository {
  const client = plainWebClient(url, credentials);
  closing.unshift(client);
  return openStaticRepository({ url, client });
}

async function museum(prefix: string): Promise<WebServer> {
  const charts = await Promise.all([packedChart('app', '1.0.0'), packedChart('app', '1.1.0')]);
  const server = await startChartMuseum({ prefix, charts, credentials: LOGIN });
  closing.push(server);
  return server;
}

async function site(files: Map<string, SiteFile>): Promise<WebServer> {
  const server = await startStaticSite(files);
  closing.push(server);
  return server;
}

async function scripted(...scripts: [Script, ...Script[]]): Promise<ScriptedServer> {
  const server = await startScriptedServer();
  closing.push(server);
  return server.on('GET /*', ...scripts);
}

/** The only version an index lists. */
async function onlyVersion(repository: StaticRepository) {
  const [version] = await repository.versions('app');
  if (version === undefined) throw new Error('the fixture has a version');
  return version;
}

describe('ChartMuseum', () => {
  test.each(['', '/org/repo'])('index and archive below “%s”, with the login', async (prefix) => {
    const server = await museum(prefix);
    const repository = open(`${server.origin}${prefix}`, LOGIN);
    const [newest, ...older] = await repository.versions('app');
    expect(newest?.version).toBe('1.1.0');
    expect(older).toHaveLength(1);
    if (newest === undefined) throw new Error('the museum has a chart');
    const { archive } = await packedChart('app', '1.1.0');
    expect(Buffer.from(archive).equals(await repository.archive('app', newest, MIB))).toBe(true);
    expect(server.requests.map(({ url, headers }) => [url, headers.authorization])).toEqual([
      [`${prefix}/index.yaml`, BASIC],
      [`${prefix}/charts/app-1.1.0.tgz`, BASIC],
    ]);
  });

  test('without validators the same bytes are the same index', async () => {
    const server = await museum('');
    const repository = open(server.origin, LOGIN);
    const index = await repository.index();
    expect(await repository.index()).toBe(index);
    expect(server.requests).toHaveLength(2);
    expect(server.requests[1]?.headers).not.toHaveProperty('if-none-match');
  });

  test('no login', async () => {
    const server = await museum('');
    await expect(open(server.origin).index()).rejects.toMatchObject({ kind: 'unauthorized', status: 401 });
  });

  test('another depth', async () => {
    const server = await museum('/org/repo');
    await expect(open(server.origin, LOGIN).index()).rejects.toMatchObject({
      kind: 'not_found',
      status: 404,
    });
  });
});

describe('a static site', () => {
  test('charts on another host, which does not get the login', async () => {
    const chart = await packedChart('app', '1.0.0');
    const storage = await site(new Map([['/releases/app-1.0.0.tgz', { content: chart.archive }]]));
    const index = indexYaml([chart], `${storage.origin}/releases/`);
    const pages = await site(new Map([['/stable/index.yaml', { content: index, type: 'text/yaml' }]]));
    const repository = open(`${pages.origin}/stable/`, LOGIN);
    const archive = await repository.archive('app', await onlyVersion(repository), MIB);
    expect(Buffer.from(chart.archive).equals(archive)).toBe(true);
    expect(pages.requests.map(({ headers }) => headers.authorization)).toEqual([BASIC]);
    expect(storage.requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });

  test('an index compressed unasked', async () => {
    const content = indexYaml([await packedChart('app', '1.0.0')], '');
    const pages = await site(new Map([['/index.yaml', { content, compressed: true }]]));
    const index = await open(pages.origin).index();
    expect(index.charts).toEqual(['app']);
    expect(pages.requests[0]?.headers['accept-encoding']).toBe('identity');
  });

  test('a second look asks whether anything changed, and a third finds the change', async () => {
    const files = new Map<string, SiteFile>();
    const publish = async (...versions: string[]): Promise<void> => {
      const charts = await Promise.all(versions.map((version) => packedChart('app', version)));
      files.set('/index.yaml', { content: indexYaml(charts, '') });
    };
    await publish('1.0.0');
    const pages = await site(files);
    const repository = open(pages.origin);
    const first = await repository.index();
    expect(await repository.index()).toBe(first);
    await publish('1.0.0', '1.1.0');
    const third = await repository.index();
    expect(third).not.toBe(first);
    expect((await repository.versions('app')).map(({ version }) => version)).toEqual(['1.1.0', '1.0.0']);
    expect(pages.requests.map(({ headers }) => headers['if-none-match'] !== undefined)).toEqual([
      false,
      true,
      true,
    ]);
    expect(pages.requests[1]?.headers['if-modified-since']).toBe('Thu, 05 Mar 2026 14:32:11 GMT');
  });

  test('many at once ask once', async () => {
    const content = indexYaml([await packedChart('app', '1.0.0')], '');
    const pages = await site(new Map([['/index.yaml', { content }]]));
    const repository = open(pages.origin);
    const [one, two] = await Promise.all([
      repository.index(),
      repository.index(),
      repository.versions('app'),
    ]);
    expect(two).toBe(one);
    expect(pages.requests).toHaveLength(1);
  });

  test('a chart it does not list', async () => {
    const pages = await site(new Map([['/index.yaml', { content: 'apiVersion: v1\n' }]]));
    await expect(open(pages.origin).versions('app')).rejects.toMatchObject({ kind: 'not_found' });
  });
});

describe('an index that cannot be had', () => {
  test.each<{ name: string; script: Script; kind: string }>([
    { name: 'not there', script: { status: 404 }, kind: 'not_found' },
    { name: 'forbidden', script: { status: 403 }, kind: 'denied' },
    { name: 'no login', script: { status: 401 }, kind: 'unauthorized' },
    { name: 'a failing server', script: { status: 503 }, kind: 'unavailable' },
    { name: 'no connection', script: { reset: 'before' }, kind: 'unavailable' },
    { name: 'a login page', script: html(), kind: 'protocol' },
    { name: 'a page of no type', script: { body: '<html></html>' }, kind: 'protocol' },
    { name: 'not modified, though nothing was asked', script: { status: 304 }, kind: 'protocol' },
    { name: 'another file', script: { body: 'hello: world' }, kind: 'protocol' },
    { name: 'broken off', script: cutShort('apiVersion: v1\n', 1000), kind: 'unavailable' },
    { name: 'without end', script: endless(1000), kind: 'too_large' },
    {
      name: 'announced too large',
      script: { headers: { 'content-length': '99999999' }, reset: 'midway' },
      kind: 'too_large',
    },
  ])('$name: $kind', async ({ script, kind }) => {
    const server = await scripted(script);
    await expect(open(server.origin, LOGIN).index()).rejects.toMatchObject({ name: 'RegistryError', kind });
    expect(server.requests).toHaveLength(1);
  });

  test('nobody there is unreachable, not “not found”', async () => {
    const server = await scripted({});
    const repository = open(server.origin);
    await server.close();
    closing.pop();
    await expect(repository.index()).rejects.toMatchObject({ kind: 'unavailable' });
  });

  test('a caller that gives up', async () => {
    const server = await scripted(stall());
    const patience = new AbortController();
    const asked = open(server.origin).index({ signal: patience.signal });
    await server.arrivals(1);
    patience.abort();
    await expect(asked).rejects.toMatchObject({ kind: 'canceled' });
  });

  test('the index read before is kept', async () => {
    const content = indexYaml([await packedChart('app', '1.0.0')], '');
    const server = await scripted({ body: content }, { status: 503 });
    const repository = open(server.origin);
    await repository.index();
    await expect(repository.index()).rejects.toMatchObject({ kind: 'unavailable' });
    expect(await repository.versions('app')).toHaveLength(1);
    expect(server.requests).toHaveLength(2);
  });
});

describe('archives', () => {
  const VERSION = { version: '1.0.0', created: null, metadata: '{}' };

  test.each<{ name: string; script: Script; kind: string }>([
    { name: 'other bytes', script: { body: 'other' }, kind: 'digest_mismatch' },
    { name: 'not there', script: { status: 404 }, kind: 'not_found' },
    { name: 'too large', script: { body: 'x'.repeat(2000) }, kind: 'too_large' },
    { name: 'cut off', script: cutShort('x', 100), kind: 'unavailable' },
    { name: 'a login page', script: html(), kind: 'protocol' },
  ])('$name: $kind', async ({ script, kind }) => {
    const server = await scripted(script);
    const version = { ...VERSION, digest: `sha256:${'a'.repeat(64)}`, urls: ['app.tgz'] } as const;
    const asked = open(server.origin).archive('app', { ...version, urls: [...version.urls] }, 1000);
    await expect(asked).rejects.toMatchObject({ kind });
  });

  test('the first address that has it', async () => {
    const chart = await packedChart('app', '1.0.0');
    const files = new Map<string, SiteFile>([
      ['/damaged.tgz', { content: 'damaged' }],
      ['/good.tgz', { content: chart.archive }],
    ]);
    const pages = await site(files);
    const urls = [
      'oci://r.example/app',
      'missing.tgz',
      'damaged.tgz',
      `${pages.origin}/good.tgz`,
      'never.tgz',
    ];
    const version = { ...VERSION, digest: `sha256:${chart.digest}` as const, urls };
    const archive = await open(pages.origin).archive('app', version, MIB);
    expect(Buffer.from(chart.archive).equals(archive)).toBe(true);
    expect(pages.requests.map(({ url }) => url)).toEqual(['/missing.tgz', '/damaged.tgz', '/good.tgz']);
  });

  test('without a digest the bytes are taken as they come', async () => {
    const pages = await site(new Map([['/app.tgz', { content: 'anything' }]]));
    const archive = await open(pages.origin).archive(
      'app',
      { ...VERSION, digest: null, urls: ['app.tgz'] },
      MIB,
    );
    expect(Buffer.from(archive).toString()).toBe('anything');
  });

  test.each([
    { urls: [], kind: 'not_found', messages: ['names no address', 'app 1.0.0'] },
    { urls: ['oci://r.example/app:1.0.0'], kind: 'unsupported', messages: ['is in an OCI registry'] },
    { urls: ['file:///etc/passwd'], kind: 'refused', messages: ['neither an http nor an https'] },
    { urls: ['a.tgz', 'b.tgz'], kind: 'not_found', messages: ['/a.tgz', '/b.tgz', 'app 1.0.0'] },
    {
      urls: ['a.tgz', 'oci://r.example/app'],
      kind: 'unsupported',
      messages: ['/a.tgz', 'oci://r.example/app'],
    },
    { urls: ['file:///x', 'a.tgz'], kind: 'refused', messages: ['file:///x', '/a.tgz'] },
  ])('$urls: $kind', async ({ urls, kind, messages }) => {
    const pages = await site(new Map());
    const failure: unknown = await open(pages.origin)
      .archive('app', { ...VERSION, digest: null, urls }, MIB)
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ kind });
    for (const message of messages) expect(String(failure)).toContain(message);
  });

  test('a caller that gives up is not sent to the next address', async () => {
    const server = await scripted(stall());
    const patience = new AbortController();
    const version = { ...VERSION, digest: null, urls: ['a.tgz', 'b.tgz'] };
    const asked = open(server.origin).archive('app', version, MIB, { signal: patience.signal });
    await server.arrivals(1);
    patience.abort();
    await expect(asked).rejects.toMatchObject({ kind: 'canceled' });
    expect(server.requests).toHaveLength(1);
  });
});

test.each(['ftp://a.example', 'https://robot:secret@a.example'])('no repository at %s', (url) => {
  const client = plainWebClient('https://a.example');
  closing.push(client);
  expect(() => openStaticRepository({ url, client })).toThrow(
    expect.objectContaining({ code: 'invalid_configuration' }),
  );
});

test('the address of a repository is shown without its query, and the query goes along', async () => {
  const pages = await site(new Map([['/stable/index.yaml', { content: 'apiVersion: v1\n' }]]));
  const repository = open(`${pages.origin}/stable?token=t`);
  await repository.index();
  expect(repository.url).toBe(`${pages.origin}/stable`);
  expect(pages.requests[0]?.url).toBe('/stable/index.yaml?token=t');
});
