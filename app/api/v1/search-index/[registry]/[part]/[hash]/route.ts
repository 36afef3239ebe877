import { answerEncoded, encodeProblem } from '@/lib/api/encoded-answer';
import { handleRead, readQuery } from '@/lib/api/handle';
import { SegmentRequest } from '@/lib/api/schema/search';
import { getIndexSegment } from '@/lib/services/search';

type Context = RouteContext<'/api/v1/search-index/[registry]/[part]/[hash]'>;

const answer = handleRead<Context>(async (request, context) => {
  const { registry, part, hash, from } = SegmentRequest.parse({
    ...readQuery(request),
    ...(await context.params),
  });
  return answerEncoded(request, await getIndexSegment({ registry, part, hash }, from));
});

/** GET /api/v1/search-index/<registry>/<part>/<hash>?from=<hash>: a part of the search index, or what led to it. */
export async function GET(request: Request, context: Context): Promise<Response> {
  return encodeProblem(request, await answer(request, context));
}
