import { AppError } from '@/lib/errors';
import type { ChartArchive } from '@/lib/helm/chart-archive';
import {
  parseChartDependencies,
  parseChartMetadata,
  type ChartDependency,
  type ChartMetadata,
} from '@/lib/helm/chart-metadata';
import type { ChartProblem } from '@/lib/helm/chart-problem';
import { readText } from '@/lib/helm/text-file';
import type { ValueMap } from '@/lib/helm/values';
import { readValuesFile } from '@/lib/helm/values-file';
import { parseYamlText } from '@/lib/helm/yaml-text';

/** A chart with the charts embedded in it. */
export interface ChartNode {
  /** where it is inside the outermost chart: empty for that one itself, else `charts/redis` or `charts/redis-1.0.0.tgz` */
  path: string;
  metadata: ChartMetadata;
  dependencies: ChartDependency[];
  /** its own values.yaml, without what a parent sets */
  values: ValueMap;
  /** path inside this chart → content; the files of embedded charts are theirs */
  files: ReadonlyMap<string, Uint8Array>;
  subcharts: ChartNode[];
}

const MAX_CHARTS = 100;
const MAX_DEPTH = 8;
// Over all charts, for parsing takes time and is not interrupted: bytes of values.yaml, and values in them.
const MAX_VALUES_LENGTH = 2 * 1024 * 1024;
const MAX_VALUES = 200_000;

/**
 * Arranges an archive's files as a chart and its subcharts: folders `charts/<name>/` and archives `charts/*.tgz`.
 * A subchart without a readable Chart.yaml is left out with a problem. At most 100 charts, 8 deep.
 * @param metadata the outermost chart's, from its config blob
 * @param problems receives what could not be read
 */
export function readChartTree(
  archive: ChartArchive,
  metadata: ChartMetadata,
  problems: ChartProblem[],
): ChartNode {
  return new Reading(problems).readChart(archive, metadata, '', 0);
}

class Reading {
  readonly #problems: ChartProblem[];
  #charts = 0;
  #valuesLength = 0;
  #values = 0;

  constructor(problems: ChartProblem[]) {
    this.#problems = problems;
  }

  readChart(
    archive: Pick<ChartArchive, 'files' | 'archives'>,
    metadata: ChartMetadata,
    path: string,
    depth: number,
  ) {
    this.#charts += 1;
    const { own, embedded } = splitFiles(archive);
    const node: ChartNode = {
      path,
      metadata,
      dependencies: this.#readDependencies(own, metadata, path),
      values: this.#readValues(own, path),
      files: own,
      subcharts: [],
    };
    for (const [name, inner] of embedded) {
      const innerPath = within(path, `charts/${name}`);
      if (this.#charts >= MAX_CHARTS || depth >= MAX_DEPTH) {
        this.#report(innerPath, `Left out: at most ${MAX_CHARTS} charts, ${MAX_DEPTH} deep, are read.`);
        break;
      }
      const innerMetadata = this.#readMetadata(inner.files, innerPath);
      if (innerMetadata !== undefined) {
        node.subcharts.push(this.readChart(inner, innerMetadata, innerPath, depth + 1));
      }
    }
    return node;
  }

  #readMetadata(files: ReadonlyMap<string, Uint8Array>, path: string): ChartMetadata | undefined {
    const bytes = files.get('Chart.yaml');
    if (bytes === undefined) {
      this.#report(path, 'Left out: it has no Chart.yaml.');
      return undefined;
    }
    return this.#attempt(`${path}/Chart.yaml`, () =>
      parseChartMetadata(parseYamlText(readText(bytes, `${path}/Chart.yaml`, this.#problems), 'Chart.yaml')),
    );
  }

  #readDependencies(
    files: ReadonlyMap<string, Uint8Array>,
    metadata: ChartMetadata,
    path: string,
  ): ChartDependency[] {
    const bytes = files.get('requirements.yaml');
    if (metadata.dependencies.length > 0 || bytes === undefined) return metadata.dependencies;
    const part = within(path, 'requirements.yaml');
    const read = this.#attempt(part, () =>
      parseYamlText(readText(bytes, part, this.#problems), 'requirements.yaml'),
    );
    if (typeof read !== 'object' || read === null || !('dependencies' in read)) return [];
    return parseChartDependencies(read.dependencies);
  }

  #readValues(files: ReadonlyMap<string, Uint8Array>, path: string): ValueMap {
    const bytes = files.get('values.yaml');
    if (bytes === undefined) return new Map();
    const part = within(path, 'values.yaml');
    this.#valuesLength += bytes.byteLength;
    if (this.#valuesLength > MAX_VALUES_LENGTH || this.#values > MAX_VALUES) {
      this.#report(part, 'Not read for images: the values of all subcharts together are too large.');
      return new Map();
    }
    const { values, count, problems } = readValuesFile(readText(bytes, part, this.#problems), part);
    this.#values += count;
    this.#problems.push(...problems);
    return values;
  }

  #attempt<T>(part: string, read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      this.#report(part, error.message);
      return undefined;
    }
  }

  #report(part: string, message: string): void {
    this.#problems.push({ part, message });
  }
}

type Embedded = Pick<ChartArchive, 'files' | 'archives'>;

/** Tells a chart's own files from those of the charts in its `charts/` folder. */
function splitFiles(archive: Embedded): { own: Map<string, Uint8Array>; embedded: Map<string, Embedded> } {
  const own = new Map<string, Uint8Array>();
  const folders = new Map<string, { files: Map<string, Uint8Array>; archives: Map<string, ChartArchive> }>();
  const embedded = new Map<string, Embedded>();
  const folderOf = (name: string) => {
    const known = folders.get(name);
    if (known !== undefined) return known;
    const made = { files: new Map<string, Uint8Array>(), archives: new Map<string, ChartArchive>() };
    folders.set(name, made);
    embedded.set(name, made);
    return made;
  };
  for (const [path, content] of archive.files) {
    const [, name, rest] = /^charts\/([^/_.][^/]*)\/(.+)$/s.exec(path) ?? [];
    if (name !== undefined && rest !== undefined) folderOf(name).files.set(rest, content);
    else own.set(path, content);
  }
  for (const [path, inner] of archive.archives) {
    const [, name, rest] = /^charts\/([^/]+)(?:\/(.+))?$/s.exec(path) ?? [];
    if (name === undefined) continue;
    if (rest === undefined) embedded.set(name, inner);
    else folderOf(name).archives.set(rest, inner);
  }
  return { own, embedded };
}

/** A path inside the outermost chart. */
export function within(path: string, inner: string): string {
  return path === '' ? inner : `${path}/${inner}`;
}
