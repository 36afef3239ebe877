import { NoRegistries } from '@/components/registry/no-registries';
import { ChartBrowser } from '@/components/search/chart-browser';
import { parseSearchRequest } from '@/lib/search/search-request';
import { searchCharts } from '@/lib/services/search';
import { getSettings } from '@/lib/services/settings';

export default async function BrowsePage({ searchParams }: PageProps<'/'>) {
  const request = parseSearchRequest(await searchParams);
  const [{ registries, incomplete: _, ...result }, { remoteImages }] = await Promise.all([
    searchCharts(request),
    getSettings(),
  ]);
  if (registries.length === 0) return <NoRegistries />;
  return (
    <ChartBrowser
      served={{ request, result }}
      registries={registries}
      remoteImages={remoteImages}
      now={Date.now()}
    />
  );
}
