import { LRUCache } from 'lru-cache';
import type { Dirent } from 'node:fs';
import { basename } from 'node:path';
import type { ContainedFolder } from '@/lib/oci/layout/contained-folder';
import {
  MAX_INDEX_BYTES,
  parseLayoutIndex,
  type LayoutIndex,
  type LayoutRepository,
} from '@/lib/oci/layout/layout-index';
import { repositoryNameOf } from '@/lib/oci/layout/layout-name';
import { RegistryError } from '@/lib/oci/registry-error';
import { SingleFlight } from '@/lib/oci/single-flight';

/** A repository's part in one layout. */
export interface RepositoryPart extends LayoutRepository {
  /** the layout's folder, relative; the blobs are below it */
  path: string;
}

/** How much of a tree is walked. */
export interface TreeLimits {
  repositories: number;
  /** folders looked into, layouts or not */
  folders: number;
  /** folders below the whole; deeper ones are not looked into */
  depth: number;
}

export const TREE_LIMITS: TreeLimits = { repositories: 100_000, folders: 200_000, depth: 8 };
/** Indexes kept as read, in bytes of their files. */
const MAX_KEPT_BYTES = 64 * 1024 * 1024;
/** Folders looked into at a time. */
const STEP = 32;

interface Survey {
  /** repository → folders of the layouts that hold it, in ASCII order of their paths */
  repositories: Map<string, string[]>;
  /** layout folders that could not be read, with why */
  failures: { path: string; error: RegistryError }[];
}

/**
 * All layouts in a folder, which may be one itself. What is found where is remembered; an index is read again when it
 * changed. Links to folders are not followed: what they lead to is found where it is, or is outside.
 */
