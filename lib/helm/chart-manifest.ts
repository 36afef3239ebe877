import type { Descriptor, ImageIndex, ImageManifest, Manifest } from '@/lib/oci/manifest';
import { isManifestType } from '@/lib/oci/media-types';
import { plainLine, truncateText } from '@/lib/helm/plain-text';

// Media types: https://helm.sh/docs/topics/registries/#helm-chart-manifest
export const CHART_CONFIG_MEDIA_TYPE = 'application/vnd.cncf.helm.config.v1+json';
export const CHART_LAYER_MEDIA_TYPE = 'application/vnd.cncf.helm.chart.content.v1.tar+gzip';
/** what Helm before 3.7 wrote for the chart's layer */
const LEGACY_CHART_LAYER_MEDIA_TYPE = 'application/tar+gzip';
export const PROVENANCE_LAYER_MEDIA_TYPE = 'application/vnd.cncf.helm.chart.provenance.v1.prov';

/** Whether a manifest is a Helm chart: its config has the Helm media type. Repository and tag names say nothing. */
export function isChartManifest(manifest: Manifest): manifest is ImageManifest {
  return manifest.kind === 'manifest' && manifest.config.mediaType === CHART_CONFIG_MEDIA_TYPE;
}

/**
 * The layer that holds the chart archive, by media type: the order of layers is not fixed. The current media type wins
 * over the legacy one. Undefined when there is none.
 */
export function chartLayer(manifest: ImageManifest): Descriptor | undefined {
  return (
    manifest.layers.find(({ mediaType }) => mediaType === CHART_LAYER_MEDIA_TYPE) ??
    manifest.layers.find(({ mediaType }) => mediaType === LEGACY_CHART_LAYER_MEDIA_TYPE)
  );
}

/** The layer with the provenance file (https://helm.sh/docs/topics/provenance/), or undefined. */
export function provenanceLayer(manifest: ImageManifest): Descriptor | undefined {
  return manifest.layers.find(({ mediaType }) => mediaType === PROVENANCE_LAYER_MEDIA_TYPE);
}

/**
 * The children of an index that may be charts, likeliest first; the caller reads them and asks `isChartManifest`.
 * Helm pulls a chart through an index since 3.20.1 and 4.1.2. A child that declares the Helm media type is sure; one
 * that declares another type, is built for a platform, is an attestation or is itself an index is left out.
 * @returns at most 8 descriptors
 */
export function chartChildren(index: ImageIndex): Descriptor[] {
  const declared = index.manifests.filter(({ artifactType }) => artifactType === CHART_CONFIG_MEDIA_TYPE);
  const undeclared = index.manifests.filter(
    ({ artifactType, mediaType, platform, annotations }) =>
      artifactType === undefined &&
      isManifestType(mediaType) &&
      (platform === undefined || platform.os === 'unknown' || platform.os === '') &&
      annotations?.['vnd.docker.reference.type'] === undefined,
  );
  return [...declared, ...undeclared].slice(0, 8);
}

/** What a chart's manifest says about it without opening the config blob. */
export interface ChartFacts {
  title: string | null;
  version: string | null;
  description: string | null;
  /** RFC 3339, UTC */
  created: string | null;
  home: string | null;
  source: string | null;
  authors: string | null;
}

/**
 * Reads the annotations `helm push` writes (https://github.com/opencontainers/image-spec/blob/main/annotations.md).
 * None before Helm 3.12, `created` since 3.13: they are hints, the config blob is the authority. Control characters are
 * removed, long text is cut, a date that is none becomes null. Never throws.
 */
export function chartFacts(annotations: Readonly<Record<string, string>>): ChartFacts {
  const read = (key: string, length: number): string | null => {
    const name = `org.opencontainers.image.${key}`;
    const value = Object.hasOwn(annotations, name) ? annotations[name] : undefined;
    const line = typeof value === 'string' ? plainLine(value) : '';
    return line === '' ? null : truncateText(line, length);
  };
  return {
    title: read('title', 253),
    version: read('version', 128),
    description: read('description', 4096),
    created: toTimestamp(read('created', 64)),
    home: toHttpUrl(read('url', 2048)),
    source: toHttpUrl(read('source', 2048)),
    authors: read('authors', 2048),
  };
}

function toTimestamp(text: string | null): string | null {
  if (text === null || !/^\d{4}-\d{2}-\d{2}[T ]/i.test(text)) return null;
  const time = Date.parse(text);
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}

function toHttpUrl(text: string | null): string | null {
  return text !== null && /^https?:\/\//i.test(text) ? text : null;
}
