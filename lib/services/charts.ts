import 'server-only';
import type { Chart, Release } from '@/lib/catalog/chart';
import { findDependencyChart } from '@/lib/catalog/dependency-chart';
import { openChartroom } from '@/lib/chartroom';
import type { ChartDependency } from '@/lib/helm/chart-metadata';
import { chartPath, type ChartAddress, type ChartReference } from '@/lib/references';

/** What is known of a chart; read from the registry only when nothing is. Throws like `Catalog.chart`. */
export async function getChart(address: ChartAddress, signal?: AbortSignal): Promise<Chart> {
  const { catalog } = await openChartroom();
  return catalog.chart(address, { signal, priority: 'interactive' });
}

/** A chart after a look at its registry: tags, channels, versions not read yet. Throws like `Catalog.refreshChart`. */
export async function refreshChart(address: ChartAddress, signal?: AbortSignal): Promise<Chart> {
  const { catalog } = await openChartroom();
  return catalog.refreshChart(address, { signal, priority: 'interactive' });
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
