import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { EarlierReleaseList } from '@/lib/api/schema/earlier-release';
import { MoveList } from '@/lib/api/schema/move';
import { chartKeys } from '@/lib/queries/charts';
import { getJson } from '@/lib/queries/get-json';
import type { ChartAddress } from '@/lib/references';

// Below the chart's own key: whatever makes the chart stale makes its moves stale.
const moveKeys = {
  chart: (address: ChartAddress) => [...chartKeys.detail(address), 'moves'] as const,
};

/**
 * The moves of a chart's channels, newest first, a page at a time.
 * @param first the first page, as the server rendered it
 */
export const chartMoves = (address: ChartAddress, first: MoveList) =>
  infiniteQueryOptions({
    queryKey: [...moveKeys.chart(address), 'list'] as const,
    queryFn: ({ pageParam, signal }) => {
      const { registry, repository } = address;
      const parameters = new URLSearchParams({ registry, repository });
      if (pageParam !== null) parameters.set('before', pageParam);
      return getJson(`/api/v1/moves?${parameters}`, MoveList, signal);
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ moves, more }) => (more ? moves.at(-1)?.id : undefined),
    initialData: { pages: [first], pageParams: [null] },
    staleTime: 5_000,
  });

/** Where a channel was before, and which of it the registry still has: asks the registry about each. */
export const earlierReleases = (address: ChartAddress, channel: string) =>
  queryOptions({
    queryKey: [...moveKeys.chart(address), 'earlier', channel] as const,
    queryFn: ({ signal }) => {
      const { registry, repository } = address;
      const parameters = new URLSearchParams({ registry, repository, channel });
      return getJson(`/api/v1/earlier-releases?${parameters}`, EarlierReleaseList, signal);
    },
    staleTime: 60_000,
  });
