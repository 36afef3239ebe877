import type { Metadata } from 'next';
import { ChannelBoard } from '@/components/channel/channel-board';
import { parseBoardAddress } from '@/components/channel/board-address';
import { NoRegistries } from '@/components/registry/no-registries';
import { readChannelBoard } from '@/lib/services/channel-board';

export const metadata: Metadata = { title: 'Channels' };

export default async function ChannelsPage({ searchParams }: PageProps<'/channels'>) {
  const request = parseBoardAddress(await searchParams);
  const board = await readChannelBoard(request);
  if (board.registries.length === 0) return <NoRegistries />;
  return <ChannelBoard served={{ request, board }} now={Date.now()} />;
}
