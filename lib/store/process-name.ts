import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';

/** Which process this is, among all that share a store. */
export interface ProcessName {
  /** within which process ids mean the same process: host, boot and PID namespace */
  place: string;
  pid: number;
  /** random characters of this run, as ids are given again */
  run: string;
}

/**
 * Names this process.
 * @param run random characters, new at each start
 */
export async function nameProcess(run: string): Promise<ProcessName> {
  // Containers may share a host name and a data folder, and not the process ids. Other systems than Linux have neither.
  const [boot, namespace] = await Promise.all([
    unlessMissing(readFile('/proc/sys/kernel/random/boot_id', 'utf8')),
    unlessMissing(readlink('/proc/self/ns/pid')),
  ]);
  return { place: [hostname(), boot, namespace].join(' ').trim(), pid: process.pid, run };
}

/** Whether a process of this place runs, whoever owns it. A new one under an old id counts as running. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: there is one, and it is somebody else's.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

async function unlessMissing(text: Promise<string>): Promise<string> {
  try {
    return (await text).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
