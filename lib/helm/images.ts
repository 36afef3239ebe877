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
  const found = new Map<string, FoundImage>();
  for (const image of templates.images) {
    found.set(image.image, {
      image: image.image,
      from: `${image.file}:${image.line}`,
      default: image.default,
    });
  }
  const names = new Map(
    templates.images.map(({ image }): [string, string] => [imageName(image), image]).reverse(),
  );
  const placed = new Set<string>();
  const effort = new Effort(VALUES_EFFORT);
  for (const active of listCharts(root)) {
    for (const image of findOwnImages(active, effort, problems)) {
      const written = image.impliedTag ? names.get(imageName(image.image)) : undefined;
      if (written !== undefined) image.image = written; // a template says how the app version becomes a tag
      const known = found.get(image.image);
      const isDefault = known?.default ?? isUsed(image, active, templates);
      if (placed.has(image.image) && (known?.default === true || !isDefault)) continue;
      placed.add(image.image);
      found.set(image.image, {
        image: image.image,
        from: describeOrigin(image, active.chart),
        default: isDefault,
      });
    }
  }
  const all = [...found.values()];
  return [...all.filter((image) => image.default), ...all.filter((image) => !image.default)].slice(
    0,
    MAX_IMAGES,
  );
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

/** An image no template puts under `image` may still be handed on, in an argument for example. */
function isUsed(image: ValuesImage, active: ActiveChart, templates: TemplateImages): boolean {
  if (!active.enabled) return false;
  return templates.complete ? templates.prints(image.image) : image.enabled;
}

function describeOrigin({ origin, path }: ValuesImage, chart: ChartNode): string {
  const file = origin === undefined ? within(chart.path, 'values.yaml') : `${origin.file}:${origin.line}`;
  return path === '' ? file : `${file} ${path}`;
}
