import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import {
  createServer,
  request as startRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GET as getSegment } from '@/app/api/v1/search-index/[registry]/[part]/[hash]/route';
import { GET as getManifest } from '@/app/api/v1/search-index/route';
import { openChartroom } from '@/lib/chartroom';
import { openLayout, type Layout } from '@/lib/embedded-registry/layout';
import { repositoryFolder } from '@/lib/embedded-registry/repositories';
import { startEmbeddedRegistry, type EmbeddedRegistry } from '@/lib/embedded-registry/server';
import { parseChartMetadata } from '@/lib/helm/chart-metadata';
import { chartConfig, chartManifest, packChart } from '@/lib/helm/chart-package';
import { OCI_MANIFEST } from '@/lib/oci/media-types';
import { IndexManifest, segmentPath } from '@/lib/search/index-manifest';
import { decodeSegment } from '@/lib/search/segment';
import { applyDelta, decodeDelta } from '@/lib/search/segment-delta';

const REPOSITORY = 'harbour/berth';
const PATH = '/api/v1/search-index';

let folder: string;
let registry: EmbeddedRegistry;
let server: Server;
let layout: Layout;

/** What came over the wire, as it came. */
interface Answer {
  status: number;
  headers: Readonly<Record<string, unknown>>;
  body: Buffer;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chartroom-search-index-'));
  layout = openLayout(repositoryFolder(join(folder, 'registry'), REPOSITORY));
  await addVersion('1.2.0');
  registry = await startEmbeddedRegistry({ folder: join(folder, 'registry') });
  await writeFile(join(folder, 'chartroom.yaml'), `registries: [{ name: prod, url: "${registry.url}" }]\n`);
  process.env.CHARTROOM_CONFIG = join(folder, 'chartroom.yaml');
  process.env.CHARTROOM_DATA = join(folder, 'data');
  server = createServer((incoming, outgoing) => void serve(incoming, outgoing));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  await crawl('start');
});

afterAll(async () => {
  const { catalog } = await openChartroom();
  await catalog.close();
  await new Promise((resolve) => void server.close(resolve));
  await registry.close();
  await rm(folder, { recursive: true, force: true });
});

async function addVersion(version: string): Promise<void> {
  const metadata = parseChartMetadata({
    apiVersion: 'v2',
    name: 'berth',
    version,
    description: `A ${version}`,
  });
  const config = chartConfig(metadata);
  const archive = await packChart({ 'Chart.yaml': `name: berth\nversion: ${version}\n` }, 'berth');
  await layout.putBlob(config);
  await layout.putBlob(archive);
  const bytes = chartManifest({ metadata, config, archive, created: '2026-10-01T08:00:00Z' });
  await layout.putManifest({ bytes, mediaType: OCI_MANIFEST, tags: [version] });
}

async function crawl(begin: 'start' | 'refresh'): Promise<void> {
  const { catalog } = await openChartroom();
  if (begin === 'start') catalog.start();
  else catalog.refresh('prod');
  while (catalog.registries().some(({ progress }) => progress !== null)) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const response = await answer(incoming.url ?? '', incoming.headers);
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  outgoing.end(Buffer.from(await response.arrayBuffer()));
}

function answer(url: string, headers: NodeJS.Dict<string | string[]>): Promise<Response> {
  const { pathname } = new URL(url, 'http://localhost');
  const [, name = '', part = '', hash = ''] = pathname.slice(PATH.length).split('/').map(decodeURIComponent);
  const request = new Request(`http://localhost${url}`, { headers: headers as Record<string, string> });
  const params = Promise.resolve({ registry: name, part, hash });
  return pathname === PATH ? getManifest(request, {}) : getSegment(request, { params });
}

function get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
  const { port } = server.address() as AddressInfo;
  return new Promise((resolve, reject) => {
    startRequest({ port, host: '127.0.0.1', path, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const body = Buffer.concat(chunks);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
      });
    })
      .on('error', reject)
      .end();
  });
}

