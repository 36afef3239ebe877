import { handleRead } from '@/lib/api/handle';
import { normalizeQuery } from '@/lib/search/search-request';
import { listCharts } from '@/lib/services/search';

const MOST = 10;

/**
 * GET /search-suggestions?query=: names of the charts that match best, as browsers read them.
 * Format: https://github.com/dewitt/opensearch/blob/master/mediawiki/Specifications/OpenSearch/Extensions/Suggestions/1.1/Draft%201.wiki
 */
export const GET = handleRead(async (request) => {
  const query = normalizeQuery(new URL(request.url).searchParams.get('query') ?? '');
  const names = query === '' ? [] : await listNames(query);
  return Response.json([query, names], {
    headers: { 'content-type': 'application/x-suggestions+json; charset=utf-8', 'cache-control': 'no-store' },
  });
});

/** Different names, best first. */
async function listNames(query: string): Promise<string[]> {
  // A name may stand in several registries.
  const { charts } = await listCharts({
    query,
    deprecated: 'hide',
    sort: 'relevance',
    limit: MOST * 3,
    offset: 0,
  });
  return [...new Set(charts.map(({ name }) => name))].slice(0, MOST);
}
