import { queryOptions } from '@tanstack/react-query';
import { Chart } from '@/lib/api/schema/chart';
import { getJson } from '@/lib/queries/get-json';
import { pauseForRegistry } from '@/lib/queries/live-state';
import { chartApiPath, type ChartAddress } from '@/lib/references';

export const chartKeys = {
  all: ['charts'] as const,
  details: () => [...chartKeys.all, 'detail'] as const,
  detail: ({ registry, repository }: ChartAddress) => [...chartKeys.details(), registry, repository] as const,
  comparisons: ({ registry, repository }: ChartAddress) =>
    [...chartKeys.all, 'comparison', registry, repository] as const,
};

/**
 * A chart with its versions and channels. Asking makes the server look at the registry, so it is asked for once the
 * page is there, and again while versions are being read.
 */
export const chartDetail = (address: ChartAddress) =>
  queryOptions({
    queryKey: chartKeys.detail(address),
    queryFn: ({ signal }) =>
      getJson(chartApiPath({ registry: address.registry, repository: address.repository }), Chart, signal),
    staleTime: 5_000,
    refetchInterval: (query) => pollInterval(query.state.data),
  });

const NOW_AND_THEN = 30_000; // ms; each time the registry is asked for its tags and channels

/**
 * Milliseconds until a chart is asked for again: soon while versions are being read, but the larger the answer the
 * later; else now and then, so that a version pushed or a channel moved elsewhere is seen. Rarely where the registry
 * sends notifications and the server passes on what they led to.
 */
export function pollInterval(chart: Chart | undefined): number {
  if (chart === undefined) return NOW_AND_THEN;
  const reading = chart.versions.some((version) => version.digest === null && version.error === null);
  if (chart.complete || !reading || chart.error !== null)
    return pauseForRegistry(chart.registry, NOW_AND_THEN);
  return Math.max(2_000, chart.versions.length * 2);
}
