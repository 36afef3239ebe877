import { readCaller } from '@/lib/api/caller';
import { handleWrite } from '@/lib/api/handle';
import type { Transfer } from '@/lib/api/schema/transfer';
import { cancelTransfer } from '@/lib/services/transfers';

/** POST /api/v1/transfers/<id>/cancel */
export const POST = handleWrite(
  async (request, { params }: RouteContext<'/api/v1/transfers/[id]/cancel'>) => {
    const { id } = await params;
    const transfer = await cancelTransfer(id, readCaller(request.headers), request.signal);
    return Response.json(transfer satisfies Transfer);
  },
);
