import { handleRead, readQuery } from '@/lib/api/handle';
import { EarlierReleasesRequest, type EarlierReleaseList } from '@/lib/api/schema/earlier-release';
import { listEarlierReleases } from '@/lib/services/moves';

/** GET /api/v1/earlier-releases?registry=&repository=&channel=: where a channel was before, and what still exists. */
export const GET = handleRead(async (request) => {
  const channel = EarlierReleasesRequest.parse(readQuery(request));
  const releases = await listEarlierReleases(channel, request.signal);
  return Response.json({ releases } satisfies EarlierReleaseList);
});
