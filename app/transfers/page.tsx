import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { TransferList } from '@/components/transfer/transfer-list';
import { getQueryClient } from '@/lib/queries/query-client';
import { transferList } from '@/lib/queries/transfers';
import { listTransfers } from '@/lib/services/transfer-views';

export const metadata: Metadata = { title: 'Transfers' };

export default async function TransfersPage() {
  const client = getQueryClient();
  client.setQueryData(transferList().queryKey, { transfers: await listTransfers() });
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <TransferList now={Date.now()} />
    </HydrationBoundary>
  );
}
