import { parentPort } from 'node:worker_threads';
import { packIndex, type PackedIndex } from '@/lib/helm/packed-index';
import { parseRepositoryIndex } from '@/lib/helm/repository-index';
import { digestOf } from '@/lib/oci/digest';
import type { Digest } from '@/lib/oci/names';
import { RegistryError, type RegistryErrorKind } from '@/lib/oci/registry-error';

/** What the thread is given. */
export interface IndexTask {
  bytes: Uint8Array;
  source: string;
  /** of bytes that need not be read again */
  known: Digest | undefined;
}

/** What the thread answers. */
export type IndexResult =
  | { kind: 'read'; digest: Digest; index: PackedIndex }
  | { kind: 'known' }
  | { kind: 'failed'; failure: RegistryErrorKind; message: string };

/** Waits for one task, answers it, and gives the answer's bytes away instead of copying them. */
export function serveRepositoryIndex(): void {
  parentPort?.once('message', (task: IndexTask) => {
    const result = carryOut(task);
    const transfer = result.kind === 'read' ? [result.index.ends.buffer, result.index.bytes.buffer] : [];
    parentPort?.postMessage(result, transfer);
  });
}

function carryOut({ bytes, source, known }: IndexTask): IndexResult {
  const digest = digestOf(bytes);
  if (digest === known) return { kind: 'known' };
  try {
    return { kind: 'read', digest, index: packIndex(parseRepositoryIndex(bytes, source)) };
  } catch (error) {
    if (error instanceof RegistryError)
      return { kind: 'failed', failure: error.kind, message: error.message };
    throw error; // reaches the parent as the thread's failure
  }
}
