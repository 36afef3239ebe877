import { queryOptions, useMutation, useQueryClient, type QueryClient } from '@tanstack/react-query';
import {
  Permission,
  SessionList,
  SignedIn,
  type RegistrySession,
  type SignInRequest,
} from '@/lib/api/schema/session';
import { sendDelete, getJson, postJson } from '@/lib/queries/get-json';
import { forecastKeys } from '@/lib/queries/promotion-checks';
import type { ChartAddress } from '@/lib/references';

export const sessionKeys = {
  list: ['sessions'] as const,
  permissions: ['permissions'] as const,
  permission: ({ registry, repository }: ChartAddress) => ['permissions', registry, repository] as const,
};

/** setTimeout takes no more, in milliseconds. */
const LONGEST_WAIT = 2 ** 31 - 1;
const FRESH = 30_000; // ms

/** Where people sign in, and as whom the registries know the reader; asked again when a sign-in ends. */
export const sessionList = () =>
  queryOptions({
    queryKey: sessionKeys.list,
    queryFn: ({ signal }) => getJson('/api/v1/sessions', SessionList, signal),
    staleTime: FRESH,
    refetchInterval: ({ state }) => untilNextEnd(state.data?.sessions ?? [], Date.now()),
  });

/** Whether the reader may promote in a repository, as far as its registry tells; asked again when the sign-in ends. */
export const promotionPermission = (address: ChartAddress) =>
  queryOptions({
    queryKey: sessionKeys.permission(address),
    queryFn: ({ signal }) => {
      const { registry, repository } = address;
      const parameters = new URLSearchParams({ registry, repository });
      return getJson(`/api/v1/permissions?${parameters}`, Permission, signal);
    },
    staleTime: FRESH,
    refetchInterval: ({ state }) => untilNextEnd(state.data === undefined ? [] : [state.data], Date.now()),
  });

/**
 * Milliseconds until the first of some sign-ins has ended, or false when none will.
 * @param now milliseconds since the epoch
 */
export function untilNextEnd(
  sessions: readonly Pick<RegistrySession, 'expiresAt'>[],
  now: number,
): number | false {
  const ends = sessions.flatMap(({ expiresAt }) => (expiresAt === null ? [] : [Date.parse(expiresAt)]));
  const next = Math.min(...ends.filter((end) => end > now));
  return next === Number.POSITIVE_INFINITY ? false : Math.min(LONGEST_WAIT, next - now + 500);
}

/** Signs in at a registry. The password is in no cache afterwards. */
export function useSignIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (login: SignInRequest) => postJson('/api/v1/sessions', login, SignedIn),
    onSuccess: ({ registry, user, expiresAt }) => {
      // What was known of a stranger is wrong at once; what the registry allows is known a little later.
      client.setQueriesData<Permission>({ queryKey: [...sessionKeys.permissions, registry] }, (known) =>
        known === undefined
          ? undefined
          : { ...known, signedIn: true, user, expiresAt, promote: 'unknown', message: null },
      );
      askAgain(client);
      return client.invalidateQueries({ queryKey: sessionKeys.list });
    },
    gcTime: 0,
  });
}

/** Signs out of a registry, or with null of all of them. */
export function useSignOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (registry: string | null) =>
      sendDelete(`/api/v1/sessions${registry === null ? '' : `/${encodeURIComponent(registry)}`}`),
    onSuccess: () => {
      askAgain(client);
      return client.invalidateQueries({ queryKey: sessionKeys.list });
    },
  });
}

/** What depends on who is signed in. */
function askAgain(client: QueryClient): void {
  void client.invalidateQueries({ queryKey: sessionKeys.permissions });
  void client.invalidateQueries({ queryKey: forecastKeys.all });
}
