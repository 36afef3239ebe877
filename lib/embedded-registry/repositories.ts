import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isRepositoryName } from '@/lib/oci/names';
import { isMissing } from '@/lib/embedded-registry/blob-files';
import { openLayout, type Layout } from '@/lib/embedded-registry/layout';
import { OciError } from '@/lib/embedded-registry/oci-error';

/**
 * A folder of image layouts, one per repository.
 * `platform/ingress` lives in the folder `platform+ingress`: `+` cannot occur in a repository name, so no two names
 * share a folder, none lies inside another's layout, and folders that start with `_` are free for the registry itself.
 */
export class Repositories {
  readonly folder: string;
  readonly #layouts = new Map<string, Layout>();

  constructor(folder: string) {
    this.folder = folder;
  }

  /**
   * The layout of a repository, to write to; nothing is created yet.
   * @throws OciError `NAME_INVALID` before any path is made
   */
  open(repository: string): Layout {
    return this.#layouts.get(repository) ?? openLayout(repositoryFolder(this.folder, repository));
  }

  /**
   * The layout of a repository that exists; undefined when there is none.
   * @throws OciError `NAME_INVALID`
   */
  async find(repository: string): Promise<Layout | undefined> {
    const layout = this.open(repository);
    if (!(await layout.exists())) return undefined;
    // Only existing ones are kept, so that asking for made-up names costs no memory.
    this.#layouts.set(repository, layout);
    return layout;
  }

  /**
   * The layout of a repository that must exist.
   * @throws OciError `NAME_INVALID`, `NAME_UNKNOWN`
   */
  async get(repository: string): Promise<Layout> {
    const layout = await this.find(repository);
    if (layout === undefined)
      throw new OciError('NAME_UNKNOWN', `There is no repository ${repository} here.`);
    return layout;
  }

  /** Names of all repositories, in ASCII order. */
  async list(): Promise<string[]> {
    const names: string[] = [];
    for (const folder of await this.#folders()) {
      const repository = folder.replaceAll('+', '/');
      if (isRepositoryName(repository) && (await this.open(repository).exists())) names.push(repository);
    }
    return names.sort();
  }

  async #folders(): Promise<string[]> {
    try {
      const entries = await readdir(this.folder, { withFileTypes: true });
      return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  }
}

/**
 * Where a repository's layout lies below the registry's folder.
 * @throws OciError `NAME_INVALID`
 */
export function repositoryFolder(root: string, repository: string): string {
  if (!isRepositoryName(repository)) {
    throw new OciError('NAME_INVALID', `“${repository.slice(0, 260)}” is not a repository name.`);
  }
  return join(root, repository.replaceAll('/', '+'));
}
