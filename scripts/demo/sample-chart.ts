/** One version of a sample chart: what changed since the version it comes after. */
export interface SampleRelease {
  version: string;
  /** when it was pushed, RFC 3339 */
  created: string;
  /** the version whose content it starts from; default: the one listed before, and the folder for the first */
  after?: string;
  appVersion?: string;
  /** values.yaml: path (`image.tag`) → new value; null removes. Comments in the file stay. */
  values?: Readonly<Record<string, unknown>>;
  /** Chart.yaml: field → new value; null removes */
  chart?: Readonly<Record<string, unknown>>;
  /** Chart.yaml: annotation → new value; null removes */
  annotations?: Readonly<Record<string, string | null>>;
  /** where it is; default: both */
  only?: RegistryName;
}

export type RegistryName = 'staging' | 'production';

/** A sample chart: a folder with its first content, and everything that was released from it. */
export interface SampleChart {
  /** folder in `charts/`, and the chart's name */
  name: string;
  /** the namespace it is pushed to, such as `harbour` */
  namespace: string;
  /** files that came later: path → the version that brought them */
  since?: Readonly<Record<string, string>>;
  releases: readonly SampleRelease[];
  /** channel tag → version */
  channels: Readonly<Partial<Record<RegistryName, Readonly<Record<string, string>>>>>;
}

/** How the charts' files name the production registry; replaced by the address it really has. */
export const REGISTRY_PLACEHOLDER = 'registry.meridian.example';
