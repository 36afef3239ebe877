import type { Descriptor, Manifest, RawManifest } from '@/lib/oci/manifest';
import type { Digest } from '@/lib/oci/names';
import { parseManifest } from '@/lib/oci/parse-manifest';

/** A manifest that refers to another one. */
export interface Referrer {
  subject: Digest;
  /** as a list of referrers gives it: with `artifactType` and `annotations` */
  descriptor: Descriptor;
}

/**
 * Reads a manifest as a referrer; undefined where it has no subject.
 * Rule: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#listing-referrers
 * @throws RegistryError as `parseManifest`
 */
export function readReferrer(raw: RawManifest): Referrer | undefined {
  const manifest = parseManifest(raw);
  const { subject, annotations } = manifest;
  if (subject === undefined) return undefined;
  const artifactType = artifactTypeOf(manifest);
  return {
    subject: subject.digest,
    descriptor: {
      mediaType: manifest.mediaType,
      digest: raw.digest,
      size: raw.bytes.length,
      ...(artifactType === undefined ? {} : { artifactType }),
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
    },
  };
}

/** What an image manifest does not say itself its config's media type says. An index has none to fall back on. */
function artifactTypeOf(manifest: Manifest): string | undefined {
  return manifest.artifactType ?? (manifest.kind === 'manifest' ? manifest.config.mediaType : undefined);
}
