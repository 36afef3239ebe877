import { Circle, CircleCheck, CircleDot } from 'lucide-react';
import { stageWords } from '@/components/transfer/transfer-words';
import { VisuallyHidden } from '@/components/ui/visually-hidden';
import type { Transfer } from '@/lib/api/schema/transfer';

/** The stages of a transfer in their order, with how much of each is done. */
export function TransferStages({ stages }: Pick<Transfer, 'stages'>) {
  const current = stages.find(({ done, total }) => done < total)?.stage;
  return (
    <ol aria-label="Stages" className="space-y-1 text-sm">
      {stages.map(({ stage, done, total }) => {
        const ended = done === total;
        const Icon = ended ? CircleCheck : stage === current ? CircleDot : Circle;
        return (
          <li
            key={stage}
            aria-current={stage === current ? 'step' : undefined}
            className="flex items-baseline gap-2"
          >
            <Icon
              aria-hidden
              className={`size-3.5 shrink-0 self-center ${ended ? 'text-good' : stage === current ? 'text-water-ink' : 'text-line-strong'}`}
            />
            <span className={ended || stage === current ? undefined : 'text-muted'}>{stageWords(stage)}</span>
            <span className="tabular ml-auto text-xs text-muted">
              {done} of {total}
              <VisuallyHidden> done</VisuallyHidden>
            </span>
          </li>
        );
      })}
    </ol>
  );
}
