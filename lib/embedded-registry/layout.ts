import { readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Descriptor } from '@/lib/oci/manifest';
import { digestOf, matchesDigest } from '@/lib/oci/digest';
import { isDigest, isTag, type Digest } from '@/lib/oci/names';
import {
  blobPath,
  findBlob,
  isMissing,
  removeBlob,
  replaceFile,
  writeBlob,
} from '@/lib/embedded-registry/blob-files';
import { withFolderLock } from '@/lib/embedded-registry/folder-lock';
import { LayoutIndexFile } from '@/lib/embedded-registry/layout-index-file';
import { withManifest, withoutManifest, withoutTag } from '@/lib/embedded-registry/layout-index';
import { readManifestFacts, type ManifestFacts } from '@/lib/embedded-registry/manifest-facts';
import { ManifestGraph } from '@/lib/embedded-registry/manifest-graph';
import { OciError } from '@/lib/embedded-registry/oci-error';

/** A manifest to store: its bytes are kept as they are. */
export interface ManifestToPut {
  bytes: Uint8Array;
  /** Where left out, the manifest's own `mediaType` field counts. */
  mediaType?: string;
  /** The digest it must have. Default: its sha256. */
  digest?: Digest;
  tags?: readonly string[];
}

export interface StoredManifest {
  descriptor: Descriptor;
  facts: ManifestFacts;
}

/**
 * One repository's content as an OCI image layout: `oci-layout`, `index.json` and `blobs/<algorithm>/<hex>`.
 * Rule: https://github.com/opencontainers/image-spec/blob/main/image-layout.md
 *
 * Other tools may write to the folder while nothing here writes: `index.json` is read again when it changed. Blobs are
 * immutable. Nothing is created before the first write.
 */
export class Layout {
  readonly folder: string;
  readonly #index: LayoutIndexFile;
  readonly #graph: ManifestGraph;

  constructor(folder: string) {
    this.folder = resolve(folder);
    this.#index = new LayoutIndexFile(join(this.folder, 'index.json'));
    this.#graph = new ManifestGraph(this.folder);
  }

