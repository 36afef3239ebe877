import 'server-only';
import type { Release } from '@/lib/catalog/chart';
import {
  compareReleases,
  type ComparedRelease,
  type ReleaseDifference,
} from '@/lib/channels/release-difference';
import type { Digest } from '@/lib/oci/names';
import type { ChartAddress } from '@/lib/references';
import { getRelease } from '@/lib/services/charts';

/** What differs between two releases of a chart; without `from`, what a new channel would begin with. */
export async function compareChartReleases(
  { registry, repository, from, to }: ChartAddress & { from?: Digest | undefined; to: Digest },
  signal?: AbortSignal,
): Promise<ReleaseDifference> {
  const read = async (digest: Digest): Promise<ComparedRelease> =>
    toCompared(await getRelease({ registry, repository, selector: { kind: 'digest', digest } }, signal));
  const [before, after] = await Promise.all([from === undefined ? null : read(from), read(to)]);
  return compareReleases(before, after);
}

function toCompared({ version, digest, metadata, values, images }: Release): ComparedRelease {
  return {
    version,
    digest,
    appVersion: metadata.appVersion ?? null,
    values,
    images: images.map(({ image }) => image),
  };
}
