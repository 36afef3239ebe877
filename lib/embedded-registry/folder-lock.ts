const tails = new Map<string, Promise<unknown>>();

/**
 * Runs `run` after everything else this process runs for the same folder, also through other objects over that
 * folder. Other processes are not held off: one process writes to a layout at a time.
 */
export async function withFolderLock<T>(folder: string, run: () => Promise<T>): Promise<T> {
  const before = tails.get(folder) ?? Promise.resolve();
  const result = before.then(run, run);
  tails.set(folder, result);
  try {
    return await result;
  } finally {
    if (tails.get(folder) === result) tails.delete(folder);
  }
}