  /** Whether anything was ever written here. */
  async exists(): Promise<boolean> {
    try {
      await stat(this.#marker);
      return true;
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
    }
  }

  /** Makes the folder a layout, if it is not one yet. */
  async create(): Promise<void> {
    if (!(await this.exists())) await replaceFile(this.#marker, encode({ imageLayoutVersion: '1.0.0' }));
  }

  /** All tags, in ASCII order. */
  async tags(): Promise<string[]> {
    return [...(await this.#index.read()).tags.keys()].sort();
  }

  /** The manifest a tag or digest names, children of listed indexes included; undefined when there is none. */
  async findManifest(reference: string): Promise<Descriptor | undefined> {
    const { index, tags, manifests } = await this.#index.read();
    if (!isDigest(reference)) return tags.get(reference);
    return manifests.get(reference) ?? (await this.#graph.manifests(index, manifests)).get(reference);
  }

  /** The bytes of a manifest or small blob; undefined when the layout does not have them. */
  async readBytes(digest: Digest): Promise<Uint8Array | undefined> {
    try {
      return await readFile(blobPath(this.folder, digest));
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  /**
   * Manifests whose `subject` is `digest`, as the referrers list describes them, in the order of their digests.
   * Rule: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#listing-referrers
   */
  async referrers(digest: Digest): Promise<Descriptor[]> {
    const { index, manifests } = await this.#index.read();
    return this.#graph.referrers(index, manifests, digest);
  }

  /** Stores a blob and returns its digest and size. */
  async putBlob(bytes: Uint8Array): Promise<{ digest: Digest; size: number }> {
    const digest = digestOf(bytes);
    await this.create();
    await writeBlob(this.folder, digest, bytes);
    return { digest, size: bytes.byteLength };
  }

  /**
   * Removes a blob.
   * @returns whether it was there
   * @throws OciError `UNSUPPORTED` when it is a manifest: that is deleted as a manifest, its tags with it
   */
  async deleteBlob(digest: Digest): Promise<boolean> {
    return withFolderLock(this.folder, async () => {
      if ((await this.findManifest(digest)) !== undefined) {
        throw new OciError('UNSUPPORTED', `${digest} is a manifest. Delete it as one.`);
      }
      return removeBlob(this.folder, digest);
    });
  }

  /**
   * Stores a manifest and moves `tags` to it.
   * @throws OciError `MANIFEST_INVALID`, `DIGEST_INVALID`, `MANIFEST_BLOB_UNKNOWN` when something it lists is missing
   */
  async putManifest({ bytes, mediaType = '', digest, tags = [] }: ManifestToPut): Promise<StoredManifest> {
    if (digest !== undefined && !matchesDigest(bytes, digest)) {
      throw new OciError('DIGEST_INVALID', `The manifest does not have the digest ${digest}.`);
    }
    for (const tag of tags) checkTag(tag);
    const facts = readManifestFacts(bytes, mediaType);
    const descriptor = {
      mediaType: facts.mediaType,
      digest: digest ?? digestOf(bytes),
      size: bytes.byteLength,
    };
    return withFolderLock(this.folder, async () => {
      await this.#checkContent(facts);
      await this.create();
      await writeBlob(this.folder, descriptor.digest, bytes);
      await this.#index.change((index) => withManifest(index, descriptor, tags));
      return { descriptor, facts };
    });
  }

  /**
   * Moves a tag to a manifest that is already here.
   * @throws OciError `MANIFEST_UNKNOWN`
   */
  async tag(digest: Digest, tag: string): Promise<void> {
    checkTag(tag);
    await withFolderLock(this.folder, async () => {
      const descriptor = await this.findManifest(digest);
      if (descriptor === undefined)
        throw new OciError('MANIFEST_UNKNOWN', `There is no manifest ${digest} here.`);
      await this.#index.change((index) => withManifest(index, descriptor, [tag]));
    });
  }

  /** Removes a tag and only the tag. @returns whether it was there */
  async untag(tag: string): Promise<boolean> {
    return withFolderLock(this.folder, async () => {
      if ((await this.findManifest(tag)) === undefined) return false;
      await this.#index.change((index) => withoutTag(index, tag));
      return true;
    });
  }

  /** Removes a manifest with all its tags. @returns whether it was there */
  async deleteManifest(digest: Digest): Promise<boolean> {
    return withFolderLock(this.folder, async () => {
      if ((await this.findManifest(digest)) === undefined) return false;
      await this.#index.change((index) => withoutManifest(index, digest));
      await removeBlob(this.folder, digest);
      this.#graph.forget(digest);
      return true;
    });
  }

  get #marker(): string {
    return join(this.folder, 'oci-layout');
  }

  async #checkContent(facts: ManifestFacts): Promise<void> {
    for (const digest of facts.blobs) {
      if ((await findBlob(this.folder, digest)) === undefined) throw missing('blob', digest);
    }
    for (const { digest } of facts.manifests) {
      if ((await this.findManifest(digest)) === undefined) throw missing('manifest', digest);
    }
  }
}

/**
 * Opens the image layout in `folder`, which need not exist yet. Objects over the same folder in one process may be
 * used side by side.
 */
export function openLayout(folder: string): Layout {
  return new Layout(folder);
}

function checkTag(tag: string): void {
  if (!isTag(tag)) throw new OciError('MANIFEST_INVALID', `“${tag.slice(0, 130)}” is not a tag.`);
}

function missing(kind: 'blob' | 'manifest', digest: Digest): OciError {
  const message = `The manifest lists the ${kind} ${digest}, which is not in this repository.`;
  return new OciError('MANIFEST_BLOB_UNKNOWN', message, { detail: { digest } });
}

function encode(json: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(json));
}
