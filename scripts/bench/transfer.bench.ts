// What copying one large blob between two registries costs, beside curl doing the same by two requests: both are CNCF
// Distribution on this machine. `openBlob` → `putBlob` hash what passes and send it in parts; `curl … | curl -T -` does
// neither. Each run is a process of its own, and who goes first alternates; the copy is deleted from storage in between.
import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { request } from 'undici';
import { startRegistryProcess } from './registry-process';
import { provideRegistry } from '../toolchain/find-registry.mjs';

const MEBIBYTE = 1024 ** 2;
const { values: flags } = parseArgs({
  options: {
    /** mebibytes */
    size: { type: 'string', default: '200' },
    rounds: { type: 'string', default: '5' },
  },
});
const size = count('size') * MEBIBYTE;
const rounds = count('rounds');
const run = promisify(execFile);

interface Run {
  seconds: number;
  requests?: number;
  /** processor time of the client, all its threads */
  cpuSeconds?: number;
  /** bytes */
  peakMemory?: number;
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
  const [original, copy] = [join(folder, 'original'), join(folder, 'copy')];
  await Promise.all([mkdir(original), mkdir(copy)]);
  const from = await startRegistryProcess(tool.path, original);
  const to = await startRegistryProcess(tool.path, copy);
  try {
    const digest = await fill(from.url);
    const ours: Run[] = [];
    const bare: Run[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const steps: [Run[], () => Promise<Run>][] = [
        [bare, () => copyByCurl(from.url, to.url, digest)],
        [ours, () => copyByClient(from.url, to.url, digest)],
      ];
      if (round % 2 === 1) steps.reverse();
      for (const [runs, step] of steps) {
        runs.push(await step());
        await checkCopy(to.url, digest);
        await rm(join(copy, 'docker'), { recursive: true });
      }
      process.stderr.write(
        `Round ${round + 1}: Chartroom ${speed(ours.at(-1))} MiB/s, curl ${speed(bare.at(-1))} MiB/s\n`,
      );
    }
    report(ours, bare);
  } finally {
    await Promise.all([from.close(), to.close()]);
  }
}

function report(ours: readonly Run[], bare: readonly Run[]): void {
  const { requests = 0, cpuSeconds = 0 } = ours.at(-1) ?? {};
  process.stdout.write(
    `${JSON.stringify({
      bench: 'transfer',
      mebibytes: size / MEBIBYTE,
      rounds,
      chartroom: {
        seconds: median(ours),
        requests,
        cpuSeconds: toDigits(cpuSeconds, 2),
        peakMemoryMiB: toDigits(Math.max(...ours.map(({ peakMemory = 0 }) => peakMemory)) / MEBIBYTE, 1),
      },
      curl: { seconds: median(bare) },
      ratio: toDigits(median(bare) / median(ours), 2),
    })}\n`,
  );
}

async function fill(url: string): Promise<string> {
  const bytes = randomBytes(size);
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  const location = await beginUpload(url, 'original');
  const { statusCode, body } = await request(`${location}&digest=${digest}`, { method: 'PUT', body: bytes });
  await body.dump();
  if (statusCode !== 201) throw new Error(`${url} answered ${statusCode}.`);
  return digest;
}

async function beginUpload(url: string, repository: string): Promise<string> {
  const { headers, body } = await request(`${url}/v2/${repository}/blobs/uploads/`, { method: 'POST' });
  await body.dump();
  return String(headers.location);
}

async function copyByCurl(from: string, to: string, digest: string): Promise<Run> {
  const began = performance.now();
  const location = await beginUpload(to, 'copy');
  const script = 'curl -sSf "$1" | curl -sSf -X PUT -T - "$2"';
  await run('sh', [
    '-c',
    script,
    'sh',
    `${from}/v2/original/blobs/${digest}`,
    `${location}&digest=${digest}`,
  ]);
  return { seconds: (performance.now() - began) / 1000 };
}

async function copyByClient(from: string, to: string, digest: string): Promise<Run> {
  const path = fileURLToPath(new URL('run-transfer.ts', import.meta.url));
  const { stdout } = await run(process.execPath, ['--import', 'tsx', path, from, to, digest, String(size)]);
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Run;
}

async function checkCopy(url: string, digest: string): Promise<void> {
  const { statusCode, headers } = await request(`${url}/v2/copy/blobs/${digest}`, { method: 'HEAD' });
  if (statusCode !== 200 || Number(headers['content-length']) !== size)
    throw new Error(`The copy is not there: ${url} answered ${statusCode}.`);
}

function median(runs: readonly Run[]): number {
  const sorted = runs.map(({ seconds }) => seconds).sort((a, b) => a - b);
  return toDigits(sorted[Math.floor(sorted.length / 2)] ?? Number.NaN, 3);
}

function speed(one: Run | undefined): string {
  return one === undefined ? '?' : (size / MEBIBYTE / one.seconds).toFixed(0);
}

function toDigits(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

function count(flag: 'size' | 'rounds'): number {
  const value = Number(flags[flag]);
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${flag} must be a whole number from 1 on.`);
  return value;
}
