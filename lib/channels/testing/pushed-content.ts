import { chartConfig, chartManifest, packChart } from '@/lib/helm/chart-package';
import { parseChartMetadata } from '@/lib/helm/chart-metadata';
import { tagForVersion } from '@/lib/helm/chart-tag';
import { digestOf } from '@/lib/oci/digest';
import type { Descriptor, RawManifest } from '@/lib/oci/manifest';
import { OCI_INDEX, OCI_MANIFEST } from '@/lib/oci/media-types';
import type { Digest } from '@/lib/oci/names';
import { putReferrer } from '@/lib/oci/put-referrer';
import type { Registry } from '@/lib/oci/registry';

// What tests push to registries, as Helm, docker, oras and cosign do.

const LAYER = 'application/vnd.oci.image.layer.v1.tar+gzip';
const IMAGE_CONFIG = 'application/vnd.oci.image.config.v1+json';

/** A repository of a registry that takes whatever comes. */
export interface PushPlace {
  registry: Registry;
  repository: string;
}

/** Puts a blob. @returns its descriptor */
async function pushBlob(
  { registry, repository }: PushPlace,
  mediaType: string,
  bytes: Uint8Array,
): Promise<Descriptor> {
  const blob = { digest: digestOf(bytes), size: bytes.length };
  await registry.putBlob(repository, blob, async (offset) => pieces(bytes.subarray(offset)), {
    resume: null,
    onPlace: () => undefined,
    onBytes: () => undefined,
  });
  return { mediaType, ...blob };
}

/** Puts a manifest under its digest, and under tags. @returns its descriptor */
async function pushManifest(
  { registry, repository }: PushPlace,
  mediaType: string,
  document: Readonly<Record<string, unknown>>,
  tags: readonly string[] = [],
): Promise<Descriptor> {
  const manifest = encodeManifest(mediaType, document);
  for (const reference of [manifest.digest, ...tags])
    await registry.putManifest(repository, reference, manifest);
  return { mediaType, digest: manifest.digest, size: manifest.bytes.length };
}

/** Puts a chart as `helm push` does, under its version. @returns its digest */
export async function pushChart(
  place: PushPlace,
  version: string,
  { tags = [tagForVersion(version)], provenance }: { tags?: readonly string[]; provenance?: Uint8Array } = {},
): Promise<Digest> {
  const name = place.repository.slice(place.repository.lastIndexOf('/') + 1);
  const metadata = parseChartMetadata({ apiVersion: 'v2', name, version });
  const config = chartConfig(metadata);
  const archive = await packChart({ 'Chart.yaml': `name: ${name}\nversion: ${version}\n` }, name);
  const parts = { metadata, config, archive, created: '2026-10-01T08:00:00Z' };
  const bytes = chartManifest(provenance === undefined ? parts : { ...parts, provenance });
  for (const blob of [config, archive, ...(provenance === undefined ? [] : [provenance])])
    await pushBlob(place, 'application/octet-stream', blob);
  const manifest = { digest: digestOf(bytes), mediaType: OCI_MANIFEST, bytes };
  for (const reference of [manifest.digest, ...tags])
    await place.registry.putManifest(place.repository, reference, manifest);
  return manifest.digest;
}

/** Puts an image with one layer for each platform, as an index. @returns its digest */
export async function pushImage(
  place: PushPlace,
  tag: string,
  platforms: readonly string[] = ['linux/amd64', 'linux/arm64'],
  layerBytes = 2000,
): Promise<Digest> {
  const manifests: Descriptor[] = [];
  for (const platform of platforms) {
    const [os = '', architecture = ''] = platform.split('/');
    const config = await pushBlob(place, IMAGE_CONFIG, encode({ os, architecture, image: place.repository }));
    const layer = await pushBlob(place, LAYER, noise(`${place.repository} ${tag} ${platform}`, layerBytes));
    const manifest = { schemaVersion: 2, mediaType: OCI_MANIFEST, config, layers: [layer] };
    manifests.push({
      ...(await pushManifest(place, OCI_MANIFEST, manifest)),
      platform: { os, architecture },
    });
  }
  const index = { schemaVersion: 2, mediaType: OCI_INDEX, manifests };
  return (await pushManifest(place, OCI_INDEX, index, [tag])).digest;
}

/** Puts an artifact that refers to another manifest, as `oras attach` does. @returns its digest */
export async function pushReferrer(place: PushPlace, subject: Digest, content: string): Promise<Digest> {
  const config = await pushBlob(place, 'application/vnd.oci.empty.v1+json', encode({}));
  const layer = await pushBlob(place, 'text/plain', new TextEncoder().encode(content));
  const { mediaType, size } = await place.registry.headManifest(place.repository, subject);
  const manifest = encodeManifest(OCI_MANIFEST, {
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    artifactType: 'application/vnd.example.note',
    config,
    layers: [layer],
    subject: { mediaType, digest: subject, size },
  });
  await putReferrer(place.registry, place.repository, manifest);
  return manifest.digest;
}

/** Puts what cosign 2 keeps under a tag of the signed digest. @returns its digest */
export async function pushSignature(
  place: PushPlace,
  signed: Digest,
  suffix: 'sig' | 'att' | 'sbom' = 'sig',
  content = 'signed',
): Promise<Digest> {
  const config = await pushBlob(place, IMAGE_CONFIG, encode({ suffix }));
  const layer = await pushBlob(
    place,
    'application/vnd.dev.cosign.simplesigning.v1+json',
    encode({ content }),
  );
  const tag = `${signed.replace(':', '-')}.${suffix}`;
  const document = { schemaVersion: 2, mediaType: OCI_MANIFEST, config, layers: [layer] };
  return (await pushManifest(place, OCI_MANIFEST, document, [tag])).digest;
}

/** A manifest's bytes, with their digest. */
function encodeManifest(mediaType: string, document: Readonly<Record<string, unknown>>): RawManifest {
  const bytes = encode(document);
  return { digest: digestOf(bytes), mediaType, bytes };
}

/** So many bytes that hardly compress, always the same for one name. */
export function noise(name: string, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let state = 2166136261;
  for (const character of name) state = Math.imul(state ^ character.charCodeAt(0), 16777619);
  for (let index = 0; index < length; index += 1) {
    state = Math.imul(state ^ (state >>> 13), 1540483477) + index;
    bytes[index] = state >>> 16;
  }
  return bytes;
}

async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

function encode(document: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(document));
}
