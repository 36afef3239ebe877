import { createHash } from 'node:crypto';
import type { Digest } from '@/lib/oci/names';

/** The sha256 digest of `bytes`. */
export function digestOf(bytes: Uint8Array): Digest {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** Whether `bytes` hash to `digest`, by the algorithm the digest names. */
export function matchesDigest(bytes: Uint8Array, digest: Digest): boolean {
  const [algorithm, hex] = digest.split(':') as [string, string];
  return createHash(algorithm).update(bytes).digest('hex') === hex;
}
