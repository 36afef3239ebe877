import { NoRegistries } from '@/components/registry/no-registries';
import { ChartBrowser } from '@/components/search/chart-browser';
import { parseSearchRequest } from '@/lib/search/search-request';
import { getSettings, searchCharts } from '@/lib/services';

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
