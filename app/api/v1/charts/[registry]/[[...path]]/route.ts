import { answerWithEtag } from '@/lib/api/etag';
import { handleRead } from '@/lib/api/handle';
import type { Chart } from '@/lib/api/schema/chart';
import type { Release } from '@/lib/api/schema/release';
import { parseChartSegments } from '@/lib/references';
import { getRelease, refreshChart } from '@/lib/services/charts';

/** GET /api/v1/charts/<registry>/<repository>[@version|:channel|@digest]: a chart, or one release of it. */
export const GET = handleRead(
  async (request, context: RouteContext<'/api/v1/charts/[registry]/[[...path]]'>) => {
    const { registry, path = [] } = await context.params;
    const { selector, ...address } = parseChartSegments([registry, ...path]);
    if (selector !== undefined) {
      return Response.json((await getRelease({ ...address, selector }, request.signal)) satisfies Release);
    }
    const chart = (await refreshChart(address, request.signal)) satisfies Chart;
    // Open pages ask again and again, and thousands of versions are a megabyte. That all is as it was when it was last
    // looked at makes no new revision.
    const checkedAt = chart.error === null ? null : chart.checkedAt;
    return answerWithEtag(request, JSON.stringify({ ...chart, checkedAt }), chart);
  },
);
