import type { ChartArchive } from '@/lib/helm/chart-archive';
import { readChartChanges, type ChartChange } from '@/lib/helm/chart-changes';
import type { ChartDependency, ChartMetadata } from '@/lib/helm/chart-metadata';
import type { ChartProblem } from '@/lib/helm/chart-problem';
import { readChartTree, type ChartNode } from '@/lib/helm/chart-tree';
import { findImages, type FoundImage } from '@/lib/helm/images';
import { readText } from '@/lib/helm/text-file';

/** A file of a chart. */
interface ChartFile {
  /** path inside the chart */
  path: string;
  /** bytes */
  size: number;
}

/** A chart embedded in the chart. */
interface Subchart {
  name: string;
  version: string;
  /** `charts/redis`, `charts/redis-1.0.0.tgz` */
  path: string;
}

/** What a chart holds, ready to be shown. Texts are exactly the files', but for broken UTF-8. */
export interface ChartContent {
  readme: string | null;
  /** values.yaml */
  values: string | null;
  /** values.schema.json */
  schema: string | null;
  dependencies: ChartDependency[];
  images: FoundImage[];
  changes: ChartChange[];
  files: ChartFile[];
  subcharts: Subchart[];
  problems: ChartProblem[];
}

/**
 * Reads everything a chart's page shows out of its archive. Parts that cannot be read become problems; a chart
 * without values, README or images is an ordinary chart. Never throws.
 * @param metadata the chart's, from its config blob
 */
export function readChartContent(archive: ChartArchive, metadata: ChartMetadata): ChartContent {
  const problems = [...archive.problems];
  const text = (path: string | undefined): string | null => {
    const bytes = path === undefined ? undefined : archive.files.get(path);
    // Broken values are reported where they are read as YAML.
    return path === undefined || bytes === undefined
      ? null
      : readText(bytes, path, path === 'values.yaml' ? [] : problems);
  };
  const chart = readChartTree(archive, metadata, problems);
  return {
    readme: text(findReadme([...archive.files.keys()])),
    values: text('values.yaml'),
    schema: text('values.schema.json'),
    dependencies: chart.dependencies,
    images: findImages(chart, problems),
    changes: readChartChanges(metadata, problems),
    files: [...archive.files].map(([path, { byteLength }]) => ({ path, size: byteLength })),
    subcharts: listSubcharts(chart),
    problems,
  };
}

/** README.md in any case, the usual spelling first; also without the extension or as plain text. */
function findReadme(paths: readonly string[]): string | undefined {
  if (paths.includes('README.md')) return 'README.md';
  return (
    paths.find((path) => /^readme\.(md|markdown)$/i.test(path)) ??
    paths.find((path) => /^readme(\.txt)?$/i.test(path))
  );
}

function listSubcharts(chart: ChartNode): Subchart[] {
  return chart.subcharts.flatMap((subchart) => [
    { name: subchart.metadata.name, version: subchart.metadata.version, path: subchart.path },
    ...listSubcharts(subchart),
  ]);
}
