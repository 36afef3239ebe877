import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sampleDocument, sampleDocuments } from '@/lib/search/sample-documents';
import { createSearchClient, type SearchClient } from '@/lib/search/search-client';
import type { SearchDocument } from '@/lib/search/search-document';
import type { SearchQuestion } from '@/lib/search/search-messages';
import { EVERYTHING } from '@/lib/search/search-request';
import { serveSearch } from '@/lib/search/serve-search';

// Both ends over a real message channel, and the index over real HTTP.

let server: Server;
let url: string;
let client: SearchClient;
let close: () => void;
let charts: SearchDocument[];
let revision: string;
let status: number;
let answered: number[];
let searched: string[];

beforeEach(async () => {
  [charts, revision, status, answered, searched] = [sampleDocuments(), 'one', 200, [], []];
  server = createServer((request, response) => {
    const etag = `"${revision}"`;
    const unchanged = status === 200 && request.headers['if-none-match'] === etag;
    answered.push(unchanged ? 304 : status);
    response.writeHead(unchanged ? 304 : status, { etag, 'content-type': 'application/json' });
    response.end(unchanged ? undefined : JSON.stringify({ revision, charts, incomplete: ['staging'] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1/search-index`;

  const { port1, port2 } = new MessageChannel();
  port2.addEventListener('message', ({ data: question }: MessageEvent<SearchQuestion>) => {
    if (question.kind === 'search') searched.push(question.request.query);
  });
  serveSearch(port2);
  client = createSearchClient(port1);
  port1.start();
  port2.start();
  close = () => port1.close();
});

afterEach(async () => {
  close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const search = (query: string) => client.search({ ...EVERYTHING, query });

describe('refresh', () => {
  test('fetches the index, and again only when it changed', async () => {
    const state = { revision: 'one', charts: charts.length, incomplete: ['staging'] };
    expect(await client.refresh(url)).toEqual(state);
    expect(await client.refresh(url)).toEqual(state);
    [charts, revision] = [[sampleDocument({ name: 'new' })], 'two'];
    expect(await client.refresh(url)).toEqual({ ...state, revision: 'two', charts: 1 });
    expect(answered).toEqual([200, 304, 200]);
    expect((await search('new'))?.total).toBe(1);
  });

  test.each([
    ['a server that fails', () => (status = 503)],
    ['an index that is none', () => (charts = [{ name: 'x' } as SearchDocument])],
  ])('from %s is told, and what was known is still searched', async (_, breakIt) => {
    await client.refresh(url);
    revision = 'two';
    breakIt();
    await expect(client.refresh(url)).rejects.toThrow();
    expect((await search('redis'))?.total).toBeGreaterThan(0);
  });
});

describe('search', () => {
  test('answers what the engine finds', async () => {
    await client.refresh(url);
    const result = await search('ngnix');
    const newest = charts.find(({ name, registry }) => name === 'nginx' && registry === 'community');
    expect(result?.hits[0]?.document).toEqual(newest);
  });

  test('leaves out what is overtaken', async () => {
    await client.refresh(url);
    const results = await Promise.all(['r', 're', 'red', 'redi', 'redis'].map(search));
    expect(results.slice(0, -1)).toEqual([undefined, undefined, undefined, undefined]);
    expect(results.at(-1)?.hits[0]?.document.name).toBe('redis');
    expect(searched).toEqual(['r', 'redis']);
  });

  test('without an index says so', async () => {
    await expect(search('redis')).rejects.toThrow('no index');
  });

  test('fails once the worker is gone, whether asked before or after', async () => {
    await client.refresh(url);
    const before = search('redis');
    client.fail('The search worker stopped.');
    await expect(before).rejects.toThrow('stopped');
    await expect(search('redis')).rejects.toThrow('stopped');
    await expect(client.refresh(url)).rejects.toThrow('stopped');
  });
});
