import { NoRegistries } from '@/components/registry/no-registries';
import { ChartBrowser } from '@/components/search/chart-browser';
import { parseSearchRequest } from '@/lib/search/search-request';
import { searchCharts } from '@/lib/services';

export default async function BrowsePage({ searchParams }: PageProps<'/'>) {
  const request = parseSearchRequest(await searchParams);
  const { registries, incomplete: _, ...result } = await searchCharts(request);
  if (registries.length === 0) return <NoRegistries />;
  return <ChartBrowser served={{ request, result }} registries={registries} now={Date.now()} />;
}
