import { handleRead, handleWrite, readJson } from '@/lib/api/handle';
import { RepeatRequest, type DeliveryList } from '@/lib/api/schema/webhook';
import { listDeliveries, repeatDelivery } from '@/lib/services/webhooks';

/** GET /api/v1/webhook-deliveries: the configured webhooks, and the latest attempts to deliver to them. */
export const GET = handleRead(async () => Response.json((await listDeliveries()) satisfies DeliveryList));

/** POST /api/v1/webhook-deliveries: deliver a message once more. */
export const POST = handleWrite(async (request) => {
  const { hook, id } = RepeatRequest.parse(await readJson(request));
  await repeatDelivery(hook, id);
  return new Response(null, { status: 202 });
});
