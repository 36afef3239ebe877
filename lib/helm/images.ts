import { activateCharts, listCharts, type ActiveChart } from '@/lib/helm/active-charts';
import type { ChartProblem } from '@/lib/helm/chart-problem';
import { within, type ChartNode } from '@/lib/helm/chart-tree';
import { readDeclaredImages } from '@/lib/helm/declared-images';
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

/**
 * The images a chart and its embedded charts refer to, each once, at most 500. What the author declares in an
 * annotation is taken as it is; else values and templates are read. Never throws.
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
  const found = new Map<string, FoundImage>();
  for (const active of listCharts(activateCharts(chart))) {
    for (const image of findOwnImages(active)) {
      const known = found.get(image.image);
      if (known === undefined && found.size < MAX_IMAGES) found.set(image.image, image);
      else if (known !== undefined && image.default && !known.default) found.set(image.image, image);
    }
  }
  return [...found.values()];
}

function findOwnImages(active: ActiveChart): FoundImage[] {
  const { chart, values, enabled } = active;
  return findValuesImages(values, { appVersion: chart.metadata.appVersion }).map((image) => ({
    image: image.image,
    from: describeOrigin(image, chart),
    default: enabled && image.enabled,
  }));
}

function describeOrigin({ origin, path }: ValuesImage, chart: ChartNode): string {
  const file = origin === undefined ? within(chart.path, 'values.yaml') : `${origin.file}:${origin.line}`;
  return path === '' ? file : `${file} ${path}`;
}
