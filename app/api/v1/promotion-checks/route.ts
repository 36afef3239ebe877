import { readCaller } from '@/lib/api/caller';
import { handleWrite, readJson } from '@/lib/api/handle';
import { PromotionForecastRequest, type PromotionForecast } from '@/lib/api/schema/promotion-check';
import { forecastPromotion } from '@/lib/services/promotion-checks';

/** POST /api/v1/promotion-checks: what speaks for and against a promotion; nothing is moved. */
export const POST = handleWrite(async (request) => {
  const { patience, ...promotion } = PromotionForecastRequest.parse(await readJson(request));
  const forecast = await forecastPromotion(promotion, readCaller(request.headers), patience, request.signal);
  return Response.json(forecast satisfies PromotionForecast);
});
