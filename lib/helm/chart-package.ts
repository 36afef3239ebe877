import { gzip } from 'node:zlib';
import { promisify } from 'node:util';
import { pack } from 'tar-stream';
import { digestOf } from '@/lib/oci/digest';
import type { Descriptor } from '@/lib/oci/manifest';
import {
  CHART_CONFIG_MEDIA_TYPE,
  CHART_LAYER_MEDIA_TYPE,
  PROVENANCE_LAYER_MEDIA_TYPE,
} from '@/lib/helm/chart-manifest';
import type { ChartMetadata } from '@/lib/helm/chart-metadata';

const deflate = promisify(gzip);

// The oldest date every archive format can hold: one fixed date makes the same files give the same bytes.
const FIXED_TIME = new Date('1980-01-01T00:00:00Z');

// The order `helm package` writes: https://github.com/helm/helm/blob/main/pkg/chart/v2/util/save.go
const FIRST = ['Chart.yaml', 'Chart.lock', 'values.yaml', 'values.schema.json'];

/**
 * Packs files into a chart archive (.tgz) laid out as `helm package` does: everything in one folder named after the
 * chart, Chart.yaml first. The same files always give the same bytes, on one version of zlib.
 * @param files path inside the chart (`Chart.yaml`, `templates/service.yaml`, `charts/redis-1.0.0.tgz`) → content
 * @param name the chart's name
 */
export async function packChart(
  files: Readonly<Record<string, string | Uint8Array>>,
  name: string,
): Promise<Uint8Array> {
  const archive = pack();
  const paths = Object.keys(files).sort(
    (a, b) => rank(a) - rank(b) || (a < b ? -1 : 1), // paths are unique, so never equal
  );
  for (const path of paths) {
    archive.entry(
      { name: `${name}/${path}`, mode: 0o644, mtime: FIXED_TIME, type: 'file' },
      Buffer.from(files[path] ?? ''),
    );
  }
  archive.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of archive) chunks.push(chunk as Uint8Array);
  const bytes = await deflate(Buffer.concat(chunks), { level: 9 });
  bytes[9] = 255; // the gzip header names the operating system; “unknown” keeps the bytes alike everywhere
  return bytes;
}

/**
 * The config blob `helm push` writes for a chart: Chart.yaml as JSON, empty fields left out.
 * https://github.com/helm/helm/blob/main/pkg/chart/v2/metadata.go
 */
export function chartConfig(metadata: ChartMetadata): Uint8Array {
  const dependencies = metadata.dependencies.map(({ name, version, repository, condition, tags, alias }) => ({
    ...omitEmpty({ name, version }),
    repository, // the one field Helm writes even when it is empty
    ...omitEmpty({ condition, tags, alias }),
  }));
  const { name, home, sources, version, description, keywords, maintainers, icon, apiVersion } = metadata;
  const { appVersion, deprecated, annotations, kubeVersion, type } = metadata;
  return encode(
    omitEmpty({
      name,
      home,
      sources,
      version,
      description,
      keywords,
      maintainers,
      icon,
      apiVersion,
      appVersion,
      deprecated,
      annotations,
      kubeVersion,
      dependencies,
      type,
    }),
  );
}

/** What a chart's manifest is made of. */
export interface ChartManifestParts {
  metadata: ChartMetadata;
  /** the config blob, from `chartConfig` */
  config: Uint8Array;
  /** the chart archive, from `packChart` */
  archive: Uint8Array;
  /** the content of the .prov file, when the chart is signed */
  provenance?: Uint8Array;
  /** RFC 3339 */
  created: string;
}

/**
 * The manifest `helm push` writes (an OCI image manifest, to be put with media type
 * `application/vnd.oci.image.manifest.v1+json`), with its annotations; layers sorted by digest and no
 * `mediaType` field inside, both as Helm has it.
 */
export function chartManifest(parts: ChartManifestParts): Uint8Array {
  const layers = [descriptorOf(CHART_LAYER_MEDIA_TYPE, parts.archive)];
  if (parts.provenance !== undefined)
    layers.push(descriptorOf(PROVENANCE_LAYER_MEDIA_TYPE, parts.provenance));
  return encode({
    schemaVersion: 2,
    config: descriptorOf(CHART_CONFIG_MEDIA_TYPE, parts.config),
    layers: layers.sort((a, b) => (a.digest < b.digest ? -1 : 1)),
    annotations: chartAnnotations(parts.metadata, parts.created),
  });
}

/**
 * The manifest annotations `helm push` writes: the chart's own annotations pass through, but can't replace title and
 * version. Rule: https://github.com/helm/helm/blob/main/pkg/registry/chart.go
 * @param created RFC 3339
 */
export function chartAnnotations(metadata: ChartMetadata, created: string): Record<string, string> {
  const authors = metadata.maintainers.map(({ name, email }) =>
    email === undefined ? name : `${name} (${email})`,
  );
  const own = { title: metadata.name, version: metadata.version };
  const written = {
    description: metadata.description,
    url: metadata.home,
    created,
    source: metadata.sources[0],
    authors: authors.join(', '),
  };
  const annotations = { ...named(written), ...metadata.annotations, ...named(own) };
  return Object.fromEntries(Object.entries(annotations).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function named(facts: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(facts).flatMap(([key, value]): [string, string][] =>
      value === undefined || value.trim() === '' ? [] : [[`org.opencontainers.image.${key}`, value]],
    ),
  );
}

function descriptorOf(mediaType: string, bytes: Uint8Array): Descriptor {
  return { mediaType, digest: digestOf(bytes), size: bytes.byteLength };
}

function rank(path: string): number {
  const index = FIRST.indexOf(path);
  if (index >= 0) return index;
  return path.startsWith('templates/') ? FIRST.length : FIRST.length + (path.startsWith('charts/') ? 2 : 1);
}

function omitEmpty(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !isEmpty(value)));
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === '' || value === false) return true;
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

function encode(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}
