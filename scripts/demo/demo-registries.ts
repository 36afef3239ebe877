import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startEmbeddedRegistry, type EmbeddedRegistry } from '@/lib/embedded-registry/server';
import { packCharts } from './chart-content';
import { nextBerthScheduler } from './releases/harbour';
import { seedRegistries } from './seed';

const SAMPLES = fileURLToPath(new URL('.', import.meta.url));
const STAGING_PORT = 5101;
const PRODUCTION_PORT = 5102;
const PORTS_TO_TRY = 50;

export interface DemoRegistries {
  staging: EmbeddedRegistry;
  production: EmbeddedRegistry;
  /** a chart archive that no registry has yet, and where it belongs */
  push: { archive: string; repository: string };
  /** Stops both. */
  close(): Promise<void>;
}

/**
 * Starts the two registries of the demo over `<folder>/registries`, filled with the sample charts. They are filled
 * anew, and `<folder>/data` is emptied, when the samples or the production registry's address have changed.
 * @param announce told what is going on, one line at a time
 */
export async function startDemoRegistries(
  folder: string,
  announce: (line: string) => void,
): Promise<DemoRegistries> {
  const root = join(folder, 'registries');
  const staging = await startOnFreePort(join(root, 'staging'), STAGING_PORT);
  const production = await startOnFreePort(
    join(root, 'production'),
    Math.max(PRODUCTION_PORT, staging.port + 1),
  );
  const push = join(folder, 'berth-scheduler-1.2.2.tgz');
  const stampFile = join(folder, 'samples.sha256');
  const host = new URL(production.url).host;
  const stamp = await hashSamples(host);
  if ((await readStamp(stampFile)) !== stamp) {
    announce('Filling two registries with sample charts …');
    await Promise.all(
      [root, join(folder, 'data'), stampFile].map((path) => rm(path, { recursive: true, force: true })),
    );
    await mkdir(folder, { recursive: true });
    await seedRegistries(root, host);
    await writeFile(push, await packNext(host));
    await writeFile(stampFile, stamp);
  }
  announce(`Registries: staging on ${staging.url}, production on ${production.url}`);
  return {
    staging,
    production,
    push: { archive: push, repository: nextBerthScheduler.namespace },
    close: async () => {
      await Promise.all([staging.close(), production.close()]);
    },
  };
}

async function startOnFreePort(folder: string, first: number): Promise<EmbeddedRegistry> {
  for (let port = first; port < first + PORTS_TO_TRY; port += 1) {
    try {
      return await startEmbeddedRegistry({ folder, port });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    }
  }
  throw new Error(`No port from ${first} to ${first + PORTS_TO_TRY - 1} is free for a registry.`);
}

async function packNext(host: string): Promise<Uint8Array> {
  const archive = (await packCharts([nextBerthScheduler], host)).at(-1)?.archive;
  if (archive === undefined) throw new Error('The chart to push has no release.');
  return archive;
}

/** One hash over everything the registries' content comes from. */
async function hashSamples(host: string): Promise<string> {
  const hash = createHash('sha256').update(`${process.version}\0${host}`);
  const entries = await readdir(SAMPLES, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  const packing = fileURLToPath(new URL('../../lib/helm/chart-package.ts', import.meta.url));
  for (const file of [...files.sort(), packing]) hash.update(`\0${file}\0`).update(await readFile(file));
  return hash.digest('hex');
}

async function readStamp(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
