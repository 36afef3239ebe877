import { handleRead } from '@/lib/api/handle';
import { AppError } from '@/lib/errors';

/** What no other handler below /api answers: scripts get a problem document, not the page for people. */
const refuse = handleRead(async (request) => {
  const { pathname } = new URL(request.url);
  throw new AppError(
    'call_not_found',
    `There is no call ${request.method} ${pathname.slice(0, 200)}. /api/v1/openapi.json lists them all.`,
  );
});

export { refuse as DELETE, refuse as GET, refuse as PATCH, refuse as POST, refuse as PUT };
