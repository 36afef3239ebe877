import { readCaller } from '@/lib/api/caller';
import { handleRead, handleWrite, readJson } from '@/lib/api/handle';
import { TransferRequest, type Transfer, type TransferList } from '@/lib/api/schema/transfer';
import { listTransfers } from '@/lib/services/transfer-views';
import { beginTransfer } from '@/lib/services/transfers';

/** GET /api/v1/transfers: every transfer, newest first. */
export const GET = handleRead(async () =>
  Response.json({ transfers: await listTransfers() } satisfies TransferList),
);

/** POST /api/v1/transfers: copy a release to another registry, and promote it there. */
export const POST = handleWrite(async (request) => {
  const transfer = TransferRequest.parse(await readJson(request));
  const begun = await beginTransfer(transfer, readCaller(request.headers), request.signal);
  return Response.json(begun satisfies Transfer, {
    status: 201,
    headers: { location: `/api/v1/transfers/${begun.id}` },
  });
});
