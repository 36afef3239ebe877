import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Promotion, type PromotionRequest } from '@/lib/api/schema/promotion';
import { chartKeys } from '@/lib/queries/charts';
import { forecastKeys } from '@/lib/queries/promotion-checks';
import { postJson } from '@/lib/queries/get-json';

/** A login at a registry, as a person typed it. Kept in memory only, and sent with the one request it is for. */
export interface RegistryLogin {
  username: string;
  password: string;
}

/** HTTP Basic credentials in UTF-8: https://www.rfc-editor.org/rfc/rfc7617#section-2.1 */
export function basicAuthorization({ username, password }: RegistryLogin): string {
  const bytes = new TextEncoder().encode(`${username}:${password}`);
  return `Basic ${btoa(String.fromCharCode(...bytes))}`;
}

/** Points a channel at a digest; afterwards the chart is asked for again, also when the channel had moved. */
export function usePromote() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ request, login }: { request: PromotionRequest; login: RegistryLogin | null }) =>
      postJson('/api/v1/promotions', request, Promotion, {
        headers: login === null ? {} : { authorization: basicAuthorization(login) },
      }),
    onSettled: (_promotion, _error, { request }) =>
      Promise.all([
        client.invalidateQueries({ queryKey: chartKeys.detail(request) }),
        client.invalidateQueries({ queryKey: forecastKeys.all }),
      ]),
    // The login must not outlive the dialog in the client's cache of past mutations.
    gcTime: 0,
  });
}
