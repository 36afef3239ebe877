import 'server-only';
import { scopeOf } from '@/lib/catalog/source';
import { openChartroom } from '@/lib/chartroom';
import { assertFromRegistry, type Delivery } from '@/lib/oci/notifications/delivery';
import { readNotifications } from '@/lib/oci/notifications/read-notifications';
import { unknownRegistry } from '@/lib/services/unknown-registry';

/** How many events of a delivery led to a look at the registry, and how many told nothing new or nothing of ours. */
export interface Receipt {
  accepted: number;
  ignored: number;
}

/**
 * Takes a registry's notification as a hint: the repositories it names are looked at again, behind the answer.
 * @throws AppError `registry_not_found`, `call_not_found` when the registry has no secret for hooks, `unauthenticated`,
 *   `invalid_request`
 */
export async function receiveNotification(registry: string, delivery: Delivery): Promise<Receipt> {
  const { catalog, registries, seenNotifications, toldActors } = await openChartroom();
  const entry = registries.get(registry);
  if (entry === undefined) throw unknownRegistry(registry);
  assertFromRegistry(registry, delivery, entry.configuration.hooks?.secret);
  const { notifications, unusable } = readNotifications(delivery.headers, delivery.body);
  const scope = scopeOf(entry.configuration.repositories);
  const accepted = notifications.filter(
    (notification) =>
      notification.action !== 'other' &&
      scope.includes(notification.repository) &&
      seenNotifications.add(registry, notification),
  );
  for (const notification of accepted) toldActors.add(registry, notification);
  for (const repository of new Set(accepted.map((notification) => notification.repository))) {
    catalog.lookAt({ registry, repository });
  }
  return { accepted: accepted.length, ignored: notifications.length + unusable - accepted.length };
}
