import { handleRead, readQuery } from '@/lib/api/handle';
import { ComparisonRequest, type ImageComparison } from '@/lib/api/schema/comparison';
import { compareReleaseImages } from '@/lib/services/comparisons';

/** GET /api/v1/comparisons/images?registry=&repository=&from=&to=: images compared by what their registries say now. */
export const GET = handleRead(async (request) => {
  const query = ComparisonRequest.parse(readQuery(request));
  const images = await compareReleaseImages(query, request.signal);
  return Response.json({ images } satisfies ImageComparison);
});
