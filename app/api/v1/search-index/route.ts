import { handleRead } from '@/lib/api/handle';
import { answerWithEtag } from '@/lib/api/etag';
import { getSearchIndex } from '@/lib/services';

/** GET /api/v1/search-index: what the browser searches; revalidated by ETag. */
export const GET = handleRead(async (request) => {
  const index = await getSearchIndex();
  return answerWithEtag(request, [index.revision, ...index.incomplete].join(' '), index);
});
