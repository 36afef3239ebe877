import { outcomeWords, stepWords } from '@/components/transfer/transfer-words';
import { DigestText } from '@/components/ui/digest';
import { RelativeTime } from '@/components/ui/relative-time';
import { sizeWords } from '@/components/ui/size-words';
import { Table, Td, Th } from '@/components/ui/table';
import type { Transfer } from '@/lib/api/schema/transfer';

export interface TransferLogProps {
  log: Transfer['log'];
  /** epoch milliseconds at which the server rendered */
  now: number;
}

/** Steps that have ended, the last one first. */
export function TransferLog({ log, now }: TransferLogProps) {
  if (log.length === 0) return <p className="text-sm text-muted">No step has ended yet.</p>;
  return (
    <Table label="Steps that have ended">
      <thead>
        <tr>
          <Th>Step</Th>
          <Th>Repository</Th>
          <Th>Digest</Th>
          <Th>Size</Th>
          <Th>Outcome</Th>
          <Th>When</Th>
        </tr>
      </thead>
      <tbody>
        {log.toReversed().map((step) => (
          <tr key={step.number}>
            <Td className="whitespace-nowrap">
              <span className="tabular mr-1.5 text-xs text-muted">{step.number + 1}</span>
              {stepWords(step)}
            </Td>
            <Td className="font-mono text-xs wrap-anywhere">{step.repository}</Td>
            <Td>
              <DigestText digest={step.digest} />
            </Td>
            <Td className="tabular text-xs whitespace-nowrap">
              {step.bytes > 0 ? sizeWords(step.bytes) : ''}
            </Td>
            <Td>{outcomeWords(step.how)}</Td>
            <Td className="whitespace-nowrap">
              <RelativeTime at={step.at} now={now} />
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
