import { AppError } from '@/lib/errors';
import { activateCharts, listCharts, type ActiveChart } from '@/lib/helm/active-charts';
import type { ChartProblem } from '@/lib/helm/chart-problem';
import { within, type ChartNode } from '@/lib/helm/chart-tree';
import { readDeclaredImages } from '@/lib/helm/declared-images';
import { Effort } from '@/lib/helm/effort';
import { imageName } from '@/lib/helm/image-reference';
import { findTemplateImages, type TemplateImages } from '@/lib/helm/template-images';
import { findValuesImages, type ValuesImage } from '@/lib/helm/values-images';

/** One image a chart refers to. */
export interface FoundImage {
  /** as Kubernetes would get it: `quay.io/prometheus/prometheus:v2.1.0` */
  image: string;
  /** where it was found: `values.yaml:12 controller.image`, `templates/job.yaml:12`, `annotation artifacthub.io/images` */
  from: string;
  /** whether the chart with its default values uses it, as far as that can be told without Kubernetes */
  default: boolean;
}

const MAX_IMAGES = 500;
const MAX_CANDIDATES = 2000;
/** Values looked at, over all charts. */
const VALUES_EFFORT = 1_000_000;

/**
 * The images a chart and its embedded charts refer to, each once, those in use by default first; at most 500.
 * What the author declares in an annotation is taken as it is. Else templates say what is used, and values name what
 * else there is; of an image that both name, the place in the values is given, for that is where it can be changed.
 * Never throws.
 * @param problems receives what could not be read
 */
export function findImages(chart: ChartNode, problems: ChartProblem[]): FoundImage[] {
  const declared = readDeclaredImages(chart.metadata, within(chart.path, 'Chart.yaml'), problems);
  if (declared.length > 0) {
    return declared.map(({ image, annotation }) => ({
      image,
      from: `annotation ${annotation}`,
      default: true,
    }));
  }
  const root = activateCharts(chart);
  const templates = findTemplateImages(root, problems);
  const fromTemplates = templates.images.map(({ image, file, line, default: isDefault }): FoundImage => {
    return { image, from: `${file}:${line}`, default: isDefault };
  });
  const fromValues = findAllValuesImages(root, templates, problems);
  const images = mergeImages(fromTemplates, fromValues);
  const byUse = [...images.filter((image) => image.default), ...images.filter((image) => !image.default)];
  return byUse.slice(0, MAX_IMAGES);
}

/** Each image once: templates know best whether it is used, values where it is set. */
function mergeImages(fromTemplates: readonly FoundImage[], fromValues: readonly FoundImage[]): FoundImage[] {
  const rendered = new Map(fromTemplates.map((image): [string, FoundImage] => [image.image, image]));
  const placed = new Map<string, FoundImage>();
  for (const image of fromValues) {
    const isDefault = rendered.get(image.image)?.default ?? image.default;
    const known = placed.get(image.image);
    if (known === undefined || (isDefault && !known.default))
      placed.set(image.image, { ...image, default: isDefault });
  }
  const images = fromTemplates.map((image) => placed.get(image.image) ?? image);
  return [...images, ...[...placed.values()].filter(({ image }) => !rendered.has(image))];
}

function findAllValuesImages(
  root: ActiveChart,
  templates: TemplateImages,
  problems: ChartProblem[],
): FoundImage[] {
  const written = new Map(
    [...templates.images].reverse().map(({ image }): [string, string] => [imageName(image), image]),
  );
  const effort = new Effort(VALUES_EFFORT);
  const found = listCharts(root).flatMap((active) =>
    findOwnImages(active, effort, problems).map((image) => ({ ...image, active })),
  );
  return found.slice(0, MAX_CANDIDATES).map(({ active, enabled, impliedTag, ...candidate }) => {
    // Where values give no tag, a template says how the app version becomes one (with a `v` before it, for example).
    const image = (impliedTag ? written.get(imageName(candidate.image)) : undefined) ?? candidate.image;
    const isDefault = active.enabled && (templates.complete ? templates.prints(image) : enabled);
    return { image, from: describeOrigin(candidate, active.chart), default: isDefault };
  });
}

function findOwnImages(
  { chart, values, subcharts }: ActiveChart,
  effort: Effort,
  problems: ChartProblem[],
): ValuesImage[] {
  const embedded = new Set(subcharts.map(({ name }) => name));
  const dependencies = chart.dependencies.map(({ name, alias }) => alias ?? name);
  const foreign = new Set(dependencies.filter((name) => !embedded.has(name)));
  const { appVersion } = chart.metadata;
  try {
    return findValuesImages(values, { appVersion, embedded, foreign }, effort);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    problems.push({
      part: within(chart.path, 'values.yaml'),
      message: `Not all images are known. ${error.message}`,
    });
    return [];
  }
}

function describeOrigin({ origin, path }: Pick<ValuesImage, 'origin' | 'path'>, chart: ChartNode): string {
  const file = origin === undefined ? within(chart.path, 'values.yaml') : `${origin.file}:${origin.line}`;
  return path === '' ? file : `${file} ${path}`;
}
