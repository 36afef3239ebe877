import { spawn } from 'node:child_process';

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();
let interrupted = false;

/** Whether a signal asked this process to end. */
export function isInterrupted() {
  return interrupted;
}

/**
 * Runs a command whose output goes straight to the terminal.
 * It leads its own process group, so that whatever it starts ends with it.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<number>} exit status; 1 when it could not be started or was ended by a signal
 */
export function runAttached(command, args, env = process.env) {
  if (interrupted) return Promise.resolve(1);
  return new Promise((resolve) => {
    const child = spawn(command, args, { env, stdio: ['ignore', 'inherit', 'inherit'], detached: true });
    running.add(child);
    child.on('error', (error) => {
      process.stderr.write(`${error.message}\n`);
      running.delete(child);
      resolve(1);
    });
    child.on('close', (status) => {
      running.delete(child);
      resolve(status ?? 1);
    });
  });
}

/** From now on, Ctrl-C and a request to end reach every command under way; after ten seconds they are killed. */
export function endChildrenOnSignal() {
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => {
      if (interrupted) return;
      interrupted = true;
      signalAll(signal);
      setTimeout(() => signalAll('SIGKILL'), 10_000).unref();
    });
  }
}

/** @param {NodeJS.Signals} signal */
function signalAll(signal) {
  for (const { pid } of running) {
    if (pid === undefined) continue;
    try {
      process.kill(-pid, signal);
    } catch (error) {
      // The group ended between the look and the signal.
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
    }
  }
}
