import { readCaller } from '@/lib/api/caller';
import { handleWrite, readJson } from '@/lib/api/handle';
import { TransferRequest, type TransferPlan } from '@/lib/api/schema/transfer';
import { forecastTransfer } from '@/lib/services/transfers';

/** POST /api/v1/transfer-plans: what a transfer would do; nothing is written. */
export const POST = handleWrite(async (request) => {
  const transfer = TransferRequest.parse(await readJson(request));
  const plan = await forecastTransfer(transfer, readCaller(request.headers), request.signal);
  return Response.json(plan satisfies TransferPlan);
});
