import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { OrderOutcome, PromotionOrder } from '@/lib/channels/testing/promoting-process';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** A process that promotes. */
export interface PromotingProcess {
  process: ChildProcess;
  /** What became of its orders, once it has ended. @throws Error with what it wrote when it failed */
  outcomes(): Promise<OrderOutcome[]>;
}

/** Starts processes that promote. */
export interface PromotingProgram {
  /** Starts one that carries out orders one after the other, on a store that others may share. */
  start(store: string, registry: string, orders: readonly PromotionOrder[]): PromotingProcess;
  remove(): Promise<void>;
}

/** Compiles the program once: loading its modules one by one would take each process a second. */
export async function compilePromoting(): Promise<PromotingProgram> {
  // Below the project, where it finds its packages.
  const folder = await mkdtemp(join(ROOT, 'node_modules', '.promoting-'));
  const script = join(folder, 'promoting-process.mjs');
  await build({
    entryPoints: [join(ROOT, 'lib/channels/testing/promoting-process.ts')],
    outfile: script,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    tsconfig: join(ROOT, 'tsconfig.json'),
  });
  return {
    start: (store, registry, orders) => startProcess([script, store, registry, JSON.stringify(orders)]),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

function startProcess(parameters: readonly string[]): PromotingProcess {
  const child = spawn(process.execPath, parameters, { stdio: ['ignore', 'pipe', 'pipe'] });
  let [output, complaints] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  const ended = once(child, 'close');
  return {
    process: child,
    async outcomes() {
      await ended;
      if (child.exitCode !== 0) throw new Error(`The promoting process failed:\n${complaints}`);
      return output
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as OrderOutcome);
    },
  };
}
