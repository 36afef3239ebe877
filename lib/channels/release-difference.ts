import { compareImages, type ImageDifference } from '@/lib/channels/image-difference';
import { compareValues, type ValueDifference } from '@/lib/channels/values-difference';
import type { Digest } from '@/lib/oci/names';

/** One side of a comparison. */
export interface ComparedRelease {
  version: string;
  digest: Digest;
  appVersion: string | null;
  /** values.yaml as text; null when the chart has none */
  values: string | null;
  /** image references as the chart writes them */
  images: readonly string[];
}

interface ReleaseSummary {
  version: string;
  digest: Digest;
  appVersion: string | null;
}

/** What changes for those who follow a channel when it goes from one release to another. */
export interface ReleaseDifference {
  /** null for a channel that does not exist yet */
  from: ReleaseSummary | null;
  to: ReleaseSummary;
  images: ImageDifference[];
  /** values.yaml, leaf by leaf; equal leaves are left out, and so are all when there is nothing to compare with */
  values: ValueDifference[];
  truncated: boolean;
}

/** Compares two releases of a chart: images by name, values.yaml leaf by leaf. Pure; never throws. */
export function compareReleases(from: ComparedRelease | null, to: ComparedRelease): ReleaseDifference {
  const images = compareImages(from?.images ?? [], to.images);
  const { values, truncated } = from === null ? NO_VALUES : compareValues(from.values, to.values);
  return { from: from === null ? null : summary(from), to: summary(to), images, values, truncated };
}

const NO_VALUES = { values: [], truncated: false };

function summary({ version, digest, appVersion }: ComparedRelease): ReleaseSummary {
  return { version, digest, appVersion };
}
