import { CircleCheck, CircleSlash, Hourglass, KeyRound, LoaderCircle, OctagonAlert } from 'lucide-react';
import { stateWords } from '@/components/transfer/transfer-words';
import { Badge, type Tone } from '@/components/ui/badge';
import type { TransferSummary } from '@/lib/api/schema/transfer';

const LOOKS = {
  queued: { tone: 'neutral', icon: Hourglass },
  running: { tone: 'water', icon: LoaderCircle },
  waiting: { tone: 'caution', icon: KeyRound },
  failed: { tone: 'danger', icon: OctagonAlert },
  canceled: { tone: 'neutral', icon: CircleSlash },
  done: { tone: 'good', icon: CircleCheck },
} as const satisfies Record<TransferSummary['state'], { tone: Tone; icon: typeof CircleCheck }>;

/** Whether a transfer is under way, done, or stopped. */
export function TransferState({ state }: Pick<TransferSummary, 'state'>) {
  const { tone, icon: Icon } = LOOKS[state];
  return (
    <Badge tone={tone}>
      <Icon aria-hidden className={state === 'running' ? 'animate-spin' : undefined} />
      {stateWords(state)}
    </Badge>
  );
}
