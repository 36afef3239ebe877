import type { ChannelMove } from '@/lib/api/schema/move';

/** Whether the channel went there, be it only until somebody else moved it on. */
export function hasMoved({ outcome }: Pick<ChannelMove, 'outcome'>): boolean {
  return outcome === 'moved' || outcome === 'overwritten';
}
