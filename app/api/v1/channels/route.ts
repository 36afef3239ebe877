import { handleRead, readQuery } from '@/lib/api/handle';
import { ChannelBoardRequest, type ChannelBoard } from '@/lib/api/schema/channel-board';
import { readChannelBoard } from '@/lib/services/channel-board';

/** GET /api/v1/channels: the channels of all charts, a line a track. */
export const GET = handleRead(async (request) => {
  const asked = ChannelBoardRequest.parse(readQuery(request));
  return Response.json((await readChannelBoard(asked)) satisfies ChannelBoard);
});
