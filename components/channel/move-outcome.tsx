import { Badge } from '@/components/ui/badge';
import type { ChannelMove } from '@/lib/api/schema/move';

/** How a move ended, where it did not simply move the channel. */
export function MoveOutcome({ outcome, failure }: Pick<ChannelMove, 'outcome' | 'failure'>) {
  switch (outcome) {
    case 'moved':
      return null;
    case 'unchanged':
      return <Badge title="The channel was there already; nothing was written.">nothing written</Badge>;
    case 'failed':
      return (
        <>
          <Badge tone="danger">failed</Badge>
          {failure && <span className="text-xs text-muted wrap-anywhere">{failure.message}</span>}
        </>
      );
    case 'overwritten':
      return (
        <Badge tone="danger" title="Someone else moved the channel right after.">
          overwritten
        </Badge>
      );
  }
}
