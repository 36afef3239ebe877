import { readCaller } from '@/lib/api/caller';
import { handleRead, readQuery } from '@/lib/api/handle';
import { PermissionRequest, type Permission } from '@/lib/api/schema/session';
import { findPermission } from '@/lib/services/permissions';

/** GET /api/v1/permissions?registry=&repository=: whether the caller may promote there. */
export const GET = handleRead(async (request) => {
  const question = PermissionRequest.parse(readQuery(request));
  const permission = await findPermission(question, readCaller(request.headers), request.signal);
  return Response.json(permission satisfies Permission, { headers: { 'cache-control': 'no-store' } });
});
