import { CONFIRM_AFTER } from '@/lib/channels/confirm-promotion';
import type { ReadableRegistry } from '@/lib/channels/observe-promotion';
import type { RawManifest } from '@/lib/oci/manifest';
import { blobPath, manifestPath } from '@/lib/oci/endpoint';
import { MANIFEST_ACCEPT } from '@/lib/oci/media-types';
import type { Digest } from '@/lib/oci/names';
import type { PutCondition } from '@/lib/oci/registry';

/** One request to a registry, without its login. */
export interface RegistryCall {
  method: 'GET' | 'HEAD' | 'PUT';
  path: string;
  headers: Record<string, string>;
  /** what it is for, in a few words */
  purpose: string;
  /** what a PUT carries */
  body: { digest: Digest; size: number } | null;
}

/**
 * The registry, and every request that is made of it, in order. A blob is read from the registry here although a login
 * of the registry's may redirect it elsewhere.
 */
export function recordCalls(registry: ReadableRegistry): {
  registry: ReadableRegistry;
  calls: RegistryCall[];
} {
  const calls: RegistryCall[] = [];
  const manifest = (method: 'GET' | 'HEAD', repository: string, reference: string): void => {
    calls.push({
      method,
      path: manifestPath(repository, reference),
      headers: { accept: MANIFEST_ACCEPT },
      purpose: method === 'GET' ? 'What is there' : 'Which digest is there',
      body: null,
    });
  };
  return {
    calls,
    registry: {
      getManifest(repository, reference, options) {
        manifest('GET', repository, reference);
        return registry.getManifest(repository, reference, options);
      },
      headManifest(repository, reference, options) {
        manifest('HEAD', repository, reference);
        return registry.headManifest(repository, reference, options);
      },
      getBlob(repository, blob, maxBytes, options) {
        calls.push({
          method: 'GET',
          path: blobPath(repository, blob.digest),
          headers: { accept: '*/*' },
          purpose: 'Which chart and version it is',
          body: null,
        });
        return registry.getBlob(repository, blob, maxBytes, options);
      },
    },
  };
}

/** The requests that move a channel and look whether it stayed, as `promote` and `confirmPromotion` make them. */
export function listMoveCalls(
  repository: string,
  channel: string,
  manifest: RawManifest,
  condition?: PutCondition,
): RegistryCall[] {
  const path = manifestPath(repository, channel);
  const look = { method: 'HEAD', path, headers: { accept: MANIFEST_ACCEPT }, body: null } as const;
  return [
    {
      method: 'PUT',
      path,
      headers: { 'content-type': manifest.mediaType, ...condition },
      purpose: 'Puts the identical bytes under the channel’s tag',
      body: { digest: manifest.digest, size: manifest.bytes.byteLength },
    },
    { ...look, purpose: 'Whether it is there' },
    { ...look, purpose: `Whether it stayed, ${CONFIRM_AFTER / 1000} seconds later` },
  ];
}
