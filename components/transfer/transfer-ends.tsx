import { ArrowRight } from 'lucide-react';
import { placeWords } from '@/components/transfer/transfer-words';
import { VisuallyHidden } from '@/components/ui/visually-hidden';
import type { TransferSummary } from '@/lib/api/schema/transfer';

/** From where to where a release is copied. */
export function TransferEnds({ transfer: { from, to } }: { transfer: Pick<TransferSummary, 'from' | 'to'> }) {
  return (
    <span className="inline-flex flex-wrap items-baseline gap-x-1.5 font-mono text-xs text-muted wrap-anywhere">
      <span>{placeWords(from)}</span>
      <span>
        <VisuallyHidden>to</VisuallyHidden>
        <ArrowRight aria-hidden className="inline size-3.5" />
      </span>
      <span>
        {placeWords(to)}
        {to.channel !== null && <span className="text-guide">:{to.channel}</span>}
      </span>
    </span>
  );
}
