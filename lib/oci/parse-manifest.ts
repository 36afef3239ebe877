import { z } from 'zod';
import {
  DOCKER_SCHEMA_1,
  isIndexType,
  isManifestType,
  OCI_INDEX,
  OCI_MANIFEST,
  withoutParameters,
} from '@/lib/oci/media-types';
import { isDigest, type Digest } from '@/lib/oci/names';
import type { Descriptor, Manifest, RawManifest } from '@/lib/oci/manifest';
import { RegistryError } from '@/lib/oci/registry-error';

/** The specification has registries accept at least this much; larger manifests are not read. */
export const MAX_MANIFEST_BYTES = 4 * 1024 * 1024;
const MAX_DESCRIPTORS = 4096;
const MAX_ANNOTATIONS = 1024;
const MAX_ANNOTATION_KEY_LENGTH = 1024;
const MAX_ANNOTATION_LENGTH = 256 * 1024;
const MAX_TEXT_LENGTH = 255;

const utf8 = new TextDecoder('utf-8', { fatal: true });
const text = z.string().max(MAX_TEXT_LENGTH);
// Writers in Go leave `null` where a list or a map is empty.
const optionalText = text
  .nullish()
  .transform((value) => (value === null || value === '' ? undefined : value));

/** What an annotation says is a hint: entries that are no text, or past the caps, are left out rather than refused. */
const annotations = z.unknown().optional().transform(readAnnotations);
const ownAnnotations = annotations.transform((value) =>
  Object.keys(value).length === 0 ? undefined : value,
);

function readAnnotations(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  const entries = Object.entries(value).filter(
    (entry): entry is [string, string] =>
      typeof entry[1] === 'string' &&
      entry[1].length <= MAX_ANNOTATION_LENGTH &&
      entry[0].length <= MAX_ANNOTATION_KEY_LENGTH,
  );
  return Object.fromEntries(entries.slice(0, MAX_ANNOTATIONS));
}

const platform = z
  .object({ os: text, architecture: text, variant: optionalText })
  .nullish()
  .transform((value) => value ?? undefined)
  .catch(undefined);

const descriptor = z
  .object({
    mediaType: text,
    digest: z.string().refine((value): value is Digest => isDigest(value), 'not a sha256 or sha512 digest'),
    size: z.int().min(0),
    artifactType: optionalText,
    annotations: ownAnnotations,
    platform,
  })
  .transform((value): Descriptor => dropUndefined(value));

const subject = descriptor.nullish().transform((value) => value ?? undefined);

const imageManifest = z.object({
  artifactType: optionalText,
  config: descriptor,
  layers: z
    .array(descriptor)
    .max(MAX_DESCRIPTORS)
    .nullish()
    .transform((value) => value ?? []),
  subject,
  annotations,
});

const imageIndex = z.object({
  artifactType: optionalText,
  manifests: z
    .array(descriptor)
    .max(MAX_DESCRIPTORS)
    .nullish()
    .transform((value) => value ?? []),
  subject,
  annotations,
});

/**
 * Decides the media type of manifest bytes from what the answer's header and the document say. A document that could
 * be read as manifest and as index at once is refused: https://github.com/advisories/GHSA-77vh-xpmg-72qh
 * @param contentType the `Content-Type` as received; a general type such as `application/json` decides nothing
 * @throws RegistryError `protocol` when the bytes are no manifest or header and document disagree, `unsupported` for
 * Docker's first schema
 */
export function manifestMediaType(bytes: Uint8Array, contentType: string | undefined): string {
  return mediaTypeOf(parseDocument(bytes), contentType);
}

/**
 * Reads untrusted manifest bytes. Unknown fields are left out; `null` lists and maps are empty ones.
 * @throws RegistryError `protocol` when they are not a manifest or index by the image specification, `too_large` past
 * 4 MiB, `unsupported` for Docker's first schema
 */
export function parseManifest({ bytes, mediaType }: Pick<RawManifest, 'bytes' | 'mediaType'>): Manifest {
  const document = parseDocument(bytes);
  const type = mediaTypeOf(document, mediaType);
  if ('manifests' in document)
    return { kind: 'index', mediaType: type, ...dropUndefined(check(imageIndex, document)) };
  return { kind: 'manifest', mediaType: type, ...dropUndefined(check(imageManifest, document)) };
}

function parseDocument(bytes: Uint8Array): Record<string, unknown> {
  if (bytes.length > MAX_MANIFEST_BYTES)
    throw new RegistryError('too_large', `The manifest is larger than ${MAX_MANIFEST_BYTES} bytes.`);
  let document: unknown;
  try {
    document = JSON.parse(utf8.decode(bytes));
  } catch (error) {
    throw new RegistryError('protocol', 'The manifest is not JSON in UTF-8.', { cause: error });
  }
  if (typeof document !== 'object' || document === null || Array.isArray(document))
    throw new RegistryError('protocol', 'The manifest is not a JSON object.');
  return document as Record<string, unknown>;
}

function mediaTypeOf(document: Record<string, unknown>, contentType: string | undefined): string {
  const served = contentType === undefined ? '' : withoutParameters(contentType);
  const own =
    typeof document['mediaType'] === 'string' ? document['mediaType'].slice(0, MAX_TEXT_LENGTH) : '';
  if (document['schemaVersion'] === 1 || DOCKER_SCHEMA_1.includes(served) || DOCKER_SCHEMA_1.includes(own))
    throw new RegistryError(
      'unsupported',
      'The manifest is of Docker’s first schema, which has been withdrawn.',
    );
  const isIndex = 'manifests' in document;
  if (isIndex === ('config' in document || 'layers' in document))
    throw new RegistryError('protocol', 'The document is neither a manifest nor an index.');
  const specific = isManifestType(served) || isIndexType(served);
  if (specific && own !== '' && own !== served)
    throw new RegistryError('protocol', `The manifest says it is ${own}, its Content-Type says ${served}.`);
  const type = own !== '' ? own : specific ? served : isIndex ? OCI_INDEX : OCI_MANIFEST;
  if (isIndex ? isManifestType(type) : isIndexType(type))
    throw new RegistryError('protocol', `The document is called ${type}, and has another shape.`);
  return type;
}

function check<T>(schema: z.ZodType<T>, document: unknown): T {
  const result = schema.safeParse(document);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? 'manifest' : issue.path.join('.');
  throw new RegistryError('protocol', `The manifest is not valid: ${where}: ${issue?.message ?? 'unknown'}.`);
}

function dropUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as T;
}
