// What reading a whole registry costs, beside a bare undici loop that makes the same requests: same registry, same
// concurrency, every body read, nothing checked, parsed or kept. Each run is a process of its own, and who goes first
// alternates. Both first make some requests that are not counted, so that compiling JavaScript is not what is
// measured; `--warmup 0` counts that too. “Cold” is an empty store, “warm” one that holds everything already.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { request, type Dispatcher } from 'undici';
import { generateRegistry, teamName, type GeneratedRepository } from './generated-registry';
import { startRegistryProcess } from './registry-process';
import { provideRegistry } from '../toolchain/find-registry.mjs';

const { values: flags } = parseArgs({
  options: {
    charts: { type: 'string', default: '2000' },
    versions: { type: 'string', default: '10' },
    channels: { type: 'string', default: '0' },
    concurrency: { type: 'string', default: '8' },
    rounds: { type: 'string', default: '5' },
    /** of the registry's forty teams, how many are crawled before measuring */
    warmup: { type: 'string', default: '8' },
  },
});
const size = { charts: count('charts'), versions: count('versions'), channels: Number(flags.channels) };
const concurrency = count('concurrency');
const rounds = count('rounds');
const warmUp = Number(flags.warmup);

interface Run {
  requests: number;
  seconds: number;
  /** processor time of the client, all its threads */
  cpuSeconds: number;
  /** bytes */
  peakMemory: number;
}

const folder = await mkdtemp(join(tmpdir(), 'chartroom-bench-'));
try {
  await measure();
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function measure(): Promise<void> {
  const tool = await provideRegistry();
  if (tool.path === undefined) throw new Error(tool.missing);
  const storage = join(folder, 'registry');
  await mkdir(storage);
  const began = performance.now();
  const repositories = await generateRegistry(storage, size);
  say(
    `Generated ${size.charts} charts × ${size.versions} versions in ${((performance.now() - began) / 1000).toFixed(1)} s.`,
  );
  const registry = await startRegistryProcess(tool.path, storage);
  try {
    const pages = await listCatalog(registry.url);
    const coldPaths = await writePaths('cold', [...pages, ...repositories.flatMap(coldRequests)]);
    const warmPaths = await writePaths('warm', [...pages, ...repositories.map(({ name }) => tagList(name))]);
    const runs = { cold: [] as Run[], warm: [] as Run[], bareCold: [] as Run[], bareWarm: [] as Run[] };
    await runAlone('run-bare.ts', registry.url, coldPaths); // fills the file system's cache for both
    for (let round = 0; round < rounds; round += 1) {
      const data = join(folder, `data-${round}`);
      const steps: [keyof typeof runs, () => Promise<Run>][] = [
        ['bareCold', () => runAlone('run-bare.ts', registry.url, coldPaths)],
        ['cold', () => runAlone('run-catalog.ts', registry.url, data)],
        ['bareWarm', () => runAlone('run-bare.ts', registry.url, warmPaths)],
        ['warm', () => runAlone('run-catalog.ts', registry.url, data)],
      ];
      // Who goes first alternates; a warm crawl needs its cold one before.
      if (round % 2 === 1)
        for (const index of [0, 2]) steps.splice(index, 2, ...steps.slice(index, index + 2).reverse());
      for (const [name, step] of steps) runs[name].push(await step());
      say(`Round ${round + 1}: ${steps.map(([name]) => `${name} ${speed(runs[name].at(-1))}/s`).join(', ')}`);
    }
    report(runs, pages.length);
  } finally {
    await registry.close();
  }
}

function report(runs: Record<'cold' | 'warm' | 'bareCold' | 'bareWarm', Run[]>, catalogPages: number): void {
  const [cold, warm, bareCold, bareWarm] = [runs.cold, runs.warm, runs.bareCold, runs.bareWarm].map(
    summarise,
  );
  process.stdout.write(
    `${JSON.stringify({
      bench: 'crawl',
      ...size,
      concurrency,
      rounds,
      catalogPages,
      cold,
      warm,
      bare: { cold: bareCold, warm: bareWarm },
      ratios: { cold: ratio(runs.cold, runs.bareCold), warm: ratio(runs.warm, runs.bareWarm) },
      warmRequestsPerRepository: toDigits(((warm?.requests ?? Number.NaN) - catalogPages) / size.charts, 4),
    })}\n`,
  );
}

/** The median run; the most memory of any. */
function summarise(runs: readonly Run[]): Record<string, number> {
  const sorted = [...runs].sort((a, b) => a.seconds - b.seconds);
  const { requests = 0, seconds = 0, cpuSeconds = 0 } = sorted[Math.floor(sorted.length / 2)] ?? {};
  const peakMemoryMiB = Math.max(...runs.map(({ peakMemory }) => peakMemory)) / 1024 ** 2;
  return {
    requests,
    seconds: toDigits(seconds, 3),
    cpuSeconds: toDigits(cpuSeconds, 3),
    requestsPerSecond: toDigits(requests / seconds, 1),
    peakMemoryMiB: toDigits(peakMemoryMiB, 1),
  };
}

/** The median over rounds of how many requests a second one makes for each of the other's. */
function ratio(ours: readonly Run[], bare: readonly Run[]): number {
  const ratios = ours.map((own, index) => {
    const other = bare[index] ?? own;
    return own.requests / own.seconds / (other.requests / other.seconds);
  });
  return toDigits(ratios.sort((a, b) => a - b)[Math.floor(ratios.length / 2)] ?? Number.NaN, 3);
}

function coldRequests({ name, newest, channels }: GeneratedRepository): string[] {
  const configs = new Set([newest.config, ...channels.map(({ config }) => config)]);
  return [
    tagList(name),
    ...[newest, ...channels].map(({ tag }) => `/v2/${name}/manifests/${tag}`),
    ...[...configs].map((config) => `/v2/${name}/blobs/${config}`),
  ];
}

function tagList(name: string): string {
  return `/v2/${name}/tags/list?n=1000`;
}

/** The pages of the catalog, as its links lead from one to the next. */
async function listCatalog(url: string): Promise<string[]> {
  const pages: string[] = [];
  for (let path: string | undefined = '/v2/_catalog?n=1000'; path !== undefined;) {
    pages.push(path);
    const { headers, body }: Dispatcher.ResponseData = await request(url + path);
    await body.dump({ limit: 64 * 1024 * 1024 });
    path = /<([^>]+)>/.exec(String(headers.link ?? ''))?.[1];
  }
  return pages;
}

async function writePaths(name: string, paths: readonly string[]): Promise<string> {
  const file = join(folder, `${name}.txt`);
  await writeFile(file, paths.join('\n'));
  return file;
}

async function runAlone(script: string, url: string, file: string): Promise<Run> {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const args = ['--import', 'tsx', path, url, file, String(concurrency), warmUpOf(script)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Run;
}

/** About as many requests on either side. */
function warmUpOf(script: string): string {
  if (warmUp === 0) return script === 'run-bare.ts' ? '0' : '';
  const teams = Array.from({ length: warmUp }, (_, team) => teamName(team));
  return script === 'run-bare.ts'
    ? String(Math.ceil((size.charts / 40) * warmUp * 3))
    : `{${teams.join(',')}}/**`;
}

function count(flag: 'charts' | 'versions' | 'concurrency' | 'rounds'): number {
  const value = Number(flags[flag]);
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${flag} must be a whole number from 1 on.`);
  return value;
}

function speed(run: Run | undefined): string {
  return run === undefined ? '?' : (run.requests / run.seconds).toFixed(0);
}

function toDigits(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
