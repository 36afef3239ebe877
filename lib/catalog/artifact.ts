import { chartFacts, chartLayer, provenanceLayer } from '@/lib/helm/chart-manifest';
import { parseChartMetadata, type ChartMetadata } from '@/lib/helm/chart-metadata';
import { AppError } from '@/lib/errors';
import type { ImageManifest, Manifest } from '@/lib/oci/manifest';
import type { Digest } from '@/lib/oci/names';
import { bytesTable, jsonTable } from '@/lib/store/store';

/** A chart, as its manifest and config blob tell. The config blob's content is kept apart, by its own digest. */
export interface ChartArtifact {
  kind: 'chart';
  /** the config blob; its metadata is kept under this digest unless `problem` says why it could not be read */
  config: Digest;
  /** the chart's files, packed; null when the manifest names none */
  archive: {
    digest: Digest;
    /** bytes; null where nobody says */
    size: number | null;
  } | null;
  provenance: boolean;
  /** RFC 3339 */
  created: string | null;
  /** the version inside the chart, or the annotations' word where the config could not be read */
  version: string | null;
  appVersion: string | null;
  deprecated: boolean;
  problem: string | null;
}

/** What a manifest is, found out once and kept for ever under its digest. */
export type Artifact =
  | ChartArtifact
  /** an image, a signature, anything that is no chart */
  | { kind: 'other'; mediaType: string }
  /** bytes that are no manifest at all */
  | { kind: 'unreadable'; message: string };

/** Artifacts by the digest of their manifest. */
export const artifacts = jsonTable<Artifact>('artifact', 1);
/** Chart metadata by the digest of the config blob. */
export const configs = jsonTable<ChartMetadata>('config', 1);
/** Chart archives by their digest. */
export const archives = bytesTable('archive', 1);

/** What a manifest that is no chart is kept as. */
export function otherArtifact(manifest: Manifest): Artifact {
  const mediaType = manifest.kind === 'manifest' ? manifest.config.mediaType : manifest.mediaType;
  return { kind: 'other', mediaType: (manifest.artifactType ?? mediaType).slice(0, 255) };
}

/** A chart whose config blob was read. */
export function chartArtifact(manifest: ImageManifest, metadata: ChartMetadata): ChartArtifact {
  return {
    ...fromManifest(manifest),
    version: metadata.version,
    appVersion: metadata.appVersion ?? null,
    deprecated: metadata.deprecated,
    problem: null,
  };
}

/** A chart whose config blob is what its digest says, and still no chart metadata. */
export function brokenChartArtifact(manifest: ImageManifest, problem: string): ChartArtifact {
  return {
    ...fromManifest(manifest),
    version: chartFacts(manifest.annotations).version,
    appVersion: null,
    deprecated: false,
    problem,
  };
}

function fromManifest(
  manifest: ImageManifest,
): Pick<ChartArtifact, 'kind' | 'config' | 'archive' | 'provenance' | 'created'> {
  const layer = chartLayer(manifest);
  return {
    kind: 'chart',
    config: manifest.config.digest,
    archive: layer === undefined ? null : { digest: layer.digest, size: layer.size },
    provenance: provenanceLayer(manifest) !== undefined,
    created: readCreated(manifest.annotations),
  };
}

const CREATED = 'org.opencontainers.image.created';

/** Of all annotations only this one: it is read for every version there is. */
function readCreated({ [CREATED]: created }: Readonly<Record<string, string>>): string | null {
  return created === undefined ? null : chartFacts({ [CREATED]: created }).created;
}

/**
 * Reads a config blob.
 * @throws AppError `invalid_chart` when it is no JSON or no chart metadata
 */
export function readConfig(bytes: Uint8Array): ChartMetadata {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw new AppError('invalid_chart', 'The chart’s config blob is not JSON.', { cause: error });
  }
  return parseChartMetadata(json);
}
