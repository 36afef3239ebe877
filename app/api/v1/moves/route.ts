import { handleRead, readQuery } from '@/lib/api/handle';
import { MovesRequest, type MoveList } from '@/lib/api/schema/move';
import { listMoves } from '@/lib/services/moves';

/** GET /api/v1/moves?registry=&repository=&channel=&limit=&before=: moves of channels, newest first. */
export const GET = handleRead(async (request) => {
  const { limit, ...filter } = MovesRequest.parse(readQuery(request));
  return Response.json((await listMoves(filter, limit)) satisfies MoveList);
});
