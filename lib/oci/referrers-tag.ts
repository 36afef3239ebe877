import type { RawManifest } from '@/lib/oci/manifest';
import { OCI_INDEX } from '@/lib/oci/media-types';
import type { Digest } from '@/lib/oci/names';

/**
 * The tag under which a registry without the referrers API keeps the list of a digest's referrers.
 * Rule: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#referrers-tag-schema
 */
export function referrersTag(digest: Digest): string {
  const [algorithm = '', hex = ''] = digest.split(':');
  return `${algorithm.slice(0, 32)}-${hex.slice(0, 64)}`;
}

/**
 * Whether what lies under a referrers tag is such a list. Cosign copies an image to that very name, and GitLab answers
 * with the subject itself: https://github.com/oras-project/oras-go/issues/1396
 */
export function isReferrersIndex({ digest, mediaType }: RawManifest, subject: Digest): boolean {
  return mediaType === OCI_INDEX && digest !== subject;
}
