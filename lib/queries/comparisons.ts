import { queryOptions } from '@tanstack/react-query';
import { Comparison, ImageComparison } from '@/lib/api/schema/comparison';
import { chartKeys } from '@/lib/queries/charts';
import { getJson } from '@/lib/queries/get-json';
import type { ChartAddress } from '@/lib/references';

const A_WHILE = 5 * 60_000; // ms

/**
 * What differs between two releases of a chart, by digest. Content never changes under a digest; which versions lie
 * between the two may.
 * @param from null for a channel that does not exist yet
 */
export const releaseComparison = (address: ChartAddress, from: string | null, to: string) =>
  queryOptions({
    queryKey: [...chartKeys.comparisons(address), from, to] as const,
    queryFn: ({ signal }) =>
      getJson(`/api/v1/comparisons?${parametersOf(address, from, to)}`, Comparison, signal),
    staleTime: A_WHILE,
  });

/** The images of two releases by the digests their registries give them now; it waits for those registries. */
export const imageComparison = (address: ChartAddress, from: string | null, to: string) =>
  queryOptions({
    queryKey: [...chartKeys.comparisons(address), from, to, 'images'] as const,
    queryFn: ({ signal }) =>
      getJson(`/api/v1/comparisons/images?${parametersOf(address, from, to)}`, ImageComparison, signal),
    staleTime: A_WHILE,
  });

function parametersOf({ registry, repository }: ChartAddress, from: string | null, to: string): string {
  return new URLSearchParams({ registry, repository, ...(from !== null && { from }), to }).toString();
}
