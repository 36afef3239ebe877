import type { ChartAddress } from '@/lib/references';
import type { Digest } from '@/lib/oci/names';

/** A manifest of the source, and what it names. */
export interface PartManifest {
  digest: Digest;
  /** bytes */
  size: number;
  /** config and layers; without what may not be distributed */
  blobs: { digest: Digest; size: number }[];
  /** an index's manifests */
  children: Digest[];
  subject: Digest | null;
}

/** A chart or an image with everything that belongs to it: children, referrers, signatures, and theirs. */
export interface TransferPart {
  kind: 'chart' | 'image';
  from: ChartAddress;
  /** the repository in the target registry */
  to: string;
  root: Digest;
  /** what it shall be called in the target; null for nothing */
  tag: string | null;
  /** each once, the root first */
  manifests: PartManifest[];
  /** tags by which cosign finds signatures, attestations and bills of materials */
  signatures: { tag: string; digest: Digest }[];
  /** `linux/arm64`; empty where the root is no index */
  platforms: string[];
}
