import { isAbsolute } from 'node:path';
import { AppError } from '@/lib/errors';
import type { AbilityRecord } from '@/lib/oci/abilities';
import { matchesDigest } from '@/lib/oci/digest';
import { climb, type Discovery } from '@/lib/oci/discovery';
import {
  blobPath,
  checkRepository,
  manifestPath,
  mountPath,
  referrersPath,
  tagsPath,
} from '@/lib/oci/endpoint';
import { canceledError } from '@/lib/oci/gate';
import { ContainedFolder } from '@/lib/oci/layout/contained-folder';
import type { LayoutEntry } from '@/lib/oci/layout/layout-index';
import { LayoutReferrers } from '@/lib/oci/layout/layout-referrers';
import { LayoutTree, TREE_LIMITS, type RepositoryPart, type TreeLimits } from '@/lib/oci/layout/layout-tree';
import type { Descriptor, RawManifest } from '@/lib/oci/manifest';
import { isDigest, type Digest } from '@/lib/oci/names';
import { manifestMediaType, MAX_MANIFEST_BYTES } from '@/lib/oci/parse-manifest';
import type { CallOptions, ListedTag, ManifestReceipt, ReferrersOptions, Registry } from '@/lib/oci/registry';
import { RegistryError } from '@/lib/oci/registry-error';

export interface LayoutRegistryOptions {
  /** absolute: an image layout, or a tree of folders that holds some */
  folder: string;
  /** what the registry is called in addresses */
  url: string;
  limits?: Partial<TreeLimits>;
}

/** Names a page of the catalog holds. */
const PAGE = 1000;

/**
 * Opens a folder of OCI image layouts as a registry to read from: what skopeo, ORAS, Docker, Hauler and Zarf write, and
 * Chartroom's own. Nothing is read before the first call, and nothing is ever written.
 * A manifest's entry in `index.json` names its repository and tag, or its tag alone; then the repository is the folder:
 * its path below `folder`, or for `folder` itself its last part.
 * Rule: https://github.com/opencontainers/image-spec/blob/main/image-layout.md
 *
 * Calls throw RegistryError `unavailable` when the folder is not there, `not_found` for what it does not hold,
 * `protocol` for an index that is none, `refused` for a link that leads out of the folder.
 * @throws AppError `invalid_configuration` when the folder's path is not absolute
 */
export function openLayoutRegistry(options: LayoutRegistryOptions): Registry {
  return new LayoutRegistry(options);
}

interface Location {
  digest: Digest;
  entry: LayoutEntry | undefined;
  parts: readonly RepositoryPart[];
}

interface BlobFile {
  /** relative */
  path: string;
  /** bytes */
  size: number;
}

class LayoutRegistry implements Registry {
  readonly url: string;
  /** no request is counted here */
  readonly headIsFree = false;
  readonly #folder: ContainedFolder;
  readonly #tree: LayoutTree;
  readonly #closing = new AbortController();
  readonly #referrers = new LayoutReferrers();

  constructor({ folder, url, limits }: LayoutRegistryOptions) {
    if (!isAbsolute(folder))
      throw new AppError('invalid_configuration', `Write the whole path of the folder “${folder}”.`);
    this.url = url;
    this.#folder = new ContainedFolder(folder);
    this.#tree = new LayoutTree(this.#folder, { ...TREE_LIMITS, ...limits });
  }

  get requests(): number {
    return this.#folder.filesRead;
  }

  async checkLogin(options: CallOptions = {}): Promise<'unchecked'> {
    await this.ping(options);
    return 'unchecked';
  }

  async mayPush(repository: string): Promise<'no'> {
    checkRepository(repository);
    return 'no';
  }

  async ping(options: CallOptions = {}): Promise<void> {
    this.#proceed(options);
    await this.#tree.check();
  }

  async *catalog(options: CallOptions = {}): AsyncGenerator<string[], void, void> {
    const signal = this.#proceed(options);
    const names = await this.#tree.repositories(signal);
    for (let start = 0; start < names.length; start += PAGE) {
      this.#proceed(options);
      yield names.slice(start, start + PAGE);
    }
  }

  async *discover(
    _namespaces: readonly string[],
    discovery: Discovery,
    options: CallOptions = {},
  ): AsyncGenerator<string[], void, void> {
    yield* climb([{ method: 'catalog', pages: () => this.catalog(options) }], discovery);
  }

