import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Promotion, type PromotionRequest } from '@/lib/api/schema/promotion';
import { chartKeys } from '@/lib/queries/charts';
import { forecastKeys } from '@/lib/queries/promotion-checks';
import { postJson } from '@/lib/queries/get-json';
import { sessionKeys } from '@/lib/queries/sessions';

/**
 * Points a channel at a digest.
 * @throws ApiProblem
 */
export function sendPromotion(request: PromotionRequest): Promise<Promotion> {
  return postJson('/api/v1/promotions', request, Promotion);
}

/** Points a channel at a digest; afterwards the chart is asked for again, also when the channel had moved. */
export function usePromote() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: sendPromotion,
    // A registry that refused may have ended the sign-in.
    onError: (_error, request) =>
      void client.invalidateQueries({ queryKey: sessionKeys.permission(request) }),
    onSettled: (_promotion, _error, request) =>
      Promise.all([
        client.invalidateQueries({ queryKey: chartKeys.detail(request) }),
        client.invalidateQueries({ queryKey: forecastKeys.all }),
      ]),
  });
}
