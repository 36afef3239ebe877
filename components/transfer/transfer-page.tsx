'use client';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { ImageFates, imageSummary } from '@/components/transfer/image-fates';
import { TransferEnds } from '@/components/transfer/transfer-ends';
import { TransferLog } from '@/components/transfer/transfer-log';
import { TransferOutcome } from '@/components/transfer/transfer-outcome';
import { TransferProgress } from '@/components/transfer/transfer-progress';
import { TransferStages } from '@/components/transfer/transfer-stages';
import { TransferState } from '@/components/transfer/transfer-state';
import { TransferSteering, type SteerActions } from '@/components/transfer/transfer-steering';
import { eventWords, stepWords } from '@/components/transfer/transfer-words';
import { Digest, DigestText } from '@/components/ui/digest';
import { Notice } from '@/components/ui/notice';
import { RelativeTime } from '@/components/ui/relative-time';
import type { Transfer } from '@/lib/api/schema/transfer';
import { describeFailure } from '@/lib/queries/api-problem';
import { transferDetail } from '@/lib/queries/transfers';
import { chartPath } from '@/lib/references';

export interface TransferPageProps {
  /** as the server knew it; what is known now takes its place */
  known: Transfer;
  actions: SteerActions;
  /** epoch milliseconds at which the server rendered */
  now: number;
}

/** One transfer: how far it is, what was done, how it ended, and what can be done about it. */
export function TransferPage({ known, actions, now }: TransferPageProps) {
  const { data = known, error } = useQuery(transferDetail(known.id));
  const { from, version, state, current, stages, log, imageList, events } = data;
  return (
    <div className="space-y-4">
      <header className="space-y-1">
        <p className="text-sm">
          <Link className="link" href="/transfers">
            Transfers
          </Link>
        </p>
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h1 className="text-2xl font-semibold wrap-anywhere">
            {from.repository.slice(from.repository.lastIndexOf('/') + 1)}{' '}
            <span className="tabular font-mono">{version}</span>
          </h1>
          <TransferState state={state} />
        </div>
        <TransferEnds transfer={data} />
      </header>
      {error && (
        <Notice tone="caution" title="This may be old">
          <p>{describeFailure(error).detail}</p>
        </Notice>
      )}
      <TransferOutcome transfer={data} />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_19rem] lg:gap-x-6">
        <div className="min-w-0 space-y-4">
          {state !== 'done' && (
            <Panel title="Progress">
              <div className="space-y-3">
                <TransferProgress transfer={data} />
                {current.length > 0 && (
                  <ul aria-label="Steps under way" className="space-y-0.5 text-xs text-muted">
                    {current.map((step) => (
                      <li key={step.number} className="wrap-anywhere">
                        {stepWords(step)} <DigestText digest={step.digest} /> of{' '}
                        <span className="font-mono">{step.repository}</span>
                      </li>
                    ))}
                  </ul>
                )}
                <TransferSteering transfer={data} actions={actions} />
              </div>
            </Panel>
          )}
          <Panel title="Images">
            <p className="mb-2 text-sm">{imageSummary(imageList)}</p>
            {imageList.length > 0 && <ImageFates images={imageList} />}
          </Panel>
          <details
            className="rounded-lg border border-line bg-surface"
            open={state === 'failed' || undefined}
          >
            <summary className="cursor-pointer px-3 py-2 text-sm font-semibold">
              Log of steps
              {log.length > 0 && <span className="ml-2 font-normal text-muted">the last {log.length}</span>}
            </summary>
            <div className="border-t border-line px-3 py-2">
              <TransferLog log={log} now={now} />
            </div>
          </details>
        </div>
        <aside className="space-y-4">
          <Panel title="Stages">
            <TransferStages stages={stages} />
          </Panel>
          <TransferFacts transfer={data} now={now} />
          <Panel title="What happened">
            <ol className="space-y-1 text-sm">
              {events.map((event, index) => (
                // Events are only ever added, and two may be alike.
                // oxlint-disable-next-line react/no-array-index-key
                <li key={index}>
                  <RelativeTime at={event.at} now={now} className="mr-1.5 text-xs text-muted" />
                  {eventWords(event)}
                  {event.message !== '' && (
                    <span className="block text-xs text-muted wrap-anywhere">{event.message}</span>
                  )}
                </li>
              ))}
            </ol>
          </Panel>
        </aside>
      </div>
    </div>
  );
}

function TransferFacts({ transfer, now }: { transfer: Transfer; now: number }) {
  const { from, at, actor, reason, version } = transfer;
  const { registry, repository } = from;
  return (
    <Panel title="This transfer">
      <dl className="space-y-2 text-sm">
        <Fact name="Release">
          <Link
            className="link tabular font-mono"
            href={chartPath({ registry, repository, selector: { kind: 'version', version } })}
          >
            {version}
          </Link>{' '}
          in {registry}
        </Fact>
        <Fact name="Digest">
          <Digest digest={from.digest} className="-my-1" />
        </Fact>
        <Fact name="Begun">
          <RelativeTime at={at} now={now} />
        </Fact>
        <Fact name="Who">{actor ?? <span className="text-muted">unknown</span>}</Fact>
        <Fact name="Reason">{reason === '' ? <span className="text-muted">none given</span> : reason}</Fact>
      </dl>
    </Panel>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[5rem_1fr] gap-2">
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 whitespace-pre-line wrap-anywhere">{children}</dd>
    </div>
  );
}

function Panel({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="rounded-lg border border-line bg-surface">
      <h2 className="border-b border-line px-3 py-2 text-sm font-semibold">{title}</h2>
      <div className="px-3 py-2.5">{children}</div>
    </section>
  );
}
