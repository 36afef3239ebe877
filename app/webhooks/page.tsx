import type { Metadata } from 'next';
import { WebhookDeliveries } from '@/components/registry/webhook-deliveries';
import type { DeliveryList } from '@/lib/api/schema/webhook';
import { listDeliveries } from '@/lib/services/webhooks';

export const metadata: Metadata = { title: 'Webhooks' };

export default async function WebhooksPage() {
  const served = (await listDeliveries()) satisfies DeliveryList;
  return <WebhookDeliveries served={served} now={Date.now()} />;
}
