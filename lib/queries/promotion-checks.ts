import { queryOptions, useQuery } from '@tanstack/react-query';
import { PromotionForecast } from '@/lib/api/schema/promotion-check';
import type { PromotionRequest } from '@/lib/api/schema/promotion';
import { postJson } from '@/lib/queries/get-json';

/** A promotion that may be asked for; its reason and what a person accepts change none of the checks. */
export type ForecastSubject = Omit<PromotionRequest, 'reason' | 'acknowledged'>;

export const forecastKeys = { all: ['promotion-checks'] as const };

const PATIENCE = 8000; // ms
const FRESH = 10_000; // ms

/** @param patience milliseconds to wait for images and signatures; with 0 they are unknown */
const promotionForecast = (subject: ForecastSubject, patience: number) =>
  queryOptions({
    queryKey: [...forecastKeys.all, subject, patience] as const,
    queryFn: ({ signal }) =>
      postJson('/api/v1/promotion-checks', { ...subject, patience }, PromotionForecast, { signal }),
    staleTime: FRESH,
    gcTime: FRESH,
  });

/**
 * What speaks for and against a promotion: what is quick to find out first, the rest when registries have answered.
 * @returns `asking` while some of it is still to come
 */
export function usePromotionForecast(subject: ForecastSubject, enabled: boolean) {
  const quick = useQuery({ ...promotionForecast(subject, 0), enabled });
  const isOpen = quick.data?.checks.some(({ outcome }) => outcome === 'unknown') ?? false;
  const whole = useQuery({ ...promotionForecast(subject, PATIENCE), enabled: enabled && isOpen });
  return {
    forecast: whole.data ?? quick.data,
    asking: isOpen && whole.isPending,
    error: whole.data === undefined ? (quick.error ?? whole.error) : null,
    isFetching: quick.isFetching || whole.isFetching,
    askAgain: () => void Promise.all([quick.refetch(), isOpen ? whole.refetch() : null]),
  };
}
