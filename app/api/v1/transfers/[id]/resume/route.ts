import { readCaller } from '@/lib/api/caller';
import { handleWrite } from '@/lib/api/handle';
import type { Transfer } from '@/lib/api/schema/transfer';
import { resumeTransfer } from '@/lib/services/transfers';

/** POST /api/v1/transfers/<id>/resume */
export const POST = handleWrite(
  async (request, { params }: RouteContext<'/api/v1/transfers/[id]/resume'>) => {
    const { id } = await params;
    const transfer = await resumeTransfer(id, readCaller(request.headers), request.signal);
    return Response.json(transfer satisfies Transfer);
  },
);
