import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { Transfer, TransferList, TransferPlan, type TransferRequest } from '@/lib/api/schema/transfer';
import { chartKeys } from '@/lib/queries/charts';
import { getJson, postJson } from '@/lib/queries/get-json';
import { pauseForServer } from '@/lib/queries/live-state';

const WHILE_RUNNING = 2000; // ms
/** Another process may run it, which this server's connection tells nothing of. */
const WHILE_TOLD = 5000; // ms
const OTHERWISE = 30_000; // ms

export const transferKeys = {
  all: ['transfers'] as const,
  list: () => [...transferKeys.all, 'list'] as const,
  detail: (id: string) => [...transferKeys.all, 'detail', id] as const,
  plan: (request: TransferRequest) => [...transferKeys.all, 'plan', request] as const,
};

/** Every transfer, newest first. */
export const transferList = () =>
  queryOptions({
    queryKey: transferKeys.list(),
    queryFn: ({ signal }) => getJson('/api/v1/transfers', TransferList, signal),
    staleTime: WHILE_RUNNING,
    refetchInterval: (query) => pause(query.state.data?.transfers.some(isUnderWay) ?? false),
  });

/** One transfer with its steps. */
export const transferDetail = (id: string) =>
  queryOptions({
    queryKey: transferKeys.detail(id),
    queryFn: ({ signal }) => getJson(transferPath(id), Transfer, signal),
    staleTime: WHILE_RUNNING,
    refetchInterval: (query) => pause(query.state.data !== undefined && isUnderWay(query.state.data)),
  });

/** What a transfer would do. It is looked up anew each time, and costs the registries some calls. */
export const transferPlan = (request: TransferRequest) =>
  queryOptions({
    queryKey: transferKeys.plan(request),
    queryFn: ({ signal }) => postJson('/api/v1/transfer-plans', request, TransferPlan, { signal }),
    staleTime: 30_000,
    gcTime: 60_000,
    retry: false,
  });

/** Begins a transfer. */
export function useBeginTransfer() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (request: TransferRequest) => postJson('/api/v1/transfers', request, Transfer),
    onSettled: () => client.invalidateQueries({ queryKey: transferKeys.all }),
  });
}

/** Ends a transfer, or goes on with one that stopped. */
export function useSteerTransfer(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (action: 'cancel' | 'resume') => postJson(`${transferPath(id)}/${action}`, {}, Transfer),
    onSuccess: (transfer) => {
      client.setQueryData(transferKeys.detail(id), transfer);
      const { registry, repository } = transfer.to;
      return client.invalidateQueries({ queryKey: chartKeys.detail({ registry, repository }) });
    },
    onSettled: () => client.invalidateQueries({ queryKey: transferKeys.all }),
  });
}

/** Whether a transfer changes by itself. */
function isUnderWay({ state }: Pick<Transfer, 'state'>): boolean {
  return state === 'running' || state === 'queued';
}

function pause(underWay: boolean): number {
  return underWay ? Math.min(pauseForServer(WHILE_RUNNING), WHILE_TOLD) : pauseForServer(OTHERWISE);
}

function transferPath(id: string): string {
  return `/api/v1/transfers/${encodeURIComponent(id)}`;
}
