import { handleRead, readQuery } from '@/lib/api/handle';
import { ImagePresenceRequest, type ImageReport } from '@/lib/api/schema/image';
import { checkImage } from '@/lib/services/images';

/** GET /api/v1/image-presence?image=: whether the registry an image names has it. */
export const GET = handleRead(async (request) => {
  const { image } = ImagePresenceRequest.parse(readQuery(request));
  return Response.json((await checkImage(image, request.signal)) satisfies ImageReport);
});
