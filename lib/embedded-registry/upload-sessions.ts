import { createHash, randomUUID, type Hash } from 'node:crypto';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Digest } from '@/lib/oci/names';
import { fileMatches } from '@/lib/embedded-registry/blob-files';
import { OciError } from '@/lib/embedded-registry/oci-error';

export interface UploadLimits {
  /** bytes of one blob */
  maxBlobBytes: number;
  /** uploads begun and not ended */
  maxSessions: number;
  /** milliseconds without a byte after which an upload is given up */
  idleMs: number;
}

export type HashAlgorithm = 'sha256' | 'sha512';

/** One blob on its way in. */
export interface UploadSession {
  readonly id: string;
  readonly repository: string;
  /** bytes received so far */
  readonly offset: number;
}

interface OpenUpload extends UploadSession {
  offset: number;
  file: string;
  hash: Hash;
  algorithm: HashAlgorithm;
  touchedAt: number;
  writing: boolean;
}

/** What the client said of the bytes it sends; left out where it did not say. */
export interface Chunk {
  /** position of the first byte in the blob */
  start?: number;
  /** bytes */
  length?: number;
}

/**
 * Uploads under way, each a temporary file that is hashed as it arrives. They do not outlive the process.
 * Rule: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-a-blob-in-chunks
 */
export class UploadSessions {
  readonly #folder: string;
  readonly #limits: UploadLimits;
  readonly #now: () => number;
  readonly #uploads = new Map<string, OpenUpload>();

  /**
   * @param folder on the layouts' file system; emptied here, since what is in it was left by a process that is gone
   * @param now milliseconds
   */
  constructor(folder: string, limits: UploadLimits, now: () => number) {
    this.#folder = folder;
    this.#limits = limits;
    this.#now = now;
  }

  /** @throws OciError `TOOMANYREQUESTS` */
  async start(repository: string, algorithm: HashAlgorithm): Promise<UploadSession> {
    await this.dropIdle();
    if (this.#uploads.size >= this.#limits.maxSessions) {
      throw new OciError(
        'TOOMANYREQUESTS',
        `${this.#limits.maxSessions} uploads are under way. Try again later.`,
      );
    }
    const id = randomUUID();
    const upload: OpenUpload = {
      id,
      repository,
      offset: 0,
      file: join(this.#folder, id),
      hash: createHash(algorithm),
      algorithm,
      touchedAt: this.#now(),
      writing: false,
    };
    this.#uploads.set(id, upload);
    await mkdir(this.#folder, { recursive: true });
    return upload;
  }

  /** @throws OciError `BLOB_UPLOAD_UNKNOWN`, also for another repository's upload and one that expired */
  find(repository: string, id: string): UploadSession {
    return this.#get(repository, id);
  }

  /**
   * Adds the bytes of `body`. What arrived before a broken connection counts: the client asks for the offset.
   * @throws OciError 416 out of order, 409 while another request writes; `SIZE_INVALID` when more or fewer bytes came
   *   than announced, 413 past the limit: the upload is given up then
   */
  async append(session: UploadSession, body: AsyncIterable<Uint8Array>, chunk: Chunk): Promise<void> {
    const upload = this.#get(session.repository, session.id);
    if (upload.writing) {
      throw new OciError('BLOB_UPLOAD_INVALID', 'Another request is writing to this upload.', {
        status: 409,
      });
    }
    if (chunk.start !== undefined && chunk.start !== upload.offset) {
      throw outOfOrder(`The next byte of this upload is ${upload.offset}, not ${chunk.start}.`);
    }
    this.#checkSize(upload.offset + (chunk.length ?? 0));
    const end = chunk.length === undefined ? undefined : upload.offset + chunk.length;
    upload.writing = true;
    try {
      await this.#write(upload, body, end);
    } catch (error) {
      if (error instanceof OciError) await this.cancel(upload);
      throw error;
    } finally {
      upload.writing = false;
      upload.touchedAt = this.#now();
    }
  }

  /**
   * Ends an upload whose bytes must have `digest`, and hands its file, synced, to `keep`.
   * @throws OciError `DIGEST_INVALID`; the upload is given up then
   */
  async finish(session: UploadSession, digest: Digest, keep: (file: string) => Promise<void>): Promise<void> {
    const upload = this.#get(session.repository, session.id);
    if (upload.writing) {
      throw new OciError('BLOB_UPLOAD_INVALID', 'Another request is writing to this upload.', {
        status: 409,
      });
    }
    this.#uploads.delete(upload.id);
    try {
      const handle = await open(upload.file, 'a');
      try {
        await handle.sync();
      } finally {
        await handle.close();
      }
      if (!(await hasDigest(upload, digest))) {
        throw new OciError('DIGEST_INVALID', `The bytes sent do not have the digest ${digest}.`);
      }
      await keep(upload.file);
    } finally {
      await rm(upload.file, { force: true });
    }
  }

  /** Gives an upload up. */
  async cancel(session: UploadSession): Promise<void> {
    this.#uploads.delete(session.id);
    await rm(join(this.#folder, session.id), { force: true });
  }

  /** Gives up what has been idle too long. */
  async dropIdle(): Promise<void> {
    for (const upload of this.#uploads.values()) if (this.#isIdle(upload)) await this.cancel(upload);
  }

  /** Gives everything up and removes the folder. */
  async clear(): Promise<void> {
    this.#uploads.clear();
    await rm(this.#folder, { recursive: true, force: true });
  }

  #get(repository: string, id: string): OpenUpload {
    const upload = this.#uploads.get(id);
    if (upload === undefined || upload.repository !== repository || this.#isIdle(upload)) {
      throw new OciError('BLOB_UPLOAD_UNKNOWN', 'There is no such upload. It may have expired: start again.');
    }
    return upload;
  }

  async #write(upload: OpenUpload, body: AsyncIterable<Uint8Array>, end: number | undefined): Promise<void> {
    const handle = await open(upload.file, 'a');
    try {
      for await (const bytes of body) {
        const size = upload.offset + bytes.byteLength;
        if (end !== undefined && size > end) throw wrongLength('More');
        this.#checkSize(size);
        await handle.appendFile(bytes);
        upload.hash.update(bytes);
        upload.offset = size;
        upload.touchedAt = this.#now();
      }
      if (end !== undefined && upload.offset < end) throw wrongLength('Fewer');
    } finally {
      await handle.close();
    }
  }

  #checkSize(bytes: number): void {
    const { maxBlobBytes } = this.#limits;
    if (bytes <= maxBlobBytes) return;
    throw new OciError('SIZE_INVALID', `A blob may have at most ${maxBlobBytes} bytes.`, { status: 413 });
  }

  #isIdle(upload: OpenUpload): boolean {
    return !upload.writing && this.#now() - upload.touchedAt > this.#limits.idleMs;
  }
}

/** The refusal of bytes that do not continue an upload, or of a range outside a blob. */
export function outOfOrder(message: string): OciError {
  return new OciError('BLOB_UPLOAD_INVALID', message, { status: 416 });
}

function wrongLength(than: 'More' | 'Fewer'): OciError {
  return new OciError('SIZE_INVALID', `${than} bytes came than were announced. The upload is given up.`);
}

async function hasDigest(upload: OpenUpload, digest: Digest): Promise<boolean> {
  // The client may name an algorithm it did not announce; then the file is read once more.
  if (!digest.startsWith(`${upload.algorithm}:`)) return fileMatches(upload.file, digest);
  return `${upload.algorithm}:${upload.hash.digest('hex')}` === digest;
}
