import 'server-only';
import { settleIntents } from '@/lib/channels/settle-promotion';
import { openChartroom } from '@/lib/chartroom';
import { log } from '@/lib/services/log';
import { openTransferDesk } from '@/lib/services/transfer-desk';

/**
 * Reads the configuration, opens the store and begins the first crawl.
 * @throws AppError `invalid_configuration`
 */
export async function startChartroom(): Promise<void> {
  const { catalog, webhooks, history, locks, registries } = await openChartroom();
  catalog.start();
  webhooks.start();
  settleIntents({ history, locks, registry: (name) => registries.get(name)?.registry ?? undefined }).then(
    (unsettled) => unsettled.forEach((line) => log(`A promotion cut off earlier stays open: ${line}`)),
    (error: unknown) => log(`Promotions cut off earlier could not be settled: ${String(error)}`),
  );
  openTransferDesk()
    .then((desk) => desk.start())
    .catch((error: unknown) => log(`Transfers cut off earlier could not be gone on with: ${String(error)}`));
}

/** Why Chartroom can't serve yet, or null when it can. */
export async function checkReadiness(): Promise<string | null> {
  try {
    await openChartroom();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
