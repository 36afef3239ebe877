import { handleRead, readQuery } from '@/lib/api/handle';
import { RemoteImageRequest } from '@/lib/api/schema/image';
import { fetchRemoteImage } from '@/lib/services/pictures';

/** GET /api/v1/remote-images?url=&signature=: a picture that a chart names, fetched on the reader's behalf. */
export const GET = handleRead(async (request) => {
  const { url, signature } = RemoteImageRequest.parse(readQuery(request));
  const { mediaType, bytes } = await fetchRemoteImage(url, signature);
  return new Response(Buffer.from(bytes), {
    headers: { 'content-type': mediaType, 'cache-control': 'private, max-age=3600' },
  });
});
