import { z } from 'zod';
import { isDigest, isRepositoryName, type Digest } from '@/lib/oci/names';
import { nameOfEntry } from '@/lib/oci/layout/layout-name';

/** Where a manifest is, by its entry in `index.json`. */
export interface LayoutEntry {
  /** undefined where the entry has none; then the manifest itself says it */
  mediaType: string | undefined;
  digest: Digest;
  /** bytes */
  size: number;
}

/** What one layout holds of one repository. */
export interface LayoutRepository {
  tags: ReadonlyMap<string, LayoutEntry>;
  manifests: ReadonlyMap<Digest, LayoutEntry>;
}

/** `index.json` by repository name. */
export type LayoutIndex = ReadonlyMap<string, LayoutRepository>;

/** A hundred thousand entries of a usual length. */
export const MAX_INDEX_BYTES = 16 * 1024 * 1024;
const MAX_TEXT_LENGTH = 255;
const TITLE = 'org.opencontainers.image.title';

const entrySchema = z.object({
  mediaType: z.string().max(MAX_TEXT_LENGTH).nullish(),
  digest: z.string().max(MAX_TEXT_LENGTH),
  size: z.int().min(0),
  annotations: z.record(z.string(), z.unknown()).nullish(),
});
// Writers in Go leave `null` where a list is empty.
const indexSchema = z.object({ manifests: z.array(entrySchema).nullish() });

/**
 * Reads `index.json`. Entries whose name is no reference belong to the folder's own repository: under the tag they are
 * called by, or reachable by digest only. Where a name is given twice the first entry counts, as Hauler lists an image
 * before the signatures it gives the same name. Entries with another digest algorithm than sha256 and sha512 are left
 * out, as nothing can ask for them.
 * Rule: https://github.com/opencontainers/image-spec/blob/main/image-layout.md#indexjson-file
 * @param bytes at most MAX_INDEX_BYTES
 * @param repositoryOf the repository of an entry that names none, by its title: charts are called by it
 * @throws SyntaxError when it is not JSON, ZodError when it is not an index
 */
export function parseLayoutIndex(
  bytes: Uint8Array,
  repositoryOf: (title: string | undefined) => string,
): LayoutIndex {
  const document: unknown = JSON.parse(new TextDecoder().decode(bytes));
  const { manifests } = indexSchema.parse(document);
  const index = new Map<string, { tags: Map<string, LayoutEntry>; manifests: Map<Digest, LayoutEntry> }>();
  for (const { mediaType, digest, size, annotations } of manifests ?? []) {
    if (!isDigest(digest)) continue;
    const entry = { mediaType: mediaType === null || mediaType === '' ? undefined : mediaType, digest, size };
    const { tag, repository = repositoryOf(titleOf(annotations)) } = nameOfEntry(annotations ?? {});
    const known = index.get(repository) ?? { tags: new Map(), manifests: new Map() };
    index.set(repository, known);
    if (tag !== undefined && !known.tags.has(tag)) known.tags.set(tag, entry);
    if (!known.manifests.has(digest)) known.manifests.set(digest, entry);
  }
  return index;
}

function titleOf(annotations: Readonly<Record<string, unknown>> | null | undefined): string | undefined {
  const title = annotations?.[TITLE];
  return typeof title === 'string' && isRepositoryName(title) ? title : undefined;
}