async function chartsEntry() {
  const manifest = IndexManifest.parse(JSON.parse((await get(PATH)).body.toString()));
  const entry = manifest.segments.find(({ part }) => part === 'charts');
  if (entry === undefined) throw new Error('The manifest names no charts.');
  return entry;
}

describe('the search index', () => {
  test('is a manifest that is revalidated', async () => {
    const first = await get(PATH);
    expect(first.status).toBe(200);
    expect(first.headers['cache-control']).toBe('private, no-cache');
    expect(JSON.parse(first.body.toString())).toMatchObject({
      segments: [
        { registry: 'prod', part: 'charts', rows: 1 },
        { registry: 'prod', part: 'icons', rows: 0 },
        { registry: 'prod', part: 'images', rows: 0 },
        { registry: 'prod', part: 'versions', rows: 1 },
      ],
      incomplete: [],
    });
    const again = await get(PATH, { 'if-none-match': String(first.headers.etag) });
    expect([again.status, again.body.length]).toEqual([304, 0]);
  });

  test('has segments that never change, in the coding the caller takes', async () => {
    const path = `${PATH}/${segmentPath(await chartsEntry())}`;
    const plain = await get(path);
    expect(plain).toMatchObject({
      status: 200,
      headers: { 'cache-control': 'private, max-age=31536000, immutable', vary: 'accept-encoding' },
    });
    expect(decodeSegment('charts', 'prod', plain.body.toString())).toMatchObject([
      { repository: REPOSITORY, version: '1.2.0' },
    ]);
    const brotli = await get(path, { 'accept-encoding': 'gzip, br' });
    expect(brotli.headers['content-encoding']).toBe('br');
    expect(brotliDecompressSync(brotli.body)).toEqual(plain.body);
    // Next.js compresses what is plain.
    expect((await get(path, { 'accept-encoding': 'gzip' })).body).toEqual(plain.body);
  });

  test('tells what changed since a state somebody has', async () => {
    const before = await chartsEntry();
    const whole = await get(`${PATH}/${segmentPath(before)}`);
    await addVersion('1.3.0');
    await crawl('refresh');
    const after = await chartsEntry();
    expect(after.hash).not.toBe(before.hash);
    const delta = await get(`${PATH}/${segmentPath(after)}?from=${before.hash}`, { 'accept-encoding': 'br' });
    expect(delta.headers['cache-control']).toBe('private, max-age=31536000, immutable');
    const changes = decodeDelta('charts', 'prod', brotliDecompressSync(delta.body).toString());
    expect(changes).toMatchObject({ from: before.hash, to: after.hash, removed: [] });
    const fresh = await get(`${PATH}/${segmentPath(after)}`);
    expect(applyDelta(decodeSegment('charts', 'prod', whole.body.toString()), changes)).toEqual(
      decodeSegment('charts', 'prod', fresh.body.toString()),
    );
  });

  test.each([
    ['a state nobody knows', 'prod/charts/AAAAAAAAAAAAAAAAAAAAAA', 404, 'segment_not_found'],
    ['a registry nobody knows', 'other/charts/AAAAAAAAAAAAAAAAAAAAAA', 404, 'segment_not_found'],
    ['no part', 'prod/readmes/AAAAAAAAAAAAAAAAAAAAAA', 400, 'invalid_request'],
    ['no hash', 'prod/charts/newest', 400, 'invalid_request'],
  ])('refuses %s', async (_, path, status, code) => {
    const { body, headers, ...refused } = await get(`${PATH}/${path}`);
    expect(refused.status).toBe(status);
    expect(headers['cache-control']).toBe('no-store');
    expect(JSON.parse(body.toString())).toMatchObject({ code });
  });

  test('refuses to lead from a state nobody knows', async () => {
    const { status } = await get(`${PATH}/${segmentPath(await chartsEntry())}?from=AAAAAAAAAAAAAAAAAAAAAA`);
    expect(status).toBe(404);
  });
});
