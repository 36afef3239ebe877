import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { DeliveryList, type Delivery } from '@/lib/api/schema/webhook';
import { getJson, postAccepted } from '@/lib/queries/get-json';

const PATH = '/api/v1/webhook-deliveries';
const KEY = ['webhook-deliveries'] as const;

/** The configured webhooks, and the latest attempts to deliver to them. */
export const webhookDeliveries = () =>
  queryOptions({
    queryKey: KEY,
    queryFn: ({ signal }) => getJson(PATH, DeliveryList, signal),
    refetchInterval: 5_000,
  });

/** Delivers a message once more. */
export function useRepeatDelivery() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ hook, id }: Pick<Delivery, 'hook' | 'id'>) => postAccepted(PATH, { hook, id }),
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  });
}
