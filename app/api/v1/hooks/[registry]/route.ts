import { handleWrite } from '@/lib/api/handle';
import { readDelivery } from '@/lib/api/hook-request';
import { receiveNotification } from '@/lib/services/notifications';

/** POST /api/v1/hooks/<registry>: a registry tells what was pushed or deleted. */
export const POST = handleWrite(async (request, context: RouteContext<'/api/v1/hooks/[registry]'>) => {
  const { registry } = await context.params;
  return Response.json(await receiveNotification(registry, await readDelivery(request)), { status: 202 });
});
