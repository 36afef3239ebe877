import { findOnPath, isExecutable } from './command.mjs';
import { installDebianPackage } from './debian-package.mjs';

/** How a person gets a registry. */
const HINT =
  'No registry program found. Put CNCF distribution’s `registry` on the PATH (Debian: apt-get install docker-registry).';

/**
 * Looks for CNCF distribution's registry: REGISTRY_PATH, then `registry` or `docker-registry` on the PATH.
 * @returns {Promise<import('./command.mjs').Tool>}
 */
export async function findRegistry() {
  const chosen = process.env.REGISTRY_PATH;
  if (chosen !== undefined && chosen !== '') {
    if (await isExecutable(chosen)) return { path: chosen, found: `Registry: ${chosen} (REGISTRY_PATH)` };
    return { path: undefined, missing: `REGISTRY_PATH names ${chosen}, which is not a program.` };
  }
  const path = await findOnPath('registry', 'docker-registry');
  return path === undefined ? { path, missing: HINT } : { path, found: `Registry: ${path}` };
}

/**
 * Finds a registry, or installs Debian's.
 * @returns {Promise<import('./command.mjs').Tool>}
 */
export async function provideRegistry() {
  const tool = await findRegistry();
  if (tool.path !== undefined || (process.env.REGISTRY_PATH ?? '') !== '') return tool;
  return (await installDebianPackage('docker-registry')) ? findRegistry() : tool;
}
