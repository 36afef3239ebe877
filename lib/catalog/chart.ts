import type { ChartAddress } from '@/lib/references';
import type { ChartMetadata, ChartDependency } from '@/lib/helm/chart-metadata';
import type { ChannelState } from '@/lib/channels/channel-state';
import type { ChannelWarning } from '@/lib/channels/channel-warnings';
import type { ImagePresence } from '@/lib/catalog/image-presence';
import type { Digest } from '@/lib/oci/names';

// What Chartroom knows of charts, in the shapes pages and API show. Dates are RFC 3339 text, absent facts are null.

/** A chart as lists and search show it, described by its newest stable version (else its newest pre-release). */
export interface ChartSummary extends ChartAddress {
  name: string;
  description: string;
  version: string;
  appVersion: string | null;
  /** to the second: sub-seconds are dropped */
  created: string | null;
  deprecated: boolean;
  /** whether it is a library chart: one that others use and nobody installs */
  library: boolean;
  /** whether the release that describes it carries a provenance file */
  signed: boolean;
  keywords: string[];
  /** names */
  maintainers: string[];
  /** SPDX expression or whatever the chart says */
  license: string | null;
  icon: string | null;
  /** channel tag → version it points at, where that is known */
  channels: Record<string, string>;
  /** versions whose tag was seen with a second digest, newest first: a version must never move */
  drifted: string[];
  /** how many version tags the repository has */
  versionCount: number;
  digest: Digest;
}

/** One version tag. What has not been read from the registry yet is null. */
export interface ChartVersion {
  /** SemVer, with `+` */
  version: string;
  /** the tag as the registry has it, with `_` */
  tag: string;
  digest: Digest | null;
  created: string | null;
  appVersion: string | null;
  prerelease: boolean;
  deprecated: boolean;
  /** channel tags whose digest equals this version's */
  channels: string[];
  /** the digest this tag had before, when it was seen with a second one: a version must never move */
  previousDigest: Digest | null;
  /** since when the tag has been seen with this digest: RFC 3339 */
  since: string | null;
  /** the version in the chart, where it is another than the tag says: the tag is no version but points at one */
  inside: string | null;
  /** why the version could not be read, in plain words */
  error: string | null;
}

export interface ChartChannel extends ChannelState {
  tag: string;
  /** `1` in `1-stable`; null for a bare risk such as `stable` */
  track: string | null;
  risk: string;
  digest: Digest | null;
  /** null when no version tag has this digest and the chart does not say */
  version: string | null;
  /** when the digest was first seen under this tag */
  since: string | null;
  /** where it pointed before, when it was seen to move */
  previous: { digest: Digest; version: string | null } | null;
}

/** A tag such as `1` or `1.2` that follows the newest version beginning so. */
export interface FloatingVersion {
  tag: string;
  digest: Digest | null;
  version: string | null;
  /** worst first */
  warnings: ChannelWarning[];
}

/** A chart with all its versions and channels. */
export interface Chart extends ChartAddress {
  name: string;
  description: string;
  icon: string | null;
  deprecated: boolean;
  /** newest first, by SemVer */
  versions: ChartVersion[];
  /** the safest risk of the highest track first, those without a track last */
  channels: ChartChannel[];
  /** highest first */
  floating: FloatingVersion[];
  /** tags that are neither versions, floating versions, channels nor machinery */
  otherTags: string[];
  /** the version shown when none is named */
  defaultVersion: string;
  /** false while versions are still being read, or when some could not be */
  complete: boolean;
  /** when the tag list was last read */
  checkedAt: string | null;
  /** why the last look at the registry failed, in plain words; what is shown is from before */
  error: string | null;
}

/** One image a chart refers to. */
export interface ChartImage {
  image: string;
  /** where it was found: `values.yaml: image`, `annotation artifacthub.io/images`, `templates/job.yaml:12` */
  from: string;
  /** whether the default values use it, as far as values tell */
  default: boolean;
  presence: ImagePresence;
}

/** A part of a chart that could not be read. */
export interface ChartProblem {
  /** `archive`, `values.yaml`, `README.md`, … */
  part: string;
  message: string;
}

/** One version of a chart, opened. */
export interface Release extends ChartAddress {
  version: string;
  digest: Digest;
  /** every tag known to point at this digest */
  tags: string[];
  created: string | null;
  metadata: ChartMetadata;
  readme: string | null;
  /** values.yaml as text */
  values: string | null;
  /** values.schema.json as text */
  schema: string | null;
  dependencies: ChartDependency[];
  images: ChartImage[];
  /** compressed archive, bytes */
  size: number | null;
  /** whether the manifest carries a Helm provenance layer */
  provenance: boolean;
  problems: ChartProblem[];
}

/** What the registry an image names says about it. */
export interface ImageReport {
  image: string;
  presence: ImagePresence;
  /** the configured registry that was asked, by name; null when none is configured for the image's host */
  registry: string | null;
  digest: Digest | null;
  /** bytes over config and layers (of the first platform, for an index) */
  size: number | null;
  /** `linux/amd64`, `linux/arm/v7` */
  platforms: string[];
  /** why it is absent or the registry could not be asked, in plain words */
  message: string | null;
}

/** A release that uses an image: a chart's newest version, or where one of its channels points. */
export interface ImageUser extends ChartAddress {
  version: string;
  channels: string[];
}

/** An image, and the charts that use it. */
export interface ImageUse {
  image: string;
  charts: ImageUser[];
}
