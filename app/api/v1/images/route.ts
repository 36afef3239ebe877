import { handleRead, readQuery } from '@/lib/api/handle';
import { ImagesRequest, type ImageList } from '@/lib/api/schema/image';
import { findImages } from '@/lib/services/images';

/** GET /api/v1/images?image=: which charts refer to an image. */
export const GET = handleRead(async (request) => {
  const { image } = ImagesRequest.parse(readQuery(request));
  return Response.json({ images: await findImages(image) } satisfies ImageList);
});
