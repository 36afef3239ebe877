import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { extract, type Header } from 'tar-stream';
import { ZeroBlocks } from '@/lib/helm/zero-blocks';

const BLOCK = 512;

/** One entry of a tar archive. */
export interface TarEntry {
  name: string;
  /** tar-stream's name for the type; null when the type is unknown */
  type: Header['type'] | null;
  /** The content, or undefined when it is larger than `limit` bytes. Call it once, while the entry is visited. */
  read(limit: number): Promise<Uint8Array | undefined>;
}

/**
 * Reads a tar stream entry by entry, in order, up to its end-of-archive mark.
 * @param chunks the archive; what it throws is thrown on
 * @param visit called for each entry and waited for; what it leaves unread is skipped, what it throws is thrown on
 * @returns whether entries behind the end of the archive were left out
 * @throws Error of tar-stream when the archive is damaged or cut off
 */
export async function readTarEntries(
  chunks: AsyncIterable<Uint8Array>,
  visit: (entry: TarEntry) => Promise<void>,
): Promise<{ entriesAfterEnd: boolean }> {
  const archive = extract();
  const zeros = new ZeroBlocks();
  const watched = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      zeros.push(chunk);
      yield chunk;
    }
  };

  let entriesAfterEnd = false;
  const walk = async (): Promise<void> => {
    let end = 0;
    for await (const stream of archive) {
      const { header } = stream;
      if (zeros.endsBetween(end, stream.offset)) {
        entriesAfterEnd = true;
        return;
      }
      end = stream.offset + BLOCK + Math.ceil(header.size / BLOCK) * BLOCK;
      await visit({
        name: header.name,
        type: header.type,
        read: (limit) => readUpTo(stream, limit),
      });
      stream.resume();
    }
  };

  // Both ends are waited for, so nothing of this call runs on after it; the source's error is the cause of the other.
  const [fed, walked] = await Promise.allSettled([pipeline(Readable.from(watched()), archive), walk()]);
  if (entriesAfterEnd) return { entriesAfterEnd };
  if (walked.status === 'rejected') throw walked.reason;
  if (fed.status === 'rejected') throw fed.reason;
  return { entriesAfterEnd };
}

async function readUpTo(stream: AsyncIterable<unknown>, limit: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    if (!(chunk instanceof Uint8Array)) throw new TypeError('a tar entry must be read as bytes');
    size += chunk.byteLength;
    if (size <= limit) chunks.push(chunk);
    else chunks.length = 0;
  }
  return size <= limit ? Buffer.concat(chunks) : undefined;
}
