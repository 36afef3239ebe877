import { progressWords, timeLeftWords } from '@/components/transfer/transfer-words';
import { Progress } from '@/components/ui/progress';
import { sizeWords } from '@/components/ui/size-words';
import type { TransferSummary } from '@/lib/api/schema/transfer';

export interface TransferProgressProps {
  transfer: Pick<TransferSummary, 'progress' | 'state' | 'version'>;
}

/** How far a transfer is: a bar, steps and bytes, and how long it will take. */
export function TransferProgress({ transfer: { progress, state, version } }: TransferProgressProps) {
  const { items, bytes, rate, secondsLeft } = progress;
  const running = state === 'running';
  const left = running ? timeLeftWords(secondsLeft) : null;
  const words = [progressWords(progress), left].filter((text) => text !== null).join(', ');
  // Bytes take the time; where there are hardly any, steps do.
  const value = bytes.total > 0 ? bytes.done / bytes.total : 1;
  const share = items.total > 0 ? items.done / items.total : 0;
  return (
    <div className="space-y-1">
      <Progress label={`Copying ${version}`} value={(value + share) / 2} max={1} words={words} />
      <p className="tabular text-xs text-muted">
        {progressWords(progress)}
        {running && rate !== null && rate > 0 && <> · {sizeWords(rate)}/s</>}
        {left !== null && <> · {left}</>}
      </p>
    </div>
  );
}
