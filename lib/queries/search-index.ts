import { queryOptions } from '@tanstack/react-query';

const WHILE_CRAWLING = 3000; // ms; the engine is made anew for each change
const OTHERWISE = 15_000; // ms

export const searchIndexKey = ['search-index'] as const;

/**
 * Keeps what is searched up to date while the page is in sight.
 * @param refresh fetches the index if it changed and tells its state; it runs where the index is kept
 * @param crawling whether a registry is being read, so that charts appear as they are found
 */
export const searchIndex = <T>(refresh: () => Promise<T>, crawling: boolean) =>
  queryOptions({
    queryKey: searchIndexKey,
    queryFn: refresh,
    staleTime: 0,
    gcTime: Infinity, // the worker keeps its index as long as the tab lives
    refetchInterval: crawling ? WHILE_CRAWLING : OTHERWISE,
  });
