import { constants, type Dirent, type Stats } from 'node:fs';
import { open, readdir, realpath, stat, type FileHandle } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { RegistryError } from '@/lib/oci/registry-error';

/** Bytes a stream reads at once. */
const STREAMED_AT_ONCE = 256 * 1024;

/** A file as it was when it was looked at. */
export interface FileStamp {
  /** another text once the file was changed or replaced */
  stamp: string;
  /** bytes */
  size: number;
}

/**
 * A folder of which nothing outside is ever read, whatever links it holds: each path is resolved first, and what it
 * leads to must lie inside. The folder itself may be a link.
 * Paths are relative to it, with `/` between their parts, and come from listings and checked digests only.
 */
export class ContainedFolder {
  /** as configured; for messages */
  readonly path: string;
  #filesRead = 0;

  /** @param path absolute */
  constructor(path: string) {
    this.path = path;
  }

  /** how many files were read so far */
  get filesRead(): number {
    return this.#filesRead;
  }

  /**
   * Checks that the folder is there.
   * @throws RegistryError `unavailable` naming the folder
   */
  async check(): Promise<void> {
    const root = await this.#root();
    if (!(await stat(/* turbopackIgnore: true */ root)).isDirectory())
      throw new RegistryError('unavailable', `${this.path} is not a folder.`);
  }

  /**
   * What a folder holds; undefined when there is no such folder.
   * @throws RegistryError `unavailable` when it can't be read or the whole is not there, `refused` when it lies outside
   */
  async list(path: string): Promise<Dirent[] | undefined> {
    const resolved = await this.#resolve(path);
    if (resolved === undefined) return undefined;
    return this.#unlessMissing(path, () =>
      readdir(/* turbopackIgnore: true */ resolved, { withFileTypes: true }),
    );
  }

  /**
   * What tells whether a file was changed; undefined when there is none.
   * @throws RegistryError as `list`
   */
  async look(path: string): Promise<FileStamp | undefined> {
    const resolved = await this.#resolve(path);
    if (resolved === undefined) return undefined;
    return this.#unlessMissing(path, async () => {
      const { ino, size, mtimeNs } = await stat(/* turbopackIgnore: true */ resolved, { bigint: true });
      // With the inode: a replaced file has another one even within one tick of the clock.
      return { stamp: `${resolved} ${ino} ${size} ${mtimeNs}`, size: Number(size) };
    });
  }

  /**
   * The bytes of a file; undefined when there is none.
   * @throws RegistryError as `list`; `too_large` past `maxBytes`, `protocol` when it is no ordinary file
   */
  async read(path: string, maxBytes: number): Promise<Uint8Array | undefined> {
    return this.#openFile(path, async (file) => {
      try {
        return await this.#readWhole(file, path, maxBytes);
      } finally {
        await file.close();
      }
    });
  }

  /**
   * The bytes of a file from `offset` on, as a stream that closes it at its end, or when its reader leaves; undefined
   * when there is none.
   * @throws RegistryError as `list`; `protocol` when it is no ordinary file
   */
  async stream(path: string, offset: number): Promise<AsyncIterable<Uint8Array> | undefined> {
    return this.#openFile(path, async (file) => {
      try {
        await this.#checkOrdinary(file, path);
      } catch (error) {
        await file.close();
        throw error;
      }
      return file.createReadStream({ start: offset, highWaterMark: STREAMED_AT_ONCE });
    });
  }

  /** The path as a person would write it. */
  nameOf(path: string): string {
    return join(this.path, path);
  }

  async #openFile<T>(path: string, use: (file: FileHandle) => Promise<T>): Promise<T | undefined> {
    const resolved = await this.#resolve(path);
    if (resolved === undefined) return undefined;
    return this.#unlessMissing(path, async () => {
      // Resolved means without links; a link put there meanwhile is not followed, and a pipe does not hold us up.
      const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
      const file = await open(/* turbopackIgnore: true */ resolved, flags);
      this.#filesRead += 1;
      return use(file);
    });
  }

  async #checkOrdinary(file: FileHandle, path: string): Promise<Stats> {
    const facts = await file.stat();
    if (!facts.isFile()) throw new RegistryError('protocol', `${this.nameOf(path)} is no ordinary file.`);
    return facts;
  }

  async #readWhole(file: FileHandle, path: string, maxBytes: number): Promise<Uint8Array> {
    const facts = await this.#checkOrdinary(file, path);
    if (facts.size > maxBytes) throw this.#tooLarge(path, maxBytes);
    const bytes = Buffer.alloc(facts.size);
    let length = 0;
    while (length < bytes.length) {
      const { bytesRead } = await file.read(bytes, length, bytes.length - length, length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return bytes.subarray(0, length);
  }

  #tooLarge(path: string, maxBytes: number): RegistryError {
    return new RegistryError('too_large', `${this.nameOf(path)} is larger than ${maxBytes} bytes.`);
  }

  async #root(): Promise<string> {
    try {
      return await realpath(/* turbopackIgnore: true */ this.path);
    } catch (error) {
      const reason = isMissing(error) ? 'is not there' : `can't be read: ${codeOf(error)}`;
      throw new RegistryError('unavailable', `The folder ${this.path} ${reason}.`, { cause: error });
    }
  }

  async #resolve(path: string): Promise<string | undefined> {
    const root = await this.#root();
    const resolved = await this.#unlessMissing(path, () =>
      realpath(/* turbopackIgnore: true */ join(root, path)),
    );
    if (resolved === undefined || resolved === root) return resolved;
    if (!resolved.startsWith(root.endsWith(sep) ? root : root + sep))
      throw new RegistryError(
        'refused',
        `${this.nameOf(path)} leads out of ${this.path}; that is not followed.`,
      );
    return resolved;
  }

  async #unlessMissing<T>(path: string, look: () => Promise<T>): Promise<T | undefined> {
    try {
      return await look();
    } catch (error) {
      if (error instanceof RegistryError) throw error;
      if (isMissing(error)) return undefined;
      throw new RegistryError('unavailable', `${this.nameOf(path)} can't be read: ${codeOf(error)}.`, {
        cause: error,
      });
    }
  }
}

function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(codeOf(error));
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
