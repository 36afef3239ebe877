import { AppError } from '@/lib/errors';
import { chartChildren, isChartManifest } from '@/lib/helm/chart-manifest';
import { parseChartMetadata } from '@/lib/helm/chart-metadata';
import type { Digest } from '@/lib/oci/names';
import type { ImageManifest, RawManifest } from '@/lib/oci/manifest';
import { parseManifest } from '@/lib/oci/parse-manifest';
import type { CallOptions, Registry } from '@/lib/oci/registry';
import { RegistryError } from '@/lib/oci/registry-error';

/** What a digest turned out to be. A chart's version is null where its config could not be read. */
export type Content =
  { kind: 'chart'; digest: Digest; version: string | null } | { kind: 'not-a-chart'; digest: Digest };

// A config blob is Chart.yaml as JSON.
const MAX_CONFIG_BYTES = 1024 * 1024;

/**
 * Finds out whether a manifest is a chart, and of which version, from the config blob: annotations are only hints.
 * Of an index, the first child that is a chart counts, as Helm pulls it.
 * @throws RegistryError when the registry can't be asked; never for content that is missing or broken
 */
export async function readContent(
  registry: Pick<Registry, 'getManifest' | 'getBlob'>,
  repository: string,
  manifest: RawManifest,
  options: CallOptions,
): Promise<Content> {
  const chart = await findChart(registry, repository, manifest, options);
  if (chart === undefined) return { kind: 'not-a-chart', digest: manifest.digest };
  const version = await orUndefinedIfBroken(() => readVersion(registry, repository, chart, options));
  return { kind: 'chart', digest: manifest.digest, version: version ?? null };
}

async function findChart(
  registry: Pick<Registry, 'getManifest' | 'getBlob'>,
  repository: string,
  raw: RawManifest,
  options: CallOptions,
): Promise<ImageManifest | undefined> {
  const manifest = await orUndefinedIfBroken(() => parseManifest(raw));
  if (manifest === undefined) return undefined;
  if (manifest.kind === 'manifest') return isChartManifest(manifest) ? manifest : undefined;
  for (const { digest } of chartChildren(manifest)) {
    const child = await orUndefinedIfBroken(async () =>
      parseManifest(await registry.getManifest(repository, digest, options)),
    );
    if (child !== undefined && isChartManifest(child)) return child;
  }
  return undefined;
}

async function readVersion(
  registry: Pick<Registry, 'getManifest' | 'getBlob'>,
  repository: string,
  { config }: ImageManifest,
  options: CallOptions,
): Promise<string> {
  const bytes = await registry.getBlob(repository, config, MAX_CONFIG_BYTES, options);
  const json: unknown = JSON.parse(new TextDecoder().decode(bytes));
  return parseChartMetadata(json).version;
}

// Broken content is an answer here; a registry that does not answer is not.
async function orUndefinedIfBroken<Result>(
  read: () => Result | Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await read();
  } catch (error) {
    const broken =
      error instanceof SyntaxError ||
      error instanceof AppError ||
      (error instanceof RegistryError &&
        ['not_found', 'digest_mismatch', 'too_large', 'protocol'].includes(error.kind));
    if (broken) return undefined;
    throw error;
  }
}
