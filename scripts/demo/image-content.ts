import { gzipSync } from 'node:zlib';
import type { Layout } from '@/lib/embedded-registry/layout';
import { digestOf } from '@/lib/oci/digest';
import type { Descriptor } from '@/lib/oci/manifest';
import { OCI_INDEX, OCI_MANIFEST } from '@/lib/oci/media-types';
import type { Digest } from '@/lib/oci/names';
import type { SampleImage } from './sample-images';

const CONFIG = 'application/vnd.oci.image.config.v1+json';
const LAYER = 'application/vnd.oci.image.layer.v1.tar+gzip';
const SIMPLE_SIGNING = 'application/vnd.dev.cosign.simplesigning.v1+json';

/** Puts every tag of a made-up image into a layout: real manifests and configs around an empty file system. */
export async function putImage(layout: Layout, { repository, tags, platforms }: SampleImage): Promise<void> {
  for (const tag of tags) {
    const manifests: Descriptor[] = [];
    for (const platform of platforms)
      manifests.push(await putPlatform(layout, `${repository}:${tag}`, platform));
    const [only] = manifests;
    if (manifests.length === 1 && only !== undefined) await layout.tag(only.digest, tag);
    else await put(layout, OCI_INDEX, { schemaVersion: 2, mediaType: OCI_INDEX, manifests }, [tag]);
  }
}

async function putPlatform(layout: Layout, image: string, platform: string): Promise<Descriptor> {
  const [os = 'linux', architecture = 'amd64'] = platform.split('/');
  // An empty tar archive is two blocks of zeros.
  const tar = Buffer.alloc(1024);
  const layer = await layout.putBlob(gzipSync(tar));
  const config = await layout.putBlob(
    encode({
      architecture,
      os,
      config: { Labels: { 'org.opencontainers.image.ref.name': image } },
      rootfs: { type: 'layers', diff_ids: [digestOf(tar)] },
    }),
  );
  const descriptor = await put(
    layout,
    OCI_MANIFEST,
    {
      schemaVersion: 2,
      mediaType: OCI_MANIFEST,
      config: { mediaType: CONFIG, ...config },
      layers: [{ mediaType: LAYER, ...layer }],
    },
    [],
  );
  return { ...descriptor, platform: { os, architecture } };
}

/**
 * Puts what signing tools leave beside a manifest under the tag `sha256-<hex>.sig`. The signature itself is made up.
 * https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md
 */
export async function putSignature(layout: Layout, repository: string, digest: Digest): Promise<void> {
  const payload = await layout.putBlob(
    encode({
      critical: {
        identity: { 'docker-reference': repository },
        image: { 'docker-manifest-digest': digest },
        type: 'cosign container image signature',
      },
      optional: null,
    }),
  );
  const config = await layout.putBlob(
    encode({ architecture: '', os: '', config: {}, rootfs: { type: 'layers', diff_ids: [] } }),
  );
  await put(
    layout,
    OCI_MANIFEST,
    {
      schemaVersion: 2,
      mediaType: OCI_MANIFEST,
      config: { mediaType: CONFIG, ...config },
      layers: [
        {
          mediaType: SIMPLE_SIGNING,
          ...payload,
          annotations: { 'dev.cosignproject.cosign/signature': Buffer.from(digest).toString('base64') },
        },
      ],
    },
    [`${digest.replace(':', '-')}.sig`],
  );
}

async function put(
  layout: Layout,
  mediaType: string,
  manifest: unknown,
  tags: string[],
): Promise<Descriptor> {
  return (await layout.putManifest({ bytes: encode(manifest), mediaType, tags })).descriptor;
}

function encode(json: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(json));
}
