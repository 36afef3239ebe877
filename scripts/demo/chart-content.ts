import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse, parseDocument, stringify, type Document } from 'yaml';
import { chartConfig, chartManifest, packChart } from '@/lib/helm/chart-package';
import { parseChartMetadata, type ChartDependency } from '@/lib/helm/chart-metadata';
import { REGISTRY_PLACEHOLDER, type SampleChart, type SampleRelease } from './sample-chart';

const CHARTS = fileURLToPath(new URL('charts/', import.meta.url));

/** A release as it is pushed. */
export interface PackedRelease {
  chart: SampleChart;
  release: SampleRelease;
  archive: Uint8Array;
  config: Uint8Array;
  manifest: Uint8Array;
}

/**
 * Builds every release of the charts, in their order: subcharts have to come before the charts that pack them.
 * @param registryHost what the charts' files shall name as the production registry, for example `127.0.0.1:5102`
 */
export async function packCharts(
  charts: readonly SampleChart[],
  registryHost: string,
): Promise<PackedRelease[]> {
  const packed: PackedRelease[] = [];
  for (const chart of charts) {
    const files = releaseFiles(chart, await readFolder(join(CHARTS, chart.name)));
    packed.push(
      ...(await Promise.all(
        chart.releases.map((release) =>
          packRelease(chart, release, nameRegistry(filesOf(files, release), registryHost), packed),
        ),
      )),
    );
  }
  return packed;
}

type Files = Readonly<Record<string, string>>;

/** The files of every release, each from the files of the release it comes after. */
function releaseFiles(chart: SampleChart, folder: Files): Map<string, Files> {
  const byVersion = new Map<string, Files>();
  let previous = folder;
  for (const release of chart.releases) {
    const start =
      release.after === undefined ? previous : filesOf(byVersion, { ...release, version: release.after });
    previous = applyRelease(release, start);
    byVersion.set(release.version, previous);
  }
  return byVersion;
}

function applyRelease(release: SampleRelease, files: Files): Files {
  const { version, appVersion, values, chart, annotations } = release;
  const metadata = edit(files['Chart.yaml'] ?? '', {
    ...chart,
    version,
    ...(appVersion !== undefined && { appVersion }),
  });
  const withAnnotations = edit(
    metadata,
    Object.fromEntries(
      Object.entries(annotations ?? {}).map(([name, value]) => [`annotations|${name}`, value]),
    ),
    '|',
  );
  return {
    ...files,
    'Chart.yaml': withAnnotations,
    ...(values !== undefined && { 'values.yaml': edit(files['values.yaml'] ?? '', values) }),
  };
}

/** Sets paths in a YAML text and keeps its comments; null removes. */
function edit(text: string, changes: Readonly<Record<string, unknown>>, separator = '.'): string {
  if (Object.keys(changes).length === 0) return text;
  const document: Document = parseDocument(text);
  for (const [name, value] of Object.entries(changes)) {
    const path = name.split(separator);
    if (value === null) document.deleteIn(path);
    else document.setIn(path, typeof value === 'object' ? document.createNode(value) : value);
  }
  return document.toString({ lineWidth: 0 });
}

async function packRelease(
  chart: SampleChart,
  release: SampleRelease,
  files: Files,
  packed: readonly PackedRelease[],
): Promise<PackedRelease> {
  const metadata = parseChartMetadata(parse(files['Chart.yaml'] ?? ''));
  const present = Object.entries(files).filter(([path]) => isThere(chart, release, path));
  const archive = await packChart(
    { ...Object.fromEntries(present), ...subcharts(metadata.dependencies, packed, release) },
    chart.name,
  );
  const config = chartConfig(metadata);
  const manifest = chartManifest({ metadata, config, archive, created: release.created });
  return { chart, release, archive, config, manifest };
}

/** Whether the release has the file already: it, or a release it comes after, brought it. */
function isThere(chart: SampleChart, release: SampleRelease, path: string): boolean {
  const since = chart.since?.[path];
  if (since === undefined) return true;
  for (
    let current: SampleRelease | undefined = release;
    current !== undefined;
    current = before(chart, current)
  ) {
    if (current.version === since) return true;
  }
  return false;
}

function before(chart: SampleChart, { version, after }: SampleRelease): SampleRelease | undefined {
  if (after !== undefined) return chart.releases.find((release) => release.version === after);
  return chart.releases[chart.releases.findIndex((release) => release.version === version) - 1];
}

function subcharts(
  dependencies: readonly ChartDependency[],
  packed: readonly PackedRelease[],
  { created }: SampleRelease,
): Record<string, string | Uint8Array> {
  if (dependencies.length === 0) return {};
  const archives = dependencies.map(({ name, version }): [string, Uint8Array] => {
    const found = packed.find(({ chart, release }) => chart.name === name && release.version === version);
    if (found === undefined) throw new Error(`There is no sample release ${name} ${version}.`);
    return [`charts/${name}-${version}.tgz`, found.archive];
  });
  return { ...Object.fromEntries(archives), 'Chart.lock': chartLock(dependencies, created) };
}

/** Chart.lock with the digest Helm checks: https://github.com/helm/helm/blob/main/internal/resolver/resolver.go (HashReq) */
function chartLock(dependencies: readonly ChartDependency[], generated: string): string {
  const locked = dependencies.map(({ name, version, repository }) => ({ name, version, repository }));
  const required = dependencies.map(({ name, version, repository, condition, tags, alias }) => ({
    name,
    version,
    repository,
    ...(condition !== undefined && { condition }),
    ...(tags.length > 0 && { tags }),
    ...(alias !== undefined && { alias }),
  }));
  const digest = createHash('sha256')
    .update(JSON.stringify([required, locked]))
    .digest('hex');
  return stringify({
    dependencies: locked.map(({ name, version, repository }) => ({ name, repository, version })),
    digest: `sha256:${digest}`,
    generated,
  });
}

function nameRegistry(files: Files, registryHost: string): Files {
  return Object.fromEntries(
    Object.entries(files).map(([path, text]) => [path, text.replaceAll(REGISTRY_PLACEHOLDER, registryHost)]),
  );
}

async function readFolder(folder: string): Promise<Files> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry): Promise<[string, string]> => {
        const path = join(entry.parentPath ?? entry.path, entry.name);
        return [
          path
            .slice(folder.length + 1)
            .split(sep)
            .join('/'),
          await readFile(path, 'utf8'),
        ];
      }),
  );
  return Object.fromEntries(files);
}

function filesOf(files: ReadonlyMap<string, Files>, { version }: SampleRelease): Files {
  const found = files.get(version);
  if (found === undefined) throw new Error(`There is no sample release ${version} to come after.`);
  return found;
}
