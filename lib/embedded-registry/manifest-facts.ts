import { z } from 'zod';
import { isIndexType, isManifestType } from '@/lib/oci/media-types';
import { isDigest, type Digest } from '@/lib/oci/names';
import { OciError } from '@/lib/embedded-registry/oci-error';

/** What the registry needs to know of a manifest; the bytes themselves are stored and served untouched. */
export interface ManifestFacts {
  mediaType: string;
  /** For an image manifest without one, its config's media type: the rule of the referrers list. */
  artifactType?: string;
  annotations?: Record<string, string>;
  subject?: Digest;
  /** Config and layers that must be in the repository. */
  blobs: Digest[];
  /** Children of an index. */
  manifests: { mediaType: string; digest: Digest; size: number }[];
}

const descriptorSchema = z.looseObject({
  mediaType: z.string().min(1),
  digest: z.string().refine(isDigest, 'is not a sha256 or sha512 digest'),
  size: z.int().nonnegative(),
  urls: z.array(z.string()).optional(),
});
const common = {
  schemaVersion: z.literal(2),
  mediaType: z.string().optional(),
  artifactType: z.string().optional(),
  subject: descriptorSchema.nullish(),
  annotations: z.record(z.string(), z.string()).nullish(),
};
const imageSchema = z.looseObject({
  ...common,
  config: descriptorSchema,
  layers: z.array(descriptorSchema).nullish(),
});
const indexSchema = z.looseObject({ ...common, manifests: z.array(descriptorSchema).nullish() });

/**
 * Reads a manifest pushed as `contentType` (parameters already removed; empty when the client sent none).
 * Rules: https://github.com/opencontainers/image-spec/blob/main/manifest.md and
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-manifests
 * @throws OciError `MANIFEST_INVALID`
 */
export function readManifestFacts(bytes: Uint8Array, contentType: string): ManifestFacts {
  const json = parseJson(bytes);
  const declared = typeof json.mediaType === 'string' ? json.mediaType : '';
  if (declared !== '' && contentType !== '' && declared !== contentType) {
    throw invalid(`the manifest says it is ${declared}, but it was sent as ${contentType}`);
  }
  const mediaType = contentType || declared;
  if (isManifestType(mediaType)) return imageFacts(json, mediaType);
  if (isIndexType(mediaType)) return indexFacts(json, mediaType);
  throw invalid(
    mediaType === '' ? 'its media type is not given' : `media type ${mediaType} is not a manifest's`,
  );
}

function imageFacts(json: unknown, mediaType: string): ManifestFacts {
  const manifest = check(imageSchema, json);
  const stored = [manifest.config, ...(manifest.layers ?? [])].filter(isStoredHere);
  return {
    ...commonFacts(manifest, mediaType),
    artifactType: manifest.artifactType || manifest.config.mediaType,
    blobs: stored.map(({ digest }) => digest),
    manifests: [],
  };
}

function indexFacts(json: unknown, mediaType: string): ManifestFacts {
  const index = check(indexSchema, json);
  const manifests = (index.manifests ?? []).map(({ mediaType: type, digest, size }) => ({
    mediaType: type,
    digest,
    size,
  }));
  return {
    ...commonFacts(index, mediaType),
    ...(index.artifactType ? { artifactType: index.artifactType } : {}),
    blobs: [],
    manifests,
  };
}

function commonFacts(
  manifest: Pick<z.infer<typeof indexSchema>, 'subject' | 'annotations'>,
  mediaType: string,
): Pick<ManifestFacts, 'mediaType' | 'subject' | 'annotations'> {
  return {
    mediaType,
    ...(manifest.subject ? { subject: manifest.subject.digest } : {}),
    ...(manifest.annotations ? { annotations: manifest.annotations } : {}),
  };
}

// Layers that may not be distributed are fetched from their own addresses, never from here.
function isStoredHere(layer: z.infer<typeof descriptorSchema>): boolean {
  const foreign = layer.mediaType.includes('.nondistributable.') || layer.mediaType.includes('.foreign.');
  return !foreign && (layer.urls ?? []).length === 0;
}

function parseJson(bytes: Uint8Array): Record<string, unknown> {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new OciError('MANIFEST_INVALID', 'The manifest is not JSON in UTF-8.', { cause: error });
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw invalid('it is not a JSON object');
  return json as Record<string, unknown>;
}

function check<T>(schema: z.ZodType<T>, json: unknown): T {
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw invalid(`${issue?.path.join('.') || 'manifest'}: ${issue?.message ?? 'is not valid'}`);
}

function invalid(reason: string): OciError {
  return new OciError('MANIFEST_INVALID', `The manifest is not valid: ${reason}.`);
}
