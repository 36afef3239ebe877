import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser } from '@playwright/test';
import { request } from 'undici';
import { startProcess, waitFor, type RunningProcess } from '../../../e2e/fixtures/processes';
import { provideChromium } from '../../toolchain/find-chromium.mjs';
import { generateRegistry } from '../generated-registry';
import { startRegistryProcess } from '../registry-process';

/** What the channel board costs, each beside the same bytes from a bare server that holds them in memory. */
export interface BoardFigures {
  charts: number;
  lines: number;
  /** median milliseconds until the whole answer is there */
  page: Measured;
  /** of the page, as a browser takes it */
  compressedBytes: number;
  firstLines: Measured;
  /** filtered by state and sorted by age */
  chosenLines: Measured;
  /** median milliseconds until a fresh browser shows something of it */
  firstPaint: { chartroom: number; bare: number };
}

interface Measured {
  milliseconds: number;
  bare: number;
  bytes: number;
}

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const ROUNDS = 15;
const PAINTS = 5;
const READ_WITHIN = 600_000; // ms, for the crawl before anything is measured

/**
 * Fills a registry with charts of three versions and four channels each, lets the built Chartroom read it, and measures
 * its board.
 * @param program CNCF distribution's registry
 * @param folder for what is generated; empty
 */
export async function measureBoard(program: string, folder: string, charts: number): Promise<BoardFigures> {
  const storage = join(folder, 'registry');
  await mkdir(storage, { recursive: true });
  await generateRegistry(storage, { charts, versions: 3, channels: 4 });
  const registry = await startRegistryProcess(program, storage);
  const chartroom = await startChartroom(folder, registry.url);
  try {
    const url = `http://127.0.0.1:${chartroom.captured}`;
    await waitFor('the registry to be read', READ_WITHIN, () => isRead(url));
    const lines = await countLines(url);
    const page = await measure(`${url}/channels`);
    const compressed = await fetchBytes(`${url}/channels`, { 'accept-encoding': 'gzip' });
    const firstLines = await measure(`${url}/api/v1/channels`);
    const chosenLines = await measure(`${url}/api/v1/channels?state=ahead&sort=oldest`);
    const firstPaint = await comparePaints(`${url}/channels`);
    return { charts, lines, page, compressedBytes: compressed.length, firstLines, chosenLines, firstPaint };
  } finally {
    await chartroom.stop();
    await registry.close();
  }
}

async function startChartroom(folder: string, url: string): Promise<RunningProcess> {
  const file = join(folder, 'chartroom.yaml');
  const registry = { name: 'bench', url, refresh: '12h', concurrency: 32, promotion: { mode: 'shared' } };
  await writeFile(file, JSON.stringify({ registries: [registry] }));
  return startProcess({
    command: process.execPath,
    args: [
      join(ROOT, 'node_modules', 'next', 'dist', 'bin', 'next'),
      'start',
      '--hostname',
      '127.0.0.1',
      '--port',
      '0',
    ],
    cwd: ROOT,
    env: {
      ...process.env,
      NODE_ENV: 'production',
      NEXT_TELEMETRY_DISABLED: '1',
      CHARTROOM_CONFIG: file,
      CHARTROOM_DATA: join(folder, 'data'),
    },
    ready: /Local:\s+http:\/\/127\.0\.0\.1:(\d+)\s/,
    timeout: 60_000,
  });
}

async function isRead(url: string): Promise<true | undefined> {
  const { registries } = JSON.parse((await fetchBytes(`${url}/api/v1/registries`)).toString()) as {
    registries: { status: string; crawledAt: string | null }[];
  };
  return registries.every(({ status, crawledAt }) => status !== 'crawling' && crawledAt !== null)
    ? true
    : undefined;
}

async function countLines(url: string): Promise<number> {
  const { total } = JSON.parse((await fetchBytes(`${url}/api/v1/channels?limit=1`)).toString()) as {
    total: number;
  };
  return total;
}

async function measure(url: string): Promise<Measured> {
  const bytes = await fetchBytes(url);
  const bare = await serve(bytes, url.includes('/api/') ? 'application/json' : 'text/html');
  try {
    const [own, other]: [number[], number[]] = [[], []];
    for (let round = 0; round < ROUNDS; round += 1) {
      own.push(await time(() => fetchBytes(url)));
      other.push(await time(() => fetchBytes(bare.url)));
    }
    return { milliseconds: median(own), bare: median(other), bytes: bytes.length };
  } finally {
    await bare.close();
  }
}

async function comparePaints(url: string): Promise<BoardFigures['firstPaint']> {
  const tool = await provideChromium();
  if (tool.path === undefined) throw new Error(tool.missing);
  // What the page says without its scripts and styles: the least a page with these lines can be.
  const plain = (await fetchBytes(url)).toString().replaceAll(/<script[\s\S]*?<\/script>|<link[^>]*>/g, '');
  const bare = await serve(Buffer.from(plain), 'text/html; charset=utf-8');
  const browser = await chromium.launch({
    executablePath: tool.path,
    args: ['--no-sandbox', '--disable-background-networking'],
  });
  try {
    const [own, other]: [number[], number[]] = [[], []];
    for (let round = 0; round < PAINTS; round += 1) {
      own.push(await paint(browser, url));
      other.push(await paint(browser, bare.url));
    }
    return { chartroom: median(own), bare: median(other) };
  } finally {
    await browser.close();
    await bare.close();
  }
}

/** Milliseconds from asking for a page until the first of its content is painted, in a browser that has nothing kept. */
async function paint(browser: Browser, url: string): Promise<number> {
  const context = await browser.newContext({ serviceWorkers: 'block' });
  try {
    const page = await context.newPage();
    await page.goto(url, { waitUntil: 'load' });
    return await page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          new PerformanceObserver((list) => {
            const [entry] = list.getEntriesByName('first-contentful-paint');
            if (entry !== undefined) resolve(entry.startTime);
          }).observe({ type: 'paint', buffered: true });
        }),
    );
  } finally {
    await context.close();
  }
}

async function serve(bytes: Uint8Array, type: string): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': type }).end(bytes);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function fetchBytes(url: string, headers: Record<string, string> = {}): Promise<Buffer> {
  const { statusCode, body } = await request(url, { headers });
  const bytes = Buffer.from(await body.arrayBuffer());
  if (statusCode !== 200) throw new Error(`${url} answered ${statusCode}.`);
  return bytes;
}

async function time(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return Number((sorted[Math.floor(sorted.length / 2)] ?? Number.NaN).toFixed(2));
}
