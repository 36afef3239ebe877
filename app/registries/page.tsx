import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { refreshFromForm } from '@/app/registries/refresh-action';
import { RegistryList } from '@/components/registry/registry-list';
import { getQueryClient } from '@/lib/queries/query-client';
import { registryList } from '@/lib/queries/registries';
import { listProtections } from '@/lib/services/protection';
import { listRegistries } from '@/lib/services/registries';

export const metadata: Metadata = { title: 'Registries' };

export default async function RegistriesPage() {
  const client = getQueryClient();
  const [registries, protections] = await Promise.all([listRegistries(), listProtections()]);
  client.setQueryData(registryList().queryKey, { registries });
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <RegistryList protections={protections} now={Date.now()} refreshAction={refreshFromForm} />
    </HydrationBoundary>
  );
}
