import { chartPath, type ChartReference } from '@/lib/references';

/** The parts of a chart's page, in the order of its tabs. */
export const CHART_TABS = [
  'readme',
  'values',
  'schema',
  'versions',
  'compare',
  'images',
  'dependencies',
  'install',
  'history',
] as const;
export type ChartTab = (typeof CHART_TABS)[number];

export const TAB_LABELS: Readonly<Record<ChartTab, string>> = {
  readme: 'README',
  values: 'Values',
  schema: 'Schema',
  versions: 'Versions',
  compare: 'Compare',
  images: 'Images',
  dependencies: 'Dependencies',
  install: 'Install',
  history: 'History',
};

/** The tab an address asks for; README when it names none we know. */
export function parseChartTab(parameter: string | string[] | undefined): ChartTab {
  return CHART_TABS.find((tab) => tab === parameter) ?? 'readme';
}

/** The address of a tab. */
export function chartTabPath(reference: ChartReference, tab: ChartTab): string {
  return tab === 'readme' ? chartPath(reference) : `${chartPath(reference)}?tab=${tab}`;
}