  async tags(repository: string, options: CallOptions = {}): Promise<string[]> {
    return (await this.listTags(repository, options)).map(({ tag }) => tag);
  }

  async listTags(repository: string, options: CallOptions = {}): Promise<ListedTag[]> {
    tagsPath(repository);
    const tags = new Map<string, Digest>();
    for (const part of await this.#tree.find(repository, this.#proceed(options)))
      for (const [tag, { digest }] of part.tags) if (!tags.has(tag)) tags.set(tag, digest);
    return [...tags].map(([tag, digest]) => ({ tag, digest }));
  }

  async headManifest(repository: string, reference: string, options: CallOptions = {}): Promise<Descriptor> {
    const { digest, entry, parts } = await this.#locate(repository, reference, options);
    if (entry?.mediaType === undefined) {
      const { mediaType, bytes } = await this.getManifest(repository, reference, options);
      return { mediaType, digest, size: bytes.length };
    }
    const { mediaType, size } = entry;
    const file = await this.#findBlob(parts, digest);
    if (file === undefined) throw this.#noManifest(repository, reference);
    if (file.size !== size) throw this.#wrongSize(file, size);
    return { mediaType, digest, size };
  }

  async getManifest(repository: string, reference: string, options: CallOptions = {}): Promise<RawManifest> {
    const { digest, entry, parts } = await this.#locate(repository, reference, options);
    const bytes = await this.#readBlob(parts, { digest, size: entry?.size }, MAX_MANIFEST_BYTES);
    if (bytes === undefined) throw this.#noManifest(repository, reference);
    return { digest, mediaType: this.#mediaTypeOf(bytes, entry, repository, reference), bytes };
  }

  async putManifest(repository: string, reference: string): Promise<ManifestReceipt> {
    manifestPath(repository, reference);
    throw this.#onlyRead();
  }

  async mountBlob(repository: string, digest: Digest, from: string): Promise<boolean> {
    mountPath(repository, digest, from);
    throw this.#onlyRead();
  }

  async putBlob(repository: string, { digest }: { digest: Digest }): Promise<void> {
    blobPath(repository, digest);
    throw this.#onlyRead();
  }

  async referrers(
    repository: string,
    digest: Digest,
    { artifactType, ...options }: ReferrersOptions = {},
  ): Promise<Descriptor[]> {
    referrersPath(repository, digest);
    const parts = await this.#tree.find(repository, this.#proceed(options));
    const all = await this.#referrers.of(digest, parts, (reference) =>
      this.getManifest(repository, reference, options),
    );
    return all.filter((one) => artifactType === undefined || one.artifactType === artifactType);
  }

  async headBlob(
    repository: string,
    digest: Digest,
    options: CallOptions = {},
  ): Promise<{ size: number } | null> {
    blobPath(repository, digest);
    const parts = await this.#tree.find(repository, this.#proceed(options));
    const file = await this.#findBlob(parts, digest);
    return file === undefined ? null : { size: file.size };
  }

  async openBlob(
    repository: string,
    blob: { digest: Digest; size?: number },
    offset: number,
    options: CallOptions = {},
  ): Promise<AsyncIterable<Uint8Array>> {
    const { digest, size } = blob;
    blobPath(repository, digest);
    const parts = await this.#tree.find(repository, this.#proceed(options));
    const file = await this.#findBlob(parts, digest);
    if (file === undefined) throw this.#noBlob(repository, digest);
    if (size !== undefined && file.size !== size) throw this.#wrongSize(file, size);
    if (!Number.isSafeInteger(offset) || offset < 0 || offset > file.size)
      throw new RangeError(`There is no byte ${offset} in ${digest}.`);
    return this.#readFrom(file, offset, options);
  }

  async getBlob(
    repository: string,
    blob: { digest: Digest; size?: number },
    maxBytes: number,
    options: CallOptions = {},
  ): Promise<Uint8Array> {
    blobPath(repository, blob.digest);
    const parts = await this.#tree.find(repository, this.#proceed(options));
    const bytes = await this.#readBlob(parts, blob, maxBytes);
    if (bytes === undefined) throw this.#noBlob(repository, blob.digest);
    return bytes;
  }

  abilities(): AbilityRecord {
    return {};
  }

  async learnAbilities(): Promise<void> {
    // A folder has none that differ from another's.
  }

  condition(): undefined {
    return undefined;
  }

  async close(): Promise<void> {
    this.#closing.abort();
  }

  #proceed({ signal }: CallOptions): AbortSignal | undefined {
    if (signal?.aborted === true) throw canceledError(signal);
    if (this.#closing.signal.aborted) throw canceledError(this.#closing.signal);
    return signal;
  }

  async *#readFrom(
    file: BlobFile,
    offset: number,
    options: CallOptions,
  ): AsyncGenerator<Uint8Array, void, void> {
    const stream = await this.#folder.stream(file.path, offset);
    if (stream === undefined)
      throw new RegistryError('not_found', `${this.#folder.nameOf(file.path)} is not there any more.`);
    for await (const bytes of stream) {
      this.#proceed(options);
      yield bytes;
    }
  }

