import { digestUnder } from '@/lib/channels/settle-promotion';
import { tagForVersion } from '@/lib/helm/chart-tag';
import type { Digest } from '@/lib/oci/names';
import type { Registry } from '@/lib/oci/registry';

/** A tag that says a chart's version, and what it points at. */
export interface VersionTag {
  tag: string;
  digest: Digest;
}

/**
 * The tag that says a chart's version, with or without a leading `v`: the one with the chart's digest, else the first
 * that exists, else null.
 * @throws RegistryError when the registry can't be asked
 */
export async function findVersionTag(
  registry: Pick<Registry, 'headManifest'>,
  repository: string,
  { version, digest }: { version: string; digest: Digest },
  signal?: AbortSignal,
): Promise<VersionTag | null> {
  const plain = tagForVersion(version);
  const tags = plain.startsWith('v') ? [plain, plain.slice(1)] : [plain, `v${plain}`];
  let found: VersionTag | null = null;
  for (const tag of tags) {
    const tagged = await digestUnder(registry, repository, tag, signal);
    if (tagged === digest) return { tag, digest: tagged };
    if (tagged !== null) found ??= { tag, digest: tagged };
  }
  return found;
}
