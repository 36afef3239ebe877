import type { Digest } from '@/lib/oci/names';

/**
 * The tag under which a registry without the referrers API keeps the list of a digest's referrers.
 * Rule: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#referrers-tag-schema
 */
export function referrersTag(digest: Digest): string {
  const [algorithm = '', hex = ''] = digest.split(':');
  return `${algorithm.slice(0, 32)}-${hex.slice(0, 64)}`;
}
