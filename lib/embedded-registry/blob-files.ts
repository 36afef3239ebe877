import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, type ReadStream } from 'node:fs';
import { copyFile, link, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Digest } from '@/lib/oci/names';

/** A blob on disk. */
export interface StoredBlob {
  digest: Digest;
  /** bytes */
  size: number;
}

/**
 * Where a layout keeps a blob: `blobs/<algorithm>/<hex>`.
 * Rule: https://github.com/opencontainers/image-spec/blob/main/image-layout.md#blobs
 */
export function blobPath(layoutFolder: string, digest: Digest): string {
  const [algorithm, hex] = digest.split(':') as [string, string];
  return join(layoutFolder, 'blobs', algorithm, hex);
}

/** The blob's size, or undefined when the layout does not have it. */
export async function findBlob(layoutFolder: string, digest: Digest): Promise<StoredBlob | undefined> {
  try {
    const { size } = await stat(blobPath(layoutFolder, digest));
    return { digest, size };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** A stream over the blob, or over the bytes `start` to `end` of it (both inclusive). */
export function readBlob(
  layoutFolder: string,
  digest: Digest,
  range?: { start: number; end: number },
): ReadStream {
  return createReadStream(blobPath(layoutFolder, digest), range);
}

/** Writes bytes under their digest: temporary file, fsync, rename. A blob that is already there is left alone. */
export async function writeBlob(layoutFolder: string, digest: Digest, bytes: Uint8Array): Promise<void> {
  if ((await findBlob(layoutFolder, digest)) !== undefined) return;
  await replaceFile(blobPath(layoutFolder, digest), bytes);
}

/** Moves a finished, synced file of the same file system into the layout. */
export async function adoptBlob(layoutFolder: string, digest: Digest, file: string): Promise<void> {
  const target = blobPath(layoutFolder, digest);
  await mkdir(dirname(target), { recursive: true });
  await rename(file, target);
  await syncFolder(dirname(target));
}

/** Gives another layout the same blob without copying it where the file system can. Both must be on one machine. */
export async function linkBlob(fromFolder: string, toFolder: string, digest: Digest): Promise<void> {
  const target = blobPath(toFolder, digest);
  await mkdir(dirname(target), { recursive: true });
  try {
    await link(blobPath(fromFolder, digest), target);
  } catch (error) {
    if (isCode(error, 'EEXIST')) return;
    if (!isCode(error, 'EXDEV', 'EPERM', 'ENOTSUP', 'EMLINK')) throw error;
    const copy = `${target}.${randomUUID()}`;
    await copyFile(blobPath(fromFolder, digest), copy);
    await rename(copy, target);
  }
  await syncFolder(dirname(target));
}

/** Removes a blob. @returns whether it was there */
export async function removeBlob(layoutFolder: string, digest: Digest): Promise<boolean> {
  try {
    await rm(blobPath(layoutFolder, digest));
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/** Hashes a file by the algorithm of `digest` and says whether it matches. */
export async function fileMatches(file: string, digest: Digest): Promise<boolean> {
  const [algorithm, hex] = digest.split(':') as [string, string];
  const hash = createHash(algorithm);
  for await (const chunk of createReadStream(file)) hash.update(chunk as Uint8Array);
  return hash.digest('hex') === hex;
}

/** Replaces a file whole: a reader sees the old bytes or the new ones, also after a power cut. */
export async function replaceFile(file: string, bytes: Uint8Array): Promise<void> {
  const folder = dirname(file);
  await mkdir(folder, { recursive: true });
  const temporary = join(folder, `.${randomUUID()}`);
  try {
    const handle = await open(temporary, 'wx');
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(folder);
}

/** Whether an error says that a file or folder does not exist. */
export function isMissing(error: unknown): boolean {
  return isCode(error, 'ENOENT', 'ENOTDIR');
}

function isCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

// A rename is durable only once its folder is: https://man7.org/linux/man-pages/man2/fsync.2.html
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
