import { queryOptions } from '@tanstack/react-query';
import { ChannelBoard } from '@/lib/api/schema/channel-board';
import { getJson } from '@/lib/queries/get-json';

/** All that was asked of the board. */
export const channelBoardKey = ['channel-board'] as const;

/** Lines of the channel board, from memory of the server: nothing is asked of a registry. */
export const channelBoardPage = (parameters: string) =>
  queryOptions({
    queryKey: [...channelBoardKey, parameters] as const,
    queryFn: ({ signal }) => getJson(`/api/v1/channels?${parameters}`, ChannelBoard, signal),
    staleTime: 10_000,
    refetchInterval: 60_000,
  });
