import { handleRead, readQuery } from '@/lib/api/handle';
import { ComparisonRequest, type Comparison } from '@/lib/api/schema/comparison';
import { compareChartReleases } from '@/lib/services/comparisons';

/** GET /api/v1/comparisons?registry=&repository=&from=&to=: what differs between two releases. */
export const GET = handleRead(async (request) => {
  const query = ComparisonRequest.parse(readQuery(request));
  return Response.json((await compareChartReleases(query, request.signal)) satisfies Comparison);
});