export class LayoutTree {
  readonly #folder: ContainedFolder;
  readonly #limits: TreeLimits;
  readonly #surveys = new SingleFlight<Survey>();
  readonly #indexes = new LRUCache<string, { stamp: string; index: LayoutIndex }>({
    maxSize: MAX_KEPT_BYTES,
  });
  #survey: Survey | undefined;

  constructor(folder: ContainedFolder, limits: TreeLimits) {
    this.#folder = folder;
    this.#limits = limits;
  }

  /**
   * Whether the folder is there and, when it is a layout itself, its index can be read.
   * @throws RegistryError `unavailable`, `protocol`, `too_large`, `refused`
   */
  async check(): Promise<void> {
    await this.#folder.check();
    if (isLayout((await this.#folder.list('')) ?? [])) await this.#index('');
  }

  /**
   * Names of all repositories, in ASCII order, by a fresh look. A layout below the folder that can't be read is listed
   * by its path; reading it says why.
   * @throws RegistryError as `check`; `too_large` past the limits
   */
  async repositories(signal: AbortSignal | undefined): Promise<string[]> {
    const { repositories, failures } = await this.#look(signal);
    const names = new Set(repositories.keys());
    for (const { path, error } of failures) {
      if (path === '') throw error;
      names.add(this.#nameOf(path));
    }
    return [...names].sort();
  }

  /**
   * A repository as it is now: its parts, one for each layout that holds some of it.
   * @throws RegistryError `not_found`; as `repositories` where it can't be told
   */
  async find(repository: string, signal: AbortSignal | undefined): Promise<RepositoryPart[]> {
    const known = await this.#parts(repository, this.#survey?.repositories.get(repository) ?? []);
    if (known.length > 0) return known;
    const { repositories, failures } = await this.#look(signal);
    const found = await this.#parts(repository, repositories.get(repository) ?? []);
    if (found.length > 0) return found;
    // It may be in what could not be read: that is not to be told from its absence.
    const failure = failures.find(({ path }) => this.#nameOf(path) === repository) ?? failures[0];
    throw (
      failure?.error ??
      new RegistryError('not_found', `${this.#folder.path} holds no repository ${repository}.`)
    );
  }

  async #parts(repository: string, paths: readonly string[]): Promise<RepositoryPart[]> {
    const parts: RepositoryPart[] = [];
    for (const path of paths) {
      const part = (await this.#index(path))?.get(repository);
      if (part !== undefined) parts.push({ path, ...part });
    }
    return parts;
  }

  #look(signal: AbortSignal | undefined): Promise<Survey> {
    return this.#surveys.join('', signal, async (own) => {
      this.#survey = await this.#walk(own);
      return this.#survey;
    });
  }

  async #walk(signal: AbortSignal): Promise<Survey> {
    await this.#folder.check();
    const survey: Survey = { repositories: new Map(), failures: [] };
    let level = [''];
    let folders = 0;
    for (let depth = 0; depth <= this.#limits.depth && level.length > 0; depth += 1) {
      folders += level.length;
      if (folders > this.#limits.folders) throw this.#tooMany(`${this.#limits.folders} folders`);
      const below: string[] = [];
      for (let start = 0; start < level.length; start += STEP) {
        signal.throwIfAborted();
        const step = level.slice(start, start + STEP);
        for (const children of await Promise.all(step.map((path) => this.#visit(path, survey))))
          below.push(...children);
        if (survey.repositories.size > this.#limits.repositories)
          throw this.#tooMany(`${this.#limits.repositories} repositories`);
      }
      level = below;
    }
    for (const paths of survey.repositories.values()) paths.sort();
    return survey;
  }

  /** Notes what a folder holds. @returns the folders in it to look into */
  async #visit(path: string, survey: Survey): Promise<string[]> {
    const entries = await this.#folder.list(path).catch(failed(path, survey));
    if (entries === undefined) return [];
    const layout = isLayout(entries);
    const index = layout ? await this.#index(path).catch(failed(path, survey)) : undefined;
    for (const repository of index?.keys() ?? []) {
      const paths = survey.repositories.get(repository);
      if (paths === undefined) survey.repositories.set(repository, [path]);
      else paths.push(path);
    }
    return entries
      .filter((entry) => entry.isDirectory() && !/^[._]/.test(entry.name))
      .filter(({ name }) => !(layout && name === 'blobs'))
      .map(({ name }) => (path === '' ? name : `${path}/${name}`));
  }

  /** undefined when the layout is not there any more, or nothing was written to it yet. */
  async #index(path: string): Promise<LayoutIndex | undefined> {
    const file = path === '' ? 'index.json' : `${path}/index.json`;
    const looked = await this.#folder.look(file);
    if (looked === undefined) return undefined;
    const known = this.#indexes.get(path);
    if (known?.stamp === looked.stamp) return known.index;
    // Looked at before it is read: a change in between is seen at the next call.
    const bytes = await this.#folder.read(file, MAX_INDEX_BYTES);
    if (bytes === undefined) return undefined;
    const index = this.#parse(file, bytes, path);
    this.#indexes.set(path, { stamp: looked.stamp, index }, { size: Math.max(bytes.length, 1) });
    return index;
  }

  #parse(file: string, bytes: Uint8Array, path: string): LayoutIndex {
    const own = this.#nameOf(path);
    try {
      return parseLayoutIndex(bytes, path === '' ? (title) => title ?? own : () => own);
    } catch (error) {
      throw new RegistryError(
        'protocol',
        `${this.#folder.nameOf(file)} is not the index of an image layout.`,
        { cause: error },
      );
    }
  }

  /** Chartroom's own registry keeps `platform/ingress` in the folder `platform+ingress`. */
  #nameOf(path: string): string {
    return repositoryNameOf(path === '' ? basename(this.#folder.path) : path.replaceAll('+', '/'));
  }

  #tooMany(what: string): RegistryError {
    return new RegistryError('too_large', `${this.#folder.path} holds more than ${what}; none was listed.`);
  }
}

/** Hauler may leave the marker out, for containerd's sake. */
function isLayout(entries: readonly Dirent[]): boolean {
  const names = new Set(entries.map(({ name }) => name));
  return names.has('oci-layout') || (names.has('index.json') && names.has('blobs'));
}

function failed(path: string, { failures }: Survey): (error: unknown) => undefined {
  return (error) => {
    if (!(error instanceof RegistryError)) throw error;
    failures.push({ path, error });
    return undefined;
  };
}
