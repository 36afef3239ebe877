import { readFile } from 'node:fs/promises';
import type { Descriptor } from '@/lib/oci/manifest';
import type { Digest } from '@/lib/oci/names';
import { MAX_MANIFEST_BYTES } from '@/lib/oci/parse-manifest';
import { blobPath, isMissing } from '@/lib/embedded-registry/blob-files';
import type { LayoutIndex } from '@/lib/embedded-registry/layout-index';
import { readManifestFacts, type ManifestFacts } from '@/lib/embedded-registry/manifest-facts';
import { OciError } from '@/lib/embedded-registry/oci-error';

/**
 * How the manifests of a layout hang together: indexes and their children, referrers and their subjects. Derived from
 * the manifests themselves; each is read once, as bytes under a digest never change.
 */
export class ManifestGraph {
  readonly #folder: string;
  readonly #facts = new Map<Digest, ManifestFacts | 'opaque'>();
  #walked: { index: LayoutIndex; manifests: ReadonlyMap<Digest, Descriptor> } | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Every manifest in the layout: the listed ones and, below indexes, the children whose bytes are there. */
  async manifests(
    index: LayoutIndex,
    listed: ReadonlyMap<Digest, Descriptor>,
  ): Promise<ReadonlyMap<Digest, Descriptor>> {
    if (this.#walked?.index === index) return this.#walked.manifests;
    const manifests = new Map<Digest, Descriptor>();
    const queue = [...listed.values()];
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      if (manifests.has(next.digest)) continue;
      const facts = await this.#factsOf(next);
      if (facts === undefined) continue;
      manifests.set(next.digest, next);
      if (facts !== 'opaque') queue.push(...facts.manifests);
    }
    this.#walked = { index, manifests };
    return manifests;
  }

  /** The referrers of `subject`, in the order of their digests. */
  async referrers(
    index: LayoutIndex,
    listed: ReadonlyMap<Digest, Descriptor>,
    subject: Digest,
  ): Promise<Descriptor[]> {
    const referrers: Descriptor[] = [];
    for (const descriptor of (await this.manifests(index, listed)).values()) {
      const facts = this.#facts.get(descriptor.digest);
      if (facts === undefined || facts === 'opaque' || facts.subject !== subject) continue;
      const { mediaType, artifactType, annotations } = facts;
      referrers.push({
        mediaType,
        digest: descriptor.digest,
        size: descriptor.size,
        artifactType,
        annotations,
      });
    }
    return referrers.sort((a, b) => (a.digest < b.digest ? -1 : 1));
  }

  /** Drops what is known of a manifest that was deleted. */
  forget(digest: Digest): void {
    this.#facts.delete(digest);
    this.#walked = undefined;
  }

  async #factsOf({ digest, mediaType, size }: Descriptor): Promise<ManifestFacts | 'opaque' | undefined> {
    const known = this.#facts.get(digest);
    if (known !== undefined) return known;
    const facts = size > MAX_MANIFEST_BYTES ? 'opaque' : await this.#readFacts(digest, mediaType);
    if (facts !== undefined) this.#facts.set(digest, facts);
    return facts;
  }

  // A layout written by another tool may list what is no image or index; it is served, but leads nowhere.
  async #readFacts(digest: Digest, mediaType: string): Promise<ManifestFacts | 'opaque' | undefined> {
    try {
      return readManifestFacts(await readFile(blobPath(this.#folder, digest)), mediaType);
    } catch (error) {
      if (isMissing(error)) return undefined;
      if (error instanceof OciError) return 'opaque';
      throw error;
    }
  }
}
