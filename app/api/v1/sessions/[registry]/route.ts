import { readCaller } from '@/lib/api/caller';
import { handleWrite } from '@/lib/api/handle';
import { dropSessionCookie } from '@/lib/api/session-cookie';
import { signOutOf } from '@/lib/services/sessions';

/** DELETE /api/v1/sessions/<registry>: sign out of one registry. */
export const DELETE = handleWrite<RouteContext<'/api/v1/sessions/[registry]'>>(
  async (request, { params }) => {
    const { registry } = await params;
    await signOutOf(registry, readCaller(request.headers));
    return new Response(null, {
      status: 204,
      headers: { 'cache-control': 'no-store', 'set-cookie': dropSessionCookie(registry, request) },
    });
  },
);
