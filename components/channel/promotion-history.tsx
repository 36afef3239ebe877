import { ArrowRight } from 'lucide-react';
import Link from 'next/link';
import { Badge } from '@/components/ui/badge';
import { DigestText } from '@/components/ui/digest';
import { EmptyState } from '@/components/ui/empty-state';
import { RelativeTime } from '@/components/ui/relative-time';
import { Table, Td, Th } from '@/components/ui/table';
import { VisuallyHidden } from '@/components/ui/visually-hidden';
import type { Promotion } from '@/lib/api/schema/promotion';
import { chartPath } from '@/lib/references';

export interface PromotionHistoryProps {
  /** newest first */
  promotions: readonly Promotion[];
  /** epoch milliseconds at which the server rendered */
  now: number;
}

/** What was promoted, when, by whom and why. */
export function PromotionHistory({ promotions, now }: PromotionHistoryProps) {
  if (promotions.length === 0) {
    return (
      <EmptyState title="Nothing has been promoted here">
        <p>Every promotion made in Chartroom is listed here. Channels moved by other means are not.</p>
      </EmptyState>
    );
  }
  return (
    <Table label="Promotions">
      <thead>
        <tr>
          <Th>When</Th>
          <Th>Channel</Th>
          <Th>From → to</Th>
          <Th>Who</Th>
          <Th>Reason</Th>
          <Th>Outcome</Th>
        </tr>
      </thead>
      <tbody>
        {promotions.map((promotion) => (
          <tr key={promotion.id}>
            <Td className="whitespace-nowrap">
              <RelativeTime at={promotion.at} now={now} />
            </Td>
            <Td className="font-mono text-guide">{promotion.channel}</Td>
            <Td>
              <Move promotion={promotion} />
            </Td>
            <Td>{promotion.actor ?? <span className="text-muted">unknown</span>}</Td>
            <Td className="min-w-40 whitespace-pre-line">
              {promotion.reason === '' ? <span className="text-muted">none given</span> : promotion.reason}
            </Td>
            <Td>
              <Outcome outcome={promotion.outcome} />
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function Move({ promotion: { registry, repository, from, to } }: { promotion: Promotion }) {
  return (
    <span className="inline-grid grid-cols-[auto_auto_auto] items-baseline gap-x-2 font-mono">
      {from === null ? <span className="font-sans text-muted">new</span> : <span>{from.version}</span>}
      <span>
        <VisuallyHidden>to</VisuallyHidden>
        <ArrowRight aria-hidden className="inline size-3.5 text-muted" />
      </span>
      <Link
        href={chartPath({ registry, repository, selector: { kind: 'version', version: to.version } })}
        className="font-semibold hover:underline"
      >
        {to.version}
      </Link>
      <span>{from !== null && <DigestText digest={from.digest} className="text-muted" />}</span>
      <span />
      <DigestText digest={to.digest} className="text-muted" />
    </span>
  );
}

function Outcome({ outcome }: Pick<Promotion, 'outcome'>) {
  switch (outcome) {
    case 'moved':
      return <Badge tone="good">moved</Badge>;
    case 'unchanged':
      return <Badge title="The channel was there already; nothing was written.">unchanged</Badge>;
    case 'overwritten':
      return (
        <Badge tone="caution" title="Someone else moved the channel right after.">
          overwritten
        </Badge>
      );
  }
}
