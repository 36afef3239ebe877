import { handleRead, readQuery } from '@/lib/api/handle';
import { ImagePresenceRequest, type ImageReport } from '@/lib/api/schema';
import { checkImage } from '@/lib/services';

/** GET /api/v1/image-presence?image=: whether the registry an image names has it. */
export const GET = handleRead(async (request) => {
  const { image } = ImagePresenceRequest.parse(readQuery(request));
  return Response.json((await checkImage(image, request.signal)) satisfies ImageReport);
});
