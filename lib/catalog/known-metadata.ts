import { artifacts, configs } from '@/lib/catalog/artifact';
import type { ChartMetadata } from '@/lib/helm/chart-metadata';
import type { Digest } from '@/lib/oci/names';
import type { Store } from '@/lib/store/store';

/** The metadata of releases as far as the store holds it, by digest. No registry is asked. */
export async function readKnownMetadata(
  store: Store,
  digests: readonly Digest[],
): Promise<Map<Digest, ChartMetadata>> {
  const known = new Map<Digest, ChartMetadata>();
  for (const digest of digests) {
    const artifact = await store.get(artifacts, [digest]);
    if (artifact?.kind !== 'chart') continue;
    const metadata = await store.get(configs, [artifact.config]);
    if (metadata !== undefined) known.set(digest, metadata);
  }
  return known;
}
