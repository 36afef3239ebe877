import type { TransferLease } from '@/lib/channels/transfer-desk';
import { acquireLease, keepLease, type LeaseContext } from '@/lib/store/lease';

/**
 * Takes the right to run a transfer, among all processes that share the store, and keeps it until it is given back or
 * lost.
 * @returns null while another process has it
 */
export async function takeTransferLease(id: string, context: LeaseContext): Promise<TransferLease | null> {
  const lease = await acquireLease(['transfer', id], 0, context);
  if (lease === null) return null;
  const lost = new AbortController();
  const ended = new AbortController();
  const keep = async (): Promise<void> => {
    await keepLease(lease, context.wait, ended.signal);
    if (!ended.signal.aborted) lost.abort();
  };
  const keeping = keep().catch((error: unknown) => lost.abort(error));
  return {
    signal: lost.signal,
    async release() {
      ended.abort();
      await keeping;
      await lease.release();
    },
  };
}
