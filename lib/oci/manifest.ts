import type { Digest } from '@/lib/oci/names';

/** Points at content by digest: https://github.com/opencontainers/image-spec/blob/main/descriptor.md */
export interface Descriptor {
  mediaType: string;
  digest: Digest;
  /** bytes */
  size: number;
  artifactType?: string;
  annotations?: Record<string, string>;
  platform?: { os: string; architecture: string; variant?: string };
}

/** A manifest exactly as the registry serves it. The digest is computed from the bytes, never taken on trust. */
export interface RawManifest {
  digest: Digest;
  mediaType: string;
  bytes: Uint8Array;
  /** the answer's `ETag`, quotes included, where it had one */
  etag?: string;
}

/** https://github.com/opencontainers/image-spec/blob/main/manifest.md (the Docker v2 manifest has the same shape) */
export interface ImageManifest {
  kind: 'manifest';
  mediaType: string;
  artifactType?: string;
  config: Descriptor;
  layers: Descriptor[];
  subject?: Descriptor;
  annotations: Record<string, string>;
}

/** https://github.com/opencontainers/image-spec/blob/main/image-index.md (or a Docker manifest list) */
export interface ImageIndex {
  kind: 'index';
  mediaType: string;
  artifactType?: string;
  manifests: Descriptor[];
  subject?: Descriptor;
  annotations: Record<string, string>;
}

export type Manifest = ImageManifest | ImageIndex;
