import type { ChannelLocks } from '@/lib/channels/channel-locks';
import type { History } from '@/lib/channels/history';
import type { Promotion } from '@/lib/channels/promotion';
import { digestUnder } from '@/lib/channels/settle-promotion';
import type { Registry } from '@/lib/oci/registry';

/** How long after a move the channel is read once more, in milliseconds. */
export const CONFIRM_AFTER = 3000;

export interface ConfirmationContext {
  registry: Registry;
  history: History;
  /** the one that `promote` uses */
  locks: ChannelLocks;
  /** Resolves after so many milliseconds. */
  wait: (milliseconds: number) => Promise<void>;
}

/**
 * Reads a promoted channel once more a little later, and records the promotion as overwritten when another writer has
 * moved it meanwhile: registries tell nobody when two writers cross. A later promotion by Chartroom is no overwriting.
 * Nobody should wait for this.
 * @returns the promotion as it is recorded now
 * @throws RegistryError when the registry can't be asked; the record then stands as it is
 */
export async function confirmPromotion(
  promotion: Promotion,
  { registry, history, locks, wait }: ConfirmationContext,
): Promise<Promotion> {
  if (promotion.outcome !== 'moved') return promotion;
  await wait(CONFIRM_AFTER);
  return locks.run(promotion, async () => {
    const { repository, channel, to } = promotion;
    const [latest] = await history.list({ registry: promotion.registry, repository, channel }, 1);
    if (latest?.id !== promotion.id) return promotion;
    const digest = await digestUnder(registry, repository, channel);
    if (digest === to.digest) return promotion;
    return (await history.amend(promotion.id, { outcome: 'overwritten' })) ?? promotion;
  });
}
