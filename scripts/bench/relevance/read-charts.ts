import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { parseChartMetadata } from '@/lib/helm/chart-metadata';
import type { SearchDocument } from '@/lib/search/search-document';

/** How many folders deep a chart may lie. */
const MAX_DEPTH = 3;

/** A line of images.jsonl: what a chart of a source runs. */
const ChartImages = z.object({ source: z.string(), chart: z.string(), images: z.array(z.string()) });

/**
 * Reads every chart of a folder, in the order of their paths: each folder that holds a Chart.yaml, at most three
 * folders deep. The topmost folder stands for the registry (`charts` where a chart lies right below), the path below
 * it for the repository. What images a chart runs comes from images.jsonl at the top, if it is there: lines of
 * `{ source, chart, images }`, the source being the registry.
 * @returns the charts, and in the same order the references of their images
 * @throws when the folder or a Chart.yaml cannot be read, or images.jsonl is not of that shape
 */
export async function readCharts(
  folder: string,
): Promise<{ documents: SearchDocument[]; images: string[][] }> {
  const known = await readImages(join(folder, 'images.jsonl'));
  const paths = await findCharts(folder, []);
  const documents = await Promise.all(paths.map((path) => readChart(folder, path)));
  const images = documents.map(({ registry, name }) => known.get(`${registry}/${name}`) ?? []);
  return { documents, images };
}

async function findCharts(folder: string, path: readonly string[]): Promise<string[][]> {
  const entries = await readdir(join(folder, ...path), { withFileTypes: true });
  if (path.length > 0 && entries.some((entry) => entry.name === 'Chart.yaml')) return [[...path]];
  if (path.length === MAX_DEPTH) return [];
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const found = await Promise.all(names.sort().map((name) => findCharts(folder, [...path, name])));
  return found.flat();
}

async function readChart(folder: string, path: readonly string[]): Promise<SearchDocument> {
  const text = await readFile(join(folder, ...path, 'Chart.yaml'), 'utf8');
  const metadata = parseChartMetadata(parse(text, { uniqueKeys: false })); // as Helm reads it: the last one counts;
  const [registry, ...repository] = path.length === 1 ? ['charts', ...path] : path;
  return {
    registry: registry ?? 'charts',
    repository: repository.join('/'),
    name: metadata.name,
    description: metadata.description,
    version: metadata.version,
    appVersion: metadata.appVersion ?? null,
    created: null,
    deprecated: metadata.deprecated,
    library: metadata.type === 'library',
    signed: false,
    keywords: metadata.keywords,
    maintainers: metadata.maintainers.map(({ name }) => name),
    license: metadata.annotations['artifacthub.io/license'] ?? null,
    icon: metadata.icon ?? null,
    channels: {},
    drifted: [],
    versionCount: 1,
  };
}

async function readImages(file: string): Promise<Map<string, string[]>> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return new Map(
    lines.map((line) => {
      const { source, chart, images } = ChartImages.parse(JSON.parse(line));
      return [`${source}/${chart}`, images];
    }),
  );
}
