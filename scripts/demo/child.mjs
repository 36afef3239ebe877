import { spawn } from 'node:child_process';

/** How long a process may take to end itself, in milliseconds. */
const PATIENCE = 5000;
/** The end of what a process wrote is enough to say why it failed. */
const MAX_OUTPUT = 64 * 1024;

/**
 * A process of ours: it leads its own group, so that it ends only when told, and whatever it starts ends with it.
 * @typedef {object} Child
 * @property {Promise<number>} ended exit status; 1 when it could not be started or was ended by a signal
 * @property {() => boolean} isEnded
 * @property {() => string} output the end of what it wrote
 * @property {() => Promise<void>} stop asks it to end, and kills it after five seconds
 */

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Child}
 */
export function startChild(command, args, env) {
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let output = '';
  let isEnded = false;
  /** @param {string} text */
  const keep = (text) => {
    output = (output + text).slice(-MAX_OUTPUT);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  /** @type {Promise<number>} */
  const ended = new Promise((resolve) => {
    child.on('error', (error) => {
      keep(`${error.message}\n`);
      isEnded = true;
      resolve(1);
    });
    child.on('close', (status) => {
      isEnded = true;
      resolve(status ?? 1);
    });
  });
  return {
    ended,
    isEnded: () => isEnded,
    output: () => output,
    stop: async () => {
      if (isEnded || child.pid === undefined) return;
      signalGroup(child.pid, 'SIGTERM');
      const timer = setTimeout(signalGroup, PATIENCE, child.pid, 'SIGKILL');
      await ended;
      clearTimeout(timer);
    },
  };
}

/**
 * @param {number} pid
 * @param {NodeJS.Signals} signal
 */
function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    // It ended between the look and the signal.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
