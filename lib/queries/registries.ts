import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { RegistryList } from '@/lib/api/schema/registry';
import { getJson, postNothing } from '@/lib/queries/get-json';
import { pauseForServer } from '@/lib/queries/live-state';

const WHILE_CRAWLING = 1000; // ms
const OTHERWISE = 15_000; // ms; rarely while the server tells what changes

export const registryKeys = {
  all: ['registries'] as const,
  list: () => [...registryKeys.all, 'list'] as const,
};

/** Every configured registry; asked for every second while one is being read. */
export const registryList = () =>
  queryOptions({
    queryKey: registryKeys.list(),
    queryFn: ({ signal }) => getJson('/api/v1/registries', RegistryList, signal),
    staleTime: WHILE_CRAWLING,
    refetchInterval: (query) => pollInterval(query.state.data),
  });

/** Milliseconds until the list is asked for again. */
export function pollInterval(list: RegistryList | undefined): number {
  const crawling = list?.registries.some(
    ({ status, progress }) => status === 'crawling' || progress !== null,
  );
  return crawling ? WHILE_CRAWLING : pauseForServer(OTHERWISE);
}

/** Asks a registry, by name, to be read again now; the list then shows how that goes. */
export function useRefreshRegistry() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (name: string) => postNothing(`/api/v1/registries/${encodeURIComponent(name)}/refresh`),
    onSuccess: () => client.invalidateQueries({ queryKey: registryKeys.all }),
  });
}
