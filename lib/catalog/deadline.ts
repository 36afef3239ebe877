import { RegistryError } from '@/lib/oci/registry-error';

/**
 * Waits for work that goes on whether anyone waits or not.
 * @param milliseconds how long at most
 * @returns `done` with the work's failure thrown, or `late` when the time is up
 * @throws RegistryError `canceled` when the waiting is given up; the work goes on
 */
export async function waitAtMost(
  work: Promise<void>,
  milliseconds: number,
  signal: AbortSignal | undefined,
): Promise<'done' | 'late'> {
  let timer: NodeJS.Timeout | undefined;
  let abort: (() => void) | undefined;
  const late = new Promise<'late'>((resolve, reject) => {
    timer = setTimeout(() => resolve('late'), milliseconds).unref();
    abort = () => reject(new RegistryError('canceled', 'Nobody waits for the answer any more.'));
    if (signal?.aborted === true) abort();
    else signal?.addEventListener('abort', abort, { once: true });
  });
  try {
    return await Promise.race([work.then((): 'done' => 'done'), late]);
  } finally {
    clearTimeout(timer);
    if (abort !== undefined) signal?.removeEventListener('abort', abort);
  }
}
