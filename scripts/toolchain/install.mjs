import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { say } from './command.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Installs the npm packages when what is in node_modules is not what package-lock.json asks for.
 * @throws Error when Node is too old, or npm fails; its output was shown
 */
export function installDependencies() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new Error(
      `Chartroom needs Node 20.19 or newer; this is ${process.version}. Get one: https://nodejs.org`,
    );
  }
  if (isInstalled(`${ROOT}package-lock.json`, `${ROOT}node_modules/.package-lock.json`)) return;
  say('Installing npm packages …');
  const { status } = spawnSync(
    'npm',
    ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      cwd: ROOT,
      stdio: 'inherit',
    },
  );
  if (status !== 0) throw new Error('npm ci failed; see above.');
}

/**
 * Whether npm's record of node_modules has every package of the lock file in its version. Packages for other systems
 * may be missing. Content is compared, not time: a fresh checkout of an old tree is installed all the same.
 * @param {string} lockFile
 * @param {string} installedFile
 */
export function isInstalled(lockFile, installedFile) {
  if (!existsSync(installedFile)) return false;
  const wanted = readPackages(lockFile);
  const installed = readPackages(installedFile);
  return Object.entries(wanted).every(([path, { version, optional, devOptional }]) => {
    if (path === '') return true;
    const found = installed[path];
    if (found === undefined) return optional === true || devOptional === true;
    return found.version === version;
  });
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, optional?: boolean, devOptional?: boolean }>}
 */
function readPackages(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}
