'use client';
import { useQuery } from '@tanstack/react-query';
import { Ship } from 'lucide-react';
import Link from 'next/link';
import { TransferEnds } from '@/components/transfer/transfer-ends';
import { TransferProgress } from '@/components/transfer/transfer-progress';
import { TransferState } from '@/components/transfer/transfer-state';
import { EmptyState } from '@/components/ui/empty-state';
import { Notice } from '@/components/ui/notice';
import { RelativeTime } from '@/components/ui/relative-time';
import type { TransferSummary } from '@/lib/api/schema/transfer';
import { describeFailure } from '@/lib/queries/api-problem';
import { transferList } from '@/lib/queries/transfers';

export interface TransferListProps {
  /** epoch milliseconds at which the server rendered */
  now: number;
}

/** Every copy of a release to another registry, newest first. */
export function TransferList({ now }: TransferListProps) {
  const { data, error } = useQuery(transferList());
  const transfers = data?.transfers ?? [];
  return (
    <div className="space-y-4">
      <header>
        <h1 className="text-2xl font-semibold">Transfers</h1>
        <p className="mt-1 max-w-[75ch] text-sm text-muted">
          A transfer copies a release to another registry with all that belongs to it, and promotes it there
          at the end. The digest stays the same.
        </p>
      </header>
      {error && (
        <Notice tone="caution" title="This list may be old">
          <p>{describeFailure(error).detail}</p>
        </Notice>
      )}
      {transfers.length === 0 ? (
        <EmptyState icon={<Ship aria-hidden />} title="Nothing has been copied yet">
          <p>
            Open a chart and choose “Copy to another registry…”. It needs a second registry in which promotion
            is on.
          </p>
        </EmptyState>
      ) : (
        <ul aria-label="Transfers" className="divide-y divide-line rounded-lg border border-line bg-surface">
          {transfers.map((transfer) => (
            <TransferRow key={transfer.id} transfer={transfer} now={now} />
          ))}
        </ul>
      )}
    </div>
  );
}

function TransferRow({ transfer, now }: { transfer: TransferSummary; now: number }) {
  const { id, from, version, state, actor, since, failure } = transfer;
  const name = from.repository.slice(from.repository.lastIndexOf('/') + 1);
  return (
    <li className="space-y-1.5 px-3 py-2.5">
      <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
        <h2 className="text-sm font-semibold">
          <Link className="link wrap-anywhere" href={`/transfers/${id}`}>
            {name} <span className="tabular font-mono">{version}</span>
          </Link>
        </h2>
        <p className="flex items-center gap-2 text-xs text-muted">
          <TransferState state={state} />
          <RelativeTime at={since} now={now} />
          {actor !== null && <span>{actor}</span>}
        </p>
      </div>
      <TransferEnds transfer={transfer} />
      {state !== 'done' && <TransferProgress transfer={transfer} />}
      {failure !== null && <p className="text-xs text-danger wrap-anywhere">{failure.message}</p>}
    </li>
  );
}
