import { handleRead } from '@/lib/api/handle';
import { answerWithEtag } from '@/lib/api/etag';
import type { IndexManifest } from '@/lib/api/schema/search';
import { getIndexManifest } from '@/lib/services/search';

/** GET /api/v1/search-index: where the parts of what the browser searches are; revalidated by ETag. */
export const GET = handleRead(async (request) => {
  const manifest = await getIndexManifest();
  return answerWithEtag(request, JSON.stringify(manifest), manifest satisfies IndexManifest);
});
