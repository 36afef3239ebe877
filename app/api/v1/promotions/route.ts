import { readCaller } from '@/lib/api/caller';
import { handleRead, handleWrite, readJson, readQuery } from '@/lib/api/handle';
import {
  PromotionRequest,
  PromotionsRequest,
  type Promotion,
  type PromotionList,
} from '@/lib/api/schema/promotion';
import { listPromotions, promoteRelease } from '@/lib/services/promotions';

/** GET /api/v1/promotions?registry=&repository=&channel=: promotions, newest first. */
export const GET = handleRead(async (request) => {
  const filter = PromotionsRequest.parse(readQuery(request));
  return Response.json({ promotions: await listPromotions(filter) } satisfies PromotionList);
});

/** POST /api/v1/promotions: point a channel at a digest. */
export const POST = handleWrite(async (request) => {
  const promotion = PromotionRequest.parse(await readJson(request));
  const recorded = await promoteRelease(promotion, readCaller(request.headers), request.signal);
  return Response.json(recorded satisfies Promotion, { status: 201 });
});
