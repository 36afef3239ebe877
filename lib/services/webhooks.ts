import 'server-only';
import type { DeliveryRecord } from '@/lib/channels/webhooks/webhook-queue';
import { openChartroom } from '@/lib/chartroom';

/** A configured webhook, without what must stay secret. */
export interface ShownWebhook {
  name: string;
  /** scheme, host and port */
  origin: string;
  /** all when empty */
  events: string[];
  registries: string[];
}

/** The configured webhooks, and the latest attempts to deliver to them, newest first. */
export async function listDeliveries(): Promise<{ webhooks: ShownWebhook[]; deliveries: DeliveryRecord[] }> {
  const { configuration, deliveries } = await openChartroom();
  return {
    webhooks: configuration.webhooks.map(({ name, url, events, registries }) => ({
      name,
      origin: new URL(url).origin,
      events,
      registries,
    })),
    deliveries: await deliveries.list(),
  };
}

/**
 * Delivers a message once more.
 * @throws AppError `call_not_found` when there is none, or its webhook is gone
 */
export async function repeatDelivery(hook: string, id: string): Promise<void> {
  const { webhooks } = await openChartroom();
  await webhooks.repeat(hook, id);
}
