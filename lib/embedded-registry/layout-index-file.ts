import { readFile, stat } from 'node:fs/promises';
import type { Descriptor } from '@/lib/oci/manifest';
import type { Digest } from '@/lib/oci/names';
import { isMissing, replaceFile } from '@/lib/embedded-registry/blob-files';
import {
  EMPTY_LAYOUT_INDEX,
  manifestsOf,
  parseLayoutIndex,
  tagsOf,
  type LayoutIndex,
} from '@/lib/embedded-registry/layout-index';

/** `index.json` as it was last read, with what is looked up in it most. */
export interface ReadLayoutIndex {
  index: LayoutIndex;
  tags: ReadonlyMap<string, Descriptor>;
  manifests: ReadonlyMap<Digest, Descriptor>;
}

const ABSENT = 'absent';

/** `index.json` on disk: read again only when the file changed, replaced whole. Callers hold the folder's lock to write. */
export class LayoutIndexFile {
  readonly #file: string;
  #stamp: string | undefined;
  #read: ReadLayoutIndex = derive(EMPTY_LAYOUT_INDEX);

  constructor(file: string) {
    this.#file = file;
  }

  /**
   * The index as it is now; empty when there is no file.
   * @throws Error when the file is not an image index
   */
  async read(): Promise<ReadLayoutIndex> {
    const stamp = await this.#stampNow();
    if (stamp === this.#stamp) return this.#read;
    // The stamp was taken before the bytes: a change in between is seen at the next call.
    const read = stamp === ABSENT ? derive(EMPTY_LAYOUT_INDEX) : await this.#load();
    this.#stamp = stamp;
    this.#read = read;
    return read;
  }

  /** Replaces the index by what `change` makes of it. */
  async change(change: (index: LayoutIndex) => LayoutIndex): Promise<void> {
    const { index } = await this.read();
    const changed = change(index);
    await replaceFile(this.#file, new TextEncoder().encode(JSON.stringify(changed, null, 2)));
    this.#stamp = undefined;
  }

  async #load(): Promise<ReadLayoutIndex> {
    try {
      return derive(parseLayoutIndex(await readFile(this.#file, 'utf8')));
    } catch (error) {
      if (isMissing(error)) return derive(EMPTY_LAYOUT_INDEX);
      throw new Error(`${this.#file} is not the index of an image layout.`, { cause: error });
    }
  }

  // Time, size and inode together: a replaced file has another inode even within one tick of the clock.
  async #stampNow(): Promise<string> {
    try {
      const { mtimeNs, size, ino } = await stat(this.#file, { bigint: true });
      return `${mtimeNs}-${size}-${ino}`;
    } catch (error) {
      if (isMissing(error)) return ABSENT;
      throw error;
    }
  }
}

function derive(index: LayoutIndex): ReadLayoutIndex {
  return { index, tags: tagsOf(index), manifests: manifestsOf(index) };
}
