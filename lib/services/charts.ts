import 'server-only';
import type { Chart, ChartChannel, Release } from '@/lib/catalog/chart';
import { findDependencyChart } from '@/lib/catalog/dependency-chart';
import type { History } from '@/lib/channels/history';
import { openChartroom } from '@/lib/chartroom';
import type { ChartDependency } from '@/lib/helm/chart-metadata';
import { chartPath, type ChartAddress, type ChartReference } from '@/lib/references';

/** A chart, and what the history says of its channels. */
export interface ChartWithHistory extends Chart {
  /** with `movedOutside`: whether the last move seen was made elsewhere */
  channels: (ChartChannel & { movedOutside: boolean })[];
}

/** What is known of a chart; read from the registry only when nothing is. Throws like `Catalog.chart`. */
export async function getChart(address: ChartAddress, signal?: AbortSignal): Promise<ChartWithHistory> {
  const { catalog, history } = await openChartroom();
  return addHistory(await catalog.chart(address, { signal, priority: 'interactive' }), history);
}

/** A chart after a look at its registry: tags, channels, versions not read yet. Throws like `Catalog.refreshChart`. */
export async function refreshChart(address: ChartAddress, signal?: AbortSignal): Promise<ChartWithHistory> {
  const { catalog, history } = await openChartroom();
  return addHistory(await catalog.refreshChart(address, { signal, priority: 'interactive' }), history);
}

async function addHistory(chart: Chart, history: History): Promise<ChartWithHistory> {
  const { registry, repository } = chart;
  const outside = new Set(
    (await history.movedOutside({ registry, repository })).map(({ channel }) => channel),
  );
  const channels = chart.channels.map((channel) => ({ ...channel, movedOutside: outside.has(channel.tag) }));
  return { ...chart, channels };
}

/** One release of a chart, opened. Throws like `Catalog.release`. */
export async function getRelease(reference: ChartReference, signal?: AbortSignal): Promise<Release> {
  const { catalog } = await openChartroom();
  return catalog.release(reference, { signal, priority: 'interactive' });
}

/** The page of each dependency whose chart is in a configured registry, by the dependency's name. */
export async function findDependencyPaths(
  dependencies: readonly ChartDependency[],
): Promise<Record<string, string>> {
  const { catalog } = await openChartroom();
  const registries = catalog.registries();
  const charts = catalog.charts();
  const found = dependencies.map(
    (dependency) => [dependency.name, findDependencyChart(dependency, registries, charts)] as const,
  );
  return Object.fromEntries(
    found.flatMap(([name, chart]) => (chart === undefined ? [] : [[name, chartPath(chart)]])),
  );
}
