import type { ChannelLocks } from '@/lib/channels/channel-locks';
import type { History } from '@/lib/channels/history';
import { hasMoved, type Promotion } from '@/lib/channels/promotion';
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
 * Reads a promoted channel once more a little later, and corrects the record where that says otherwise than the first
 * look: another writer came meanwhile, since registries tell nobody when two cross, or the first look was answered with
 * what was there before. A later promotion by Chartroom is no overwriting. Nobody should wait for this.
 * @returns the promotion as it is recorded now
 * @throws RegistryError when the registry can't be asked, and AppError `promotion_under_way` where promotions of the
 *   channel do not end; the record then stands as it is
 */
export async function confirmPromotion(
  promotion: Promotion,
  { registry, history, locks, wait }: ConfirmationContext,
): Promise<Promotion> {
  if (!hasMoved(promotion)) return promotion;
  await wait(CONFIRM_AFTER);
  return locks.run(promotion, async () => {
    if (!(await isLatest(promotion, history))) return promotion;
    const digest = await digestUnder(registry, promotion.repository, promotion.channel);
    const outcome = digest === promotion.to.digest ? 'moved' : 'overwritten';
    if (outcome === promotion.outcome) return promotion;
    return (await history.amend(promotion.id, { outcome })) ?? promotion;
  });
}

/** Whether nothing is known to have come after it but, at most, the move that overwrote it. */
async function isLatest(
  { registry, repository, channel, id, to }: Promotion,
  history: History,
): Promise<boolean> {
  const latest = await history.latest({ registry, repository, channel });
  if (latest === undefined || latest.id === id) return true;
  return latest.origin === 'outside' && latest.from?.digest === to.digest;
}
