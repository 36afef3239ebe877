import { LRUCache } from 'lru-cache';
import type { RepositoryPart } from '@/lib/oci/layout/layout-tree';
import type { Descriptor, RawManifest } from '@/lib/oci/manifest';
import type { Digest } from '@/lib/oci/names';
import { parseManifest } from '@/lib/oci/parse-manifest';
import { readReferrer, type Referrer } from '@/lib/oci/referrer';
import { isReferrersIndex, referrersTag } from '@/lib/oci/referrers-tag';
import { RegistryError } from '@/lib/oci/registry-error';

/** What manifests were found to refer to is kept: they do not change. */
const MAX_KEPT = 10_000;

/** Who refers to what in image layouts: found by reading every manifest an index lists, once. */
export class LayoutReferrers {
  readonly #kept = new LRUCache<Digest, Referrer | 'none'>({ max: MAX_KEPT });

  /**
   * The referrers of a digest: manifests listed in the indexes, and those below the list that came along from a registry
   * without the referrers API.
   * @param read gives a manifest of the repository
   * @throws RegistryError as `read`, save for what is listed and not there, or no manifest
   */
  async of(
    subject: Digest,
    parts: readonly RepositoryPart[],
    read: (reference: string) => Promise<RawManifest>,
  ): Promise<Descriptor[]> {
    const listed = parts.flatMap(({ manifests }) => [...manifests.keys()]);
    const found: Descriptor[] = [];
    for (const digest of new Set([...listed, ...(await tagged(subject, parts, read))])) {
      const referrer = await this.#referrer(digest, read);
      if (referrer?.subject === subject) found.push(referrer.descriptor);
    }
    return found;
  }

  async #referrer(
    digest: Digest,
    read: (reference: string) => Promise<RawManifest>,
  ): Promise<Referrer | undefined> {
    const kept = this.#kept.get(digest);
    if (kept !== undefined) return kept === 'none' ? undefined : kept;
    let referrer: Referrer | undefined;
    try {
      referrer = readReferrer(await read(digest));
    } catch (error) {
      if (!(error instanceof RegistryError)) throw error;
      if (error.kind === 'not_found') return undefined;
      if (error.kind !== 'protocol' && error.kind !== 'unsupported') throw error;
    }
    this.#kept.set(digest, referrer ?? 'none');
    return referrer;
  }
}

async function tagged(
  subject: Digest,
  parts: readonly RepositoryPart[],
  read: (reference: string) => Promise<RawManifest>,
): Promise<Digest[]> {
  const tag = referrersTag(subject);
  if (!parts.some(({ tags }) => tags.has(tag))) return [];
  const list = await read(tag);
  const index = isReferrersIndex(list, subject) ? parseManifest(list) : undefined;
  return index?.kind === 'index' ? index.manifests.map((entry) => entry.digest) : [];
}
