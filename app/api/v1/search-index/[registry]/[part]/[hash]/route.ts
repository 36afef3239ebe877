import { answerEncoded } from '@/lib/api/encoded-answer';
import { handleRead, readQuery } from '@/lib/api/handle';
import { SegmentRequest } from '@/lib/api/schema';
import { getIndexSegment } from '@/lib/services';

/** GET /api/v1/search-index/<registry>/<part>/<hash>?from=<hash>: a part of the search index, or what led to it. */
export const GET = handleRead(
  async (request, context: RouteContext<'/api/v1/search-index/[registry]/[part]/[hash]'>) => {
    const { registry, part, hash, from } = SegmentRequest.parse({
      ...readQuery(request),
      ...(await context.params),
    });
    return answerEncoded(request, await getIndexSegment({ registry, part, hash }, from));
  },
);
