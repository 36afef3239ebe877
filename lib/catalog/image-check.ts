import type { ImageReport } from '@/lib/catalog/chart';
import { describeFailure, isCanceled } from '@/lib/catalog/failure';
import type { RegistrySource, Source } from '@/lib/catalog/source';
import { AppError } from '@/lib/errors';
import { canonicalHost } from '@/lib/oci/docker-hub';
import { formatImageReference, parseImageReference, type ImageReference } from '@/lib/oci/image-reference';
import type { Descriptor, ImageManifest, Manifest } from '@/lib/oci/manifest';
import type { Digest } from '@/lib/oci/names';
import { parseManifest } from '@/lib/oci/parse-manifest';
import type { CallOptions, Registry } from '@/lib/oci/registry';
import { RegistryError } from '@/lib/oci/registry-error';

/** Image configs hold a history of commands: larger than a chart's. */
const MAX_CONFIG_BYTES = 4 * 1024 * 1024;
/** Platforms listed at most. */
const MAX_PLATFORMS = 50;

/** The configured registry that answers for an image's host, or undefined. */
export function findSource(sources: readonly Source[], host: string): RegistrySource | undefined {
  return sources
    .filter((source): source is RegistrySource => source.kind === 'oci')
    .find(({ url }) => canonicalHost(new URL(url).host) === canonicalHost(host));
}

/** Whether the registry an image names is configured: the only ones that are ever asked. */
export function isAskable(sources: readonly Source[], image: string): boolean {
  const parsed = parseImageReference(image);
  return parsed !== undefined && findSource(sources, parsed.host) !== undefined;
}

/**
 * Asks the registry an image names whether it has it, if it is configured. An image without tag and digest is `latest`.
 * @throws AppError `invalid_reference` when the text is no image reference; RegistryError `canceled`
 */
export async function checkImage(
  sources: readonly Source[],
  image: string,
  call: CallOptions,
): Promise<ImageReport> {
  const parsed = parseImageReference(image);
  if (parsed === undefined) {
    throw new AppError('invalid_reference', `“${image.slice(0, 200)}” is not an image reference.`);
  }
  const source = findSource(sources, parsed.host);
  const report: ImageReport = {
    image,
    presence: 'external',
    registry: source?.name ?? null,
    digest: null,
    size: null,
    platforms: [],
    message: null,
  };
  if (source === undefined) {
    return { ...report, message: `No registry is configured for ${parsed.host}, so it is not asked.` };
  }
  try {
    return { ...report, presence: 'present', ...(await inspect(source.registry, parsed, call)) };
  } catch (error) {
    if (isCanceled(error)) throw error;
    if (error instanceof RegistryError && error.kind === 'not_found') {
      return {
        ...report,
        presence: 'absent',
        message: `${source.name} has no ${formatImageReference(parsed)}.`,
      };
    }
    return { ...report, presence: 'unreachable', message: describeFailure(error) };
  }
}

interface Inspection {
  digest: Digest;
  size: number | null;
  platforms: string[];
}

async function inspect(registry: Registry, image: ImageReference, call: CallOptions): Promise<Inspection> {
  const raw = await registry.getManifest(image.repository, image.digest ?? image.tag ?? 'latest', call);
  const found = { digest: raw.digest, size: null, platforms: [] };
  // It is there, whatever else can or can not be said about it.
  return { ...found, ...(await orNothing(() => describe(registry, image, parseManifest(raw), call))) };
}

async function describe(
  registry: Registry,
  image: ImageReference,
  manifest: Manifest,
  call: CallOptions,
): Promise<Partial<Inspection>> {
  if (manifest.kind === 'manifest') {
    const platform = await orNothing(() => readPlatform(registry, image, manifest, call));
    return { size: sizeOf(manifest), platforms: platform === undefined ? [] : [platform] };
  }
  const children = manifest.manifests.filter(
    ({ platform }) => platform !== undefined && platform.os !== 'unknown',
  );
  const platforms = [...new Set(children.map(({ platform }) => formatPlatform(platform)))].slice(
    0,
    MAX_PLATFORMS,
  );
  const first = children[0] ?? manifest.manifests[0];
  const size =
    first === undefined ? undefined : await orNothing(() => readSize(registry, image, first, call));
  return { platforms, size: size ?? null };
}

async function readSize(
  registry: Registry,
  image: ImageReference,
  { digest }: Descriptor,
  call: CallOptions,
): Promise<number | undefined> {
  const child = parseManifest(await registry.getManifest(image.repository, digest, call));
  return child.kind === 'manifest' ? sizeOf(child) : undefined;
}

async function readPlatform(
  registry: Registry,
  image: ImageReference,
  { config }: ImageManifest,
  call: CallOptions,
): Promise<string | undefined> {
  const bytes = await registry.getBlob(image.repository, config, MAX_CONFIG_BYTES, call);
  const json: unknown = JSON.parse(new TextDecoder().decode(bytes));
  if (typeof json !== 'object' || json === null) return undefined;
  const { os, architecture, variant } = json as Record<string, unknown>;
  if (typeof os !== 'string' || typeof architecture !== 'string') return undefined;
  return formatPlatform({ os, architecture, ...(typeof variant === 'string' && { variant }) });
}

function formatPlatform(platform: Descriptor['platform']): string {
  if (platform === undefined) return 'unknown';
  const { os, architecture, variant } = platform;
  return [os, architecture, variant].filter(Boolean).join('/').slice(0, 100);
}

function sizeOf({ config, layers }: ImageManifest): number {
  return layers.reduce((sum, { size }) => sum + size, config.size);
}

/** A detail that may be missing: broken content leaves it out, and so does a registry that fails only now. */
async function orNothing<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    const expected =
      error instanceof RegistryError || error instanceof AppError || error instanceof SyntaxError;
    if (!expected || isCanceled(error)) throw error;
    return undefined;
  }
}
