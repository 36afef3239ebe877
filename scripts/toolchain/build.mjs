import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const STAMP = join(ROOT, '.next', 'sources.sha256');
const SOURCES = [
  'app',
  'components',
  'lib',
  'public',
  'instrumentation.ts',
  'proxy.ts',
  'next.config.js',
  'postcss.config.mjs',
  'tsconfig.json',
  'package-lock.json',
];

/**
 * One hash over everything a build reads, and over the Node version it runs on. Tests are not part of it.
 * @param {string} [root]
 * @returns {string}
 */
export function hashSources(root = ROOT) {
  const hash = createHash('sha256').update(process.version);
  for (const source of SOURCES) {
    for (const file of filesOf(root, source)) {
      hash.update(`\0${file}\0`).update(readFileSync(join(root, file)));
    }
  }
  return hash.digest('hex');
}

/** Whether `.next` holds a build of exactly these sources. */
function isBuilt() {
  if (!existsSync(join(ROOT, '.next', 'BUILD_ID')) || !existsSync(STAMP)) return false;
  return readFileSync(STAMP, 'utf8') === hashSources();
}

/**
 * Builds the app, unless it is built already.
 * @param {(command: string, args: string[], env: NodeJS.ProcessEnv) => Promise<number>} run runs a command in the
 *   repository's folder and gives its exit status
 * @returns {Promise<'built' | 'unchanged' | 'failed'>}
 */
export async function buildApp(run) {
  if (isBuilt()) return 'unchanged';
  const sources = hashSources();
  const next = join(ROOT, 'node_modules', 'next', 'dist', 'bin', 'next');
  const status = await run(process.execPath, [next, 'build'], {
    ...process.env,
    NEXT_TELEMETRY_DISABLED: '1',
  });
  if (status !== 0) return 'failed';
  writeFileSync(STAMP, sources);
  return 'built';
}

/**
 * Files below a folder, or the one file; none when there is no such thing. Sorted, so that the hash is one.
 * @param {string} root
 * @param {string} source
 * @returns {string[]}
 */
function filesOf(root, source) {
  if (!existsSync(join(root, source))) return [];
  if (/\.[a-z]+$/.test(source)) return [source];
  return readdirSync(join(root, source), { recursive: true, encoding: 'utf8' })
    .map((file) => join(source, file))
    .filter((file) => !/\.test\.tsx?$/.test(file) && statSync(join(root, file)).isFile())
    .sort();
}
