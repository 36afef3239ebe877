import { z } from 'zod';
import { isRepositoryName, isTag, type Digest } from '@/lib/oci/names';
import { parseManifest } from '@/lib/oci/parse-manifest';
import type { CallOptions, Registry } from '@/lib/oci/registry';
import { RegistryError } from '@/lib/oci/registry-error';

const MAX_INDEX_BYTES = 32 * 1024 * 1024;
const MAX_NAMES = 100_000;

/** Names beside the artifact's own repository, or in full. */
const Document = z.union([
  z.object({ entries: z.record(z.string(), z.unknown()) }),
  z.object({ repositories: z.array(z.string()).max(MAX_NAMES) }),
]);

/**
 * Reads the repositories that an artifact in the registry lists: as its first layer a JSON document whose `entries` are
 * named after repositories beside it (what VMware's application catalog publishes as `charts-index:latest`), or whose
 * `repositories` are full names.
 * Rule: https://github.com/vmware-tanzu/kubeapps/blob/main/site/content/docs/latest/tutorials/using-an-OCI-registry.md
 * @param reference `<repository>:<tag>`
 * @throws RegistryError `unsupported` for a reference that is none, `protocol` for a document that lists nothing, and
 *   whatever reading the artifact throws
 */
export async function readIndexArtifact(
  registry: Pick<Registry, 'getManifest' | 'getBlob'>,
  reference: string,
  options: CallOptions,
): Promise<string[]> {
  const colon = reference.lastIndexOf(':');
  const repository = reference.slice(0, Math.max(0, colon));
  const tag = reference.slice(colon + 1);
  if (!isRepositoryName(repository) || !isTag(tag))
    throw new RegistryError('unsupported', `“${reference}” is not a repository with a tag.`);
  const manifest = parseManifest(await registry.getManifest(repository, tag, options));
  const layer = manifest.kind === 'manifest' ? manifest.layers[0] : undefined;
  if (layer === undefined)
    throw new RegistryError('protocol', `The index “${reference}” has no layer to read names from.`);
  const blob: { digest: Digest; size: number } = layer;
  const bytes = await registry.getBlob(repository, blob, MAX_INDEX_BYTES, options);
  return namesIn(bytes, repository, reference);
}

function namesIn(bytes: Uint8Array, repository: string, reference: string): string[] {
  const document = Document.safeParse(parseJson(bytes, reference));
  if (!document.success)
    throw new RegistryError('protocol', `The index “${reference}” lists neither entries nor repositories.`);
  if ('repositories' in document.data) return document.data.repositories;
  const parent = repository.slice(0, repository.lastIndexOf('/') + 1);
  return Object.keys(document.data.entries)
    .slice(0, MAX_NAMES)
    .map((name) => parent + name);
}

function parseJson(bytes: Uint8Array, reference: string): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw new RegistryError('protocol', `The index “${reference}” is not JSON.`, { cause: error });
  }
}
