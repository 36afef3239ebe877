import { promotionOf } from '@/lib/channels/draft-transfer';
import { promote, type PromotionContext } from '@/lib/channels/promote';
import type { Promotion } from '@/lib/channels/promotion';
import { digestUnder, endIntents } from '@/lib/channels/settle-promotion';
import type { Transfer } from '@/lib/channels/transfer';

/**
 * Promotes what a transfer has copied, by the same checks as any promotion, and says in the history where it came from.
 * Where an earlier run was cut off after it had moved the channel, that promotion is found again, not made twice.
 * @throws Error when the transfer names no channel; else as `promote`
 */
export async function promoteCopy(
  transfer: Transfer,
  context: Omit<PromotionContext, 'copiedFrom'>,
): Promise<Promotion> {
  const { from, id } = transfer;
  const request = promotionOf(transfer);
  if (request === null) throw new Error(`The transfer ${id} names no channel.`);
  const { registry, history, locks, signal } = context;
  const { repository, channel, digest } = request;
  const current = await digestUnder(registry, repository, channel, signal);
  if (current === digest) {
    await locks.run(request, () => endIntents(history, request, current));
    const [latest] = await history.list({ registry: request.registry, repository, channel }, 1);
    if (latest?.copiedFrom?.transfer === id) return latest;
  }
  return promote(
    { ...request, expectedDigest: current === digest ? digest : request.expectedDigest },
    { ...context, copiedFrom: { registry: from.registry, repository: from.repository, transfer: id } },
  );
}
