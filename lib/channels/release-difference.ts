import { compareDependencies, type DependencyDifference } from '@/lib/channels/dependency-difference';
import { compareImages, type ImageDifference } from '@/lib/channels/image-difference';
import { compareValues, type ValueDifference } from '@/lib/channels/values-difference';
import type { ChartDependency } from '@/lib/helm/chart-metadata';
import type { Digest } from '@/lib/oci/names';

/** What a release is, in short. */
export interface ReleaseSummary {
  version: string;
  digest: Digest;
  appVersion: string | null;
  /** the range of Kubernetes versions it says it runs on */
  kubeVersion: string | null;
  /** RFC 3339 */
  created: string | null;
  /** every tag known to point at it */
  tags: readonly string[];
}

/** One side of a comparison. */
export interface ComparedRelease extends ReleaseSummary {
  /** values.yaml as text; null when the chart has none */
  values: string | null;
  /** image references as the chart writes them */
  images: readonly string[];
  dependencies: readonly ChartDependency[];
  /** why its archive could not be opened, as a sentence; null where it was */
  unread: string | null;
}

/** What changes for those who follow a channel when it goes from one release to another. */
export interface ReleaseDifference {
  /** null for a channel that does not exist yet */
  from: ReleaseSummary | null;
  to: ReleaseSummary;
  images: ImageDifference[];
  dependencies: DependencyDifference[];
  /** values.yaml, leaf by leaf; equal leaves are left out, and so are all when there is nothing to compare with */
  values: ValueDifference[];
  truncated: boolean;
  /** what could not be compared and why, as sentences */
  problems: string[];
}

/**
 * Compares two releases of a chart: images by name, values.yaml leaf by leaf, dependencies. What only an archive tells
 * is left out where either could not be opened. Pure; never throws.
 */
export function compareReleases(from: ComparedRelease | null, to: ComparedRelease): ReleaseDifference {
  const problems = [from, to].flatMap((side) =>
    side === null || side.unread === null
      ? []
      : [`The files of ${side.version} could not be read. ${side.unread}`],
  );
  const values = from === null || problems.length > 0 ? NO_VALUES : compareValues(from.values, to.values);
  return {
    from: from === null ? null : summary(from),
    to: summary(to),
    images: compareImages(from?.images ?? [], to.images),
    dependencies: from === null ? [] : compareDependencies(from.dependencies, to.dependencies),
    ...values,
    problems,
  };
}

const NO_VALUES = { values: [], truncated: false };

function summary(release: ComparedRelease): ReleaseSummary {
  const { version, digest, appVersion, kubeVersion, created, tags } = release;
  return { version, digest, appVersion, kubeVersion, created, tags };
}
