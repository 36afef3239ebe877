import { handleRead } from '@/lib/api/handle';
import type { Chart, Release } from '@/lib/api/schema';
import { parseChartSegments } from '@/lib/references';
import { getRelease, refreshChart } from '@/lib/services';

/** GET /api/v1/charts/<registry>/<repository>[@version|:channel|@digest]: a chart, or one release of it. */
export const GET = handleRead(
  async (request, context: RouteContext<'/api/v1/charts/[registry]/[[...path]]'>) => {
    const { registry, path = [] } = await context.params;
    const { selector, ...address } = parseChartSegments([registry, ...path]);
    const answer =
      selector === undefined
        ? ((await refreshChart(address, request.signal)) satisfies Chart)
        : ((await getRelease({ ...address, selector }, request.signal)) satisfies Release);
    return Response.json(answer);
  },
);
