import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { refreshFromForm } from '@/app/registries/refresh-action';
import { RegistryList } from '@/components/registry/registry-list';
import { getQueryClient } from '@/lib/queries/query-client';
import { registryList } from '@/lib/queries/registries';
import { listRegistries } from '@/lib/services/registries';

export const metadata: Metadata = { title: 'Registries' };

export default async function RegistriesPage() {
  const client = getQueryClient();
  client.setQueryData(registryList().queryKey, { registries: await listRegistries() });
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <RegistryList now={Date.now()} refreshAction={refreshFromForm} />
    </HydrationBoundary>
  );
}
