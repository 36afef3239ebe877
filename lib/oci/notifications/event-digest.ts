import { isDigest, type Digest } from '@/lib/oci/names';

/** The digest a sender names, or null. */
export function eventDigest(value: string | null | undefined): Digest | null {
  return value !== null && value !== undefined && isDigest(value) ? value : null;
}
