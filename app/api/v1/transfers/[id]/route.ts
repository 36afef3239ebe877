import { handleRead } from '@/lib/api/handle';
import type { Transfer } from '@/lib/api/schema/transfer';
import { getTransfer } from '@/lib/services/transfer-views';

/** GET /api/v1/transfers/<id>: a transfer with its steps. */
export const GET = handleRead(async (_request, { params }: RouteContext<'/api/v1/transfers/[id]'>) => {
  const { id } = await params;
  return Response.json((await getTransfer(id)) satisfies Transfer);
});
