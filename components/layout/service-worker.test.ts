import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createContext, runInContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const SCRIPT = readFileSync('public/service-worker.js', 'utf8');
const PAGE = '<!doctype html><script src="/_next/static/chunks/a.js"></script>';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** What the server answers by path; null does not answer at all. */
let answers: Record<string, Answer | null>;
let asked: string[];
let origin: string;
let stop: () => Promise<void>;

const give =
  (body: string, status = 200, type = 'text/html'): Answer =>
  (_, response) =>
    response.writeHead(status, { 'content-type': type }).end(body);

beforeEach(async () => {
  asked = [];
  answers = { '/': give(PAGE), '/_next/static/chunks/a.js': give('a', 200, 'text/javascript') };
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    const answer = answers[path] ?? answers[path.split('?', 1)[0] ?? ''];
    if (answer === null) response.destroy();
    else (answer ?? give('nothing here', 404))(request, response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  stop = () =>
    new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
});

afterEach(() => stop());

type Keyed = string | { url: string };

const keyOf = (key: Keyed) => new URL(typeof key === 'string' ? key : key.url, origin).href;

/** Kept answers, by address. */
function createCache() {
  const kept = new Map<string, Response>();
  return {
    match: async (key: Keyed) => kept.get(keyOf(key))?.clone(),
    put: async (key: Keyed, response: Response) => void kept.set(keyOf(key), response),
    delete: async (key: Keyed) => kept.delete(keyOf(key)),
    keys: async () => [...kept.keys()].map((url) => ({ url })),
  };
}

/** The service worker, as a browser would run it. `hurry` ends every time limit at once. */
function startWorker({ hurry = false } = {}) {
  const caches = new Map<string, ReturnType<typeof createCache>>();
  const listeners = new Map<string, (event: unknown) => void>();
  const waiting: Promise<unknown>[] = [];
  const waitUntil = (promise: Promise<unknown>) => void waiting.push(promise);
  const globals = {
    URL,
    Response,
    fetch: (key: Keyed, init?: RequestInit) =>
      fetch(new URL(typeof key === 'string' ? key : key.url, origin), { redirect: 'manual', ...init }),
    setTimeout: (run: () => void) => hurry && setImmediate(run),
    caches: {
      open: async (name: string) => {
        const cache = caches.get(name) ?? createCache();
        caches.set(name, cache);
        return cache;
      },
      keys: async () => [...caches.keys()],
      delete: async (name: string) => caches.delete(name),
    },
    self: {
      location: { origin },
      clients: { claim: async () => undefined },
      addEventListener: (type: string, listener: (event: unknown) => void) => listeners.set(type, listener),
    },
  };
  runInContext(SCRIPT, createContext(globals));

  async function settle() {
    while (waiting.length > 0) await waiting.shift();
  }
  return {
    caches,
    settle,
    tell: async (type: 'install' | 'activate' | 'message', data?: unknown) => {
      listeners.get(type)?.({ waitUntil, data });
      await settle();
    },
    /** The worker's answer; undefined when it leaves that to the browser. */
    ask: async (path: string, mode = 'navigate') => {
      let answer: Promise<Response> | undefined;
      const request = { url: new URL(path, origin).href, method: 'GET', mode };
      const respondWith = (promise: Promise<Response>) => {
        answer = promise;
      };
      listeners.get('fetch')?.({ request, waitUntil, respondWith });
      return answer;
    },
  };
}

describe('the list', () => {
  test('is the server’s as long as that answers', async () => {
    const worker = startWorker();
    await worker.tell('install');
    answers['/'] = give('newer');
    expect(await (await worker.ask('/'))?.text()).toBe('newer');
    answers['/'] = give('a bug', 500);
    expect((await worker.ask('/?query=a'))?.status).toBe(500);
  });

  test.each([
    ['does not answer', null],
    ['is not behind its gateway', give('bad gateway', 502)],
  ])('is the kept one, for every query, when the server %s', async (_, answer) => {
    const worker = startWorker();
    await worker.tell('install');
    answers['/'] = answer;
    expect(await (await worker.ask('/'))?.text()).toBe(PAGE);
    expect(await (await worker.ask('/?query=redis'))?.text()).toBe(PAGE);
    expect(await (await worker.ask('/_next/static/chunks/a.js', 'cors'))?.text()).toBe('a');
  });

  test('has the files that a page tells of, and no others', async () => {
    const worker = startWorker();
    answers['/_next/static/chunks/w.js'] = give('w', 200, 'text/javascript');
    await worker.tell('message', {
      files: ['/_next/static/chunks/w.js', '/_next/static/gone.js', '/api/v1/charts', 7],
    });
    expect(asked).toEqual(['/_next/static/chunks/w.js', '/_next/static/gone.js']);
    answers['/_next/static/chunks/w.js'] = null;
    const kept = await worker.ask('/_next/static/chunks/w.js', 'no-cors');
    expect(await kept?.text()).toBe('w');
    expect(kept?.url).toBe('');
  });

  test('is the kept one when the server takes too long', async () => {
    const worker = startWorker({ hurry: true });
    await worker.tell('install');
    answers['/'] = () => undefined;
    expect(await (await worker.ask('/'))?.text()).toBe(PAGE);
  });

  test('is kept anew each time it is opened, without a query', async () => {
    const worker = startWorker();
    await worker.tell('install');
    answers['/'] = give('newer');
    await worker.ask('/');
    await worker.settle();
    answers['/'] = give('of a query');
    await worker.ask('/?query=a');
    await worker.settle();
    answers['/'] = null;
    expect(await (await worker.ask('/'))?.text()).toBe('newer');
  });

  test('is not kept when one of its files is not there, or when it is none', async () => {
    const worker = startWorker();
    await worker.tell('install');
    for (const answer of [give(PAGE.replace('a.js', 'b.js')), give('{}', 200, 'application/json')]) {
      answers['/'] = answer;
      await worker.ask('/');
      await worker.settle();
    }
    answers['/'] = null;
    expect(await (await worker.ask('/'))?.text()).toBe(PAGE);
  });
});

test('other pages say that the server can’t be reached, and lead to the list', async () => {
  const worker = startWorker();
  answers['/charts/a/b'] = null;
  const response = await worker.ask('/charts/a/b');
  expect(response?.status).toBe(503);
  expect(response?.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(await response?.text()).toContain('<a href="/">');
});

test.each([
  ['/api/v1/charts', 'navigate'],
  ['/api/v1/charts', 'cors'],
  ['/chart-files/a/b', 'navigate'],
  ['/healthz', 'navigate'],
  ['/icon.svg', 'navigate'],
  ['/?_rsc=1', 'cors'],
  ['https://example.com/', 'navigate'],
])('%s (%s) is left to the browser', async (path, mode) => {
  expect(await startWorker().ask(path, mode)).toBeUndefined();
});

test('a file is asked for once, and files are kept in bounds', async () => {
  const worker = startWorker();
  await worker.tell('install');
  asked = [];
  for (let i = 0; i < 410; i += 1) {
    answers[`/_next/static/chunks/${i}.js`] = give(String(i), 200, 'text/javascript');
    await worker.ask(`/_next/static/chunks/${i}.js`, 'cors');
    await worker.settle();
  }
  expect(await (await worker.ask('/_next/static/chunks/409.js', 'cors'))?.text()).toBe('409');
  expect(asked).toHaveLength(410);
  const kept = await worker.caches.get('chartroom-static-1')?.keys();
  expect(kept).toHaveLength(400);
  expect(kept?.map(({ url }) => new URL(url).pathname)).toContain('/_next/static/chunks/a.js');
});

test('what an older worker kept goes', async () => {
  const worker = startWorker();
  for (const name of ['chartroom-shell-0', 'another']) worker.caches.set(name, createCache());
  await worker.tell('install');
  await worker.tell('activate');
  expect([...worker.caches.keys()].sort()).toEqual(['another', 'chartroom-shell-1', 'chartroom-static-1']);
});
