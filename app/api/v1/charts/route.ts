import { handleRead, readQuery } from '@/lib/api/handle';
import { ChartsRequest, type ChartList } from '@/lib/api/schema/search';
import { listCharts } from '@/lib/services/search';

/** GET /api/v1/charts?query=&registry=&limit=&offset=: the charts that match, best first. */
export const GET = handleRead(async (request) => {
  const query = ChartsRequest.parse(readQuery(request));
  return Response.json((await listCharts(query)) satisfies ChartList);
});
