/** Where a chart is. */
export interface InstallPlace {
  /** the configured name */
  name: string;
  /** as configured: the origin of a registry, the address of a Helm repository, or `file://` and a folder */
  url: string;
  kind: 'oci' | 'helm-repository' | 'oci-layout';
}

/** What the install forms need to know of one release. */
export interface InstallSubject {
  place: InstallPlace;
  repository: string;
  /** the name in Chart.yaml; it may hold anything */
  chartName: string;
  /** `application` or `library`, as Chart.yaml says */
  type: string;
  digest: string;
  /** a version tag that points at the digest, as the registry has it (`_` for `+`); null when none does */
  versionTag: string | null;
  /** the channel the page was opened by, else null */
  channel: string | null;
  /** whether a Helm provenance file came with it */
  provenance: boolean;
}

/** What becomes of an installation when its tag moves: nothing; what the next run finds; or it follows within a time. */
export type Following = 'never' | 'when-run' | { within: string };

/** One thing to copy. */
export interface InstallStep {
  title: string;
  /** a sentence of context, in plain text */
  note?: string;
  /** left out of what installs nothing */
  follows?: Following;
  language: 'bash' | 'yaml';
  text: string;
}

// github.com/Masterminds/semver, looseSemVerRegex, without build metadata: `+` cannot occur in a tag.
const LOOSE_VERSION = /^v?\d+(\.\d+)?(\.\d+)?(-([0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*))?$/;

/** The registry's host, with its port where one is written. */
export function registryHost({ url }: InstallPlace): string {
  return new URL(url).host;
}

/** Whether the registry is reached without TLS. */
export function isPlainHttp({ url }: InstallPlace): boolean {
  return new URL(url).protocol === 'http:';
}

/** `host/repository`: the chart as tools for OCI registries address it. */
export function repositoryAddress(subject: Pick<InstallSubject, 'place' | 'repository'>): string {
  return `${registryHost(subject.place)}/${subject.repository}`;
}

/** `oci://host/repository`: the chart as Helm and Flux address it. */
export function ociAddress(subject: Pick<InstallSubject, 'place' | 'repository'>): string {
  return `oci://${repositoryAddress(subject)}`;
}

/**
 * What `--version` must say for a version tag. Tags cannot hold `+`, so Helm writes `_` for it and expects `+` back:
 * https://helm.sh/docs/topics/registries/#oci-feature-deprecation-and-behavior-changes-with-v380
 */
export function versionOfTag(tag: string): string {
  return tag.replaceAll('_', '+');
}

/**
 * Whether Helm fetches `tag` as it stands when given as `--version`. Helm does so for all that its loose version
 * grammar reads (`1-stable`, `1.2-beta`, `v1.2.1`); anything else (`stable`, `latest`) is taken for a range and refused:
 * https://github.com/helm/helm/blob/main/pkg/registry/client.go (ValidateReference).
 */
export function isInstallableTag(tag: string): boolean {
  const match = LOOSE_VERSION.exec(tag);
  if (match === null) return false;
  // The grammar refuses numeric pre-release parts with a leading zero: https://semver.org/#spec-item-9
  const prerelease = match[4]?.split('.') ?? [];
  return !prerelease.some((part) => /^0\d+$/.test(part));
}

/**
 * A name Helm and Kubernetes accept for a release or resource, made from the chart's name: lower case, digits and
 * dashes, at most 53 characters (https://helm.sh/docs/chart_template_guide/getting_started/). Never empty, and never
 * anything a shell would read as more than a word.
 */
export function releaseName(chartName: string): string {
  const name = chartName
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 53)
    .replace(/^-+|-+$/g, '');
  return name === '' ? 'chart' : name;
}
