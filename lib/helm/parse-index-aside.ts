import { Worker } from 'node:worker_threads';
import { formatBytes } from '@/lib/helm/limits';
import { openPackedIndex, type RepositoryIndex } from '@/lib/helm/packed-index';
import type { IndexResult, IndexTask } from '@/lib/helm/serve-repository-index';
import { canceledError, Gate, type Priority } from '@/lib/oci/gate';
import type { Digest } from '@/lib/oci/names';
import { RegistryError } from '@/lib/oci/registry-error';

/** An index, and the digest of the bytes it was read from. */
export interface ReadIndex {
  digest: Digest;
  index: RepositoryIndex;
}

export interface ParseAsideOptions {
  /** what was read before: given back as it is when the bytes are the same */
  previous?: ReadIndex | undefined;
  signal?: AbortSignal | undefined;
  priority?: Priority | undefined;
  /** at most this long, 60 s by default */
  milliseconds?: number | undefined;
}

/** 50 MiB of YAML take some 6 seconds. */
const MILLISECONDS = 60_000;
/** MiB. What readIndexDocument lets through stays below it: the last resort, as V8 may end the process here. */
const HEAP = 2048;

/** One reading at a time: each may take more than a gigabyte. */
const gate = new Gate(1);

/**
 * Reads the index of a chart repository on a thread of its own, so that 50 MiB of it keep nobody waiting.
 * @param bytes untrusted, gzipped or not; given away where they fill their buffer: empty afterwards
 * @param source the index's address without user info and query, for messages
 * @throws RegistryError as `parseRepositoryIndex`; `timeout` and `too_large` past its limits of time and memory;
 * `canceled` when the signal is aborted
 */
export async function parseIndexAside(
  bytes: Uint8Array,
  source: string,
  { previous, signal, priority = 'background', milliseconds = MILLISECONDS }: ParseAsideOptions = {},
): Promise<ReadIndex> {
  await gate.enter(gate, priority, signal);
  try {
    const result = await runThread(
      { bytes: ownBuffer(bytes), source, known: previous?.digest },
      milliseconds,
      signal,
    );
    if (result.kind === 'failed') throw new RegistryError(result.failure, result.message, { url: source });
    if (result.kind === 'read') return { digest: result.digest, index: openPackedIndex(result.index) };
    if (previous === undefined) throw new Error('The index thread knew what it was not told.');
    return previous;
  } finally {
    gate.leave();
  }
}

/** Small buffers share memory with others, and can't be given away. */
function ownBuffer(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer, byteLength } = bytes;
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength
    ? new Uint8Array(buffer)
    : new Uint8Array(bytes);
}

async function runThread(
  task: IndexTask & { bytes: Uint8Array<ArrayBuffer> },
  milliseconds: number,
  signal: AbortSignal | undefined,
): Promise<IndexResult> {
  if (signal?.aborted === true) throw canceledError(signal);
  const thread = new Worker(new URL('./repository-index-worker.mjs', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: HEAP },
  });
  const ended = new AbortController();
  try {
    return await new Promise<IndexResult>((resolve, reject) => {
      const fail = (kind: 'timeout' | 'too_large', reason: string): void =>
        reject(new RegistryError(kind, `${task.source} ${reason} and was not read.`, { url: task.source }));
      const expire = (): void => fail('timeout', `takes longer than ${milliseconds / 1000} s to read`);
      const timer = setTimeout(expire, milliseconds);
      ended.signal.addEventListener('abort', () => clearTimeout(timer));
      signal?.addEventListener('abort', () => reject(canceledError(signal)), { signal: ended.signal });
      thread.once('message', resolve);
      thread.once('error', (error) => {
        if (!isOutOfMemory(error)) reject(error);
        else fail('too_large', `needs more than ${formatBytes(HEAP * 1024 ** 2)} of memory`);
      });
      thread.once('exit', () => reject(new Error('The index thread ended without an answer.')));
      thread.postMessage(task, [task.bytes.buffer]);
    });
  } finally {
    ended.abort();
    await thread.terminate();
  }
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}