  /** Manifests below an index have no entry: they are found as blobs beside it. */
  async #locate(repository: string, reference: string, options: CallOptions): Promise<Location> {
    manifestPath(repository, reference);
    const parts = await this.#tree.find(repository, this.#proceed(options));
    if (isDigest(reference)) {
      const entry = parts.map(({ manifests }) => manifests.get(reference)).find((one) => one !== undefined);
      return { digest: reference, entry, parts };
    }
    for (const part of parts) {
      const entry = part.tags.get(reference);
      if (entry !== undefined) return { digest: entry.digest, entry, parts: [part] };
    }
    throw this.#noManifest(repository, reference);
  }

  async #findBlob(parts: readonly RepositoryPart[], digest: Digest): Promise<BlobFile | undefined> {
    const [algorithm, hex] = digest.split(':') as [string, string];
    for (const { path } of parts) {
      const file = [path, 'blobs', algorithm, hex].filter(Boolean).join('/');
      const looked = await this.#folder.look(file);
      if (looked !== undefined) return { path: file, size: looked.size };
    }
    return undefined;
  }

  async #readBlob(
    parts: readonly RepositoryPart[],
    { digest, size }: { digest: Digest; size?: number | undefined },
    maxBytes: number,
  ): Promise<Uint8Array | undefined> {
    const file = await this.#findBlob(parts, digest);
    if (file === undefined) return undefined;
    if (size !== undefined && size <= maxBytes && file.size !== size) throw this.#wrongSize(file, size);
    const bytes = await this.#folder.read(file.path, maxBytes);
    if (bytes !== undefined && !matchesDigest(bytes, digest))
      throw new RegistryError(
        'digest_mismatch',
        `${this.#folder.nameOf(file.path)} does not have that digest.`,
      );
    return bytes;
  }

  #mediaTypeOf(
    bytes: Uint8Array,
    entry: LayoutEntry | undefined,
    repository: string,
    reference: string,
  ): string {
    try {
      return manifestMediaType(bytes, entry?.mediaType);
    } catch (error) {
      if (!(error instanceof RegistryError)) throw error;
      // A blob that no index lists and that is no manifest is a config or a layer.
      if (entry === undefined) throw this.#noManifest(repository, reference, error);
      throw new RegistryError(
        error.kind,
        `${nameOf(repository, reference)} in ${this.#folder.path}: ${error.message}`,
        {
          cause: error,
        },
      );
    }
  }

  #noManifest(repository: string, reference: string, cause?: unknown): RegistryError {
    return new RegistryError(
      'not_found',
      `${this.#folder.path} holds no manifest ${nameOf(repository, reference)}.`,
      { cause },
    );
  }

  #noBlob(repository: string, digest: Digest): RegistryError {
    return new RegistryError('not_found', `${this.#folder.path} holds no blob ${repository}@${digest}.`);
  }

  #onlyRead(): RegistryError {
    return new RegistryError('unsupported', `${this.#folder.path} is only read; nothing is put into it.`);
  }

  #wrongSize(file: BlobFile, size: number): RegistryError {
    return new RegistryError(
      'digest_mismatch',
      `${this.#folder.nameOf(file.path)} is ${file.size} bytes long instead of ${size}.`,
    );
  }
}

function nameOf(repository: string, reference: string): string {
  return `${repository}${isDigest(reference) ? '@' : ':'}${reference}`;
}
