import { z } from 'zod';
import type { Descriptor } from '@/lib/oci/manifest';
import { OCI_INDEX } from '@/lib/oci/media-types';
import { isDigest, isTag, type Digest } from '@/lib/oci/names';

/**
 * `index.json` of an image layout, as values: every change makes a new list.
 * Rule: https://github.com/opencontainers/image-spec/blob/main/image-layout.md#indexjson-file
 * A manifest is listed once per tag, or once without a name when it has no tag, so that nothing loses it.
 */
const entrySchema = z.looseObject({
  mediaType: z.string(),
  digest: z.string(),
  size: z.int().nonnegative(),
  artifactType: z.string().optional(),
  annotations: z.record(z.string(), z.string()).optional(),
});
const indexSchema = z.looseObject({ schemaVersion: z.literal(2), manifests: z.array(entrySchema) });

export type LayoutEntry = z.infer<typeof entrySchema>;
export type LayoutIndex = z.infer<typeof indexSchema>;

const REF_NAME = 'org.opencontainers.image.ref.name';

/** The index of a layout nothing was pushed to yet. */
export const EMPTY_LAYOUT_INDEX: LayoutIndex = {
  schemaVersion: 2,
  mediaType: OCI_INDEX,
  manifests: [],
};

/**
 * Reads `index.json`. Fields this module does not know are kept.
 * @throws Error when the text is not the JSON of an image index
 */
export function parseLayoutIndex(text: string): LayoutIndex {
  return indexSchema.parse(JSON.parse(text));
}

/**
 * The tag an entry stands for. Other tools write whole references (`registry.example/app:1.2.1`) into the name;
 * then the tag is what follows the last colon.
 */
export function tagOf(entry: LayoutEntry): string | undefined {
  const name = entry.annotations?.[REF_NAME];
  if (name === undefined) return undefined;
  if (isTag(name)) return name;
  const tag = /:([^:/@]+)(?:@.*)?$/.exec(name)?.[1];
  return tag !== undefined && isTag(tag) ? tag : undefined;
}

/** Tag → descriptor. Where a foreign layout names a tag twice, the first entry counts. */
export function tagsOf(index: LayoutIndex): Map<string, Descriptor> {
  const tags = new Map<string, Descriptor>();
  for (const entry of index.manifests) {
    const tag = tagOf(entry);
    const descriptor = toDescriptor(entry);
    if (tag !== undefined && descriptor !== undefined && !tags.has(tag)) tags.set(tag, descriptor);
  }
  return tags;
}

/** Digest → descriptor of every manifest the index itself lists. */
export function manifestsOf(index: LayoutIndex): Map<Digest, Descriptor> {
  const manifests = new Map<Digest, Descriptor>();
  for (const entry of index.manifests) {
    const descriptor = toDescriptor(entry);
    if (descriptor !== undefined && !manifests.has(descriptor.digest))
      manifests.set(descriptor.digest, descriptor);
  }
  return manifests;
}

/** The index with a manifest listed, and `tags` moved to it. What those tags named before stays listed. */
export function withManifest(index: LayoutIndex, manifest: Descriptor, tags: readonly string[]): LayoutIndex {
  const untagged = tags.reduce(withoutTag, index);
  const others = untagged.manifests.filter((entry) => entry.digest !== manifest.digest);
  const kept = untagged.manifests
    .filter((entry) => entry.digest === manifest.digest && tagOf(entry) !== undefined)
    .map((entry) => ({ ...entry, mediaType: manifest.mediaType }));
  const named = [...new Set(tags)].map((tag) => ({
    ...manifest,
    annotations: { ...manifest.annotations, [REF_NAME]: tag },
  }));
  const own: LayoutEntry[] = [...kept, ...named];
  return { ...index, manifests: [...others, ...(own.length > 0 ? own : [{ ...manifest }])] };
}

/** The index without a tag; the manifest it named stays listed by digest. */
export function withoutTag(index: LayoutIndex, tag: string): LayoutIndex {
  const manifests: LayoutEntry[] = [];
  for (const entry of index.manifests) {
    if (tagOf(entry) !== tag) {
      manifests.push(entry);
      continue;
    }
    const listedElsewhere = index.manifests.some(
      (other) => other.digest === entry.digest && tagOf(other) !== tag,
    );
    if (!listedElsewhere && !manifests.some((other) => other.digest === entry.digest))
      manifests.push(withoutName(entry));
  }
  return { ...index, manifests };
}

/** The index without a manifest and all its tags. */
export function withoutManifest(index: LayoutIndex, digest: Digest): LayoutIndex {
  return { ...index, manifests: index.manifests.filter((entry) => entry.digest !== digest) };
}

function withoutName(entry: LayoutEntry): LayoutEntry {
  const { annotations, ...rest } = entry;
  const kept = Object.fromEntries(Object.entries(annotations ?? {}).filter(([key]) => key !== REF_NAME));
  return Object.keys(kept).length > 0 ? { ...rest, annotations: kept } : rest;
}

function toDescriptor(entry: LayoutEntry): Descriptor | undefined {
  const { mediaType, digest, size } = entry;
  return isDigest(digest) ? { mediaType, digest, size } : undefined;
}
