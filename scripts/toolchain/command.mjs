import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/**
 * A program the tests need: where it is and how it was come by, or why it is not to be had.
 * @typedef {{ path: string, found: string } | { path: undefined, missing: string }} Tool
 */

/**
 * @typedef {object} CommandResult
 * @property {number} status exit status; 1 when the command could not be started or was ended by a signal
 * @property {string} output what it wrote, standard output and error in the order they came
 */

/**
 * Runs a command to its end and keeps what it writes. Never throws for a command that fails.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<CommandResult>}
 */
export function runCommand(command, args, env = process.env) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => resolve({ status: 1, output: `${output}${error.message}\n` }));
    child.on('close', (status) => resolve({ status: status ?? 1, output }));
  });
}

/**
 * The first of some programs that the PATH has.
 * @param {...string} names
 * @returns {Promise<string | undefined>} its path
 */
export async function findOnPath(...names) {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  for (const name of names) {
    for (const folder of folders) {
      const path = join(folder, name);
      if (await isExecutable(path)) return path;
    }
  }
  return undefined;
}

/**
 * Whether a file is there and may be run.
 * @param {string} path
 * @returns {Promise<boolean>}
 */
export async function isExecutable(path) {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false; // not there and not executable are one answer here
  }
}

/**
 * Writes one line about what is going on.
 * @param {string} line
 */
export function say(line) {
  process.stdout.write(`${line}\n`);
}
