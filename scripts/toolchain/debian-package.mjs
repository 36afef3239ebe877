import { existsSync } from 'node:fs';
import { findOnPath, runCommand, say } from './command.mjs';

let queue = Promise.resolve();

/**
 * Installs a Debian package, one at a time, where that is possible: on Debian or a descendant, as root.
 * Quiet when it works; when it does not, what apt said is shown.
 * @param {string} name
 * @returns {Promise<boolean>} whether it is installed now
 */
export function installDebianPackage(name) {
  const installed = queue.then(() => install(name));
  queue = installed.then(() => undefined);
  return installed;
}

/** @param {string} name */
async function install(name) {
  if (!existsSync('/etc/debian_version') || process.getuid?.() !== 0) return false;
  const apt = await findOnPath('apt-get');
  if (apt === undefined) return false;
  say(`Installing the Debian package ${name} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // Another apt run on this machine is waited for rather than failed on.
  const wait = ['-o', 'DPkg::Lock::Timeout=300'];
  const update = await runCommand(apt, [...wait, 'update'], env);
  const result = await runCommand(apt, [...wait, 'install', '-y', '--no-install-recommends', name], env);
  if (result.status === 0) return true;
  process.stderr.write(`${update.status === 0 ? '' : update.output}${result.output}`);
  say(`The Debian package ${name} could not be installed; see above.`);
  return false;
}
