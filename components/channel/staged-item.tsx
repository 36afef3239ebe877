'use client';
import { useQuery } from '@tanstack/react-query';
import { ArrowRight, X } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { ReleaseComparison } from '@/components/channel/release-comparison';
import type { StagedOutcome, StagedPromotion } from '@/components/channel/staged-promotion';
import { Badge, type Tone } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { VisuallyHidden } from '@/components/ui/visually-hidden';
import type { ChannelBoard } from '@/lib/api/schema/channel-board';
import type { Promotion } from '@/lib/api/schema/promotion';
import { chartDetail } from '@/lib/queries/charts';
import { chartPath } from '@/lib/references';

export interface StagedItemProps {
  promotion: StagedPromotion;
  mode: ChannelBoard['registries'][number]['promotion'];
  outcome: StagedOutcome | undefined;
  /** null while it may not be taken out */
  onRemove: (() => void) | null;
  /** stages it anew, from where the channel is now */
  onRenew: (current: StagedPromotion['from']) => void;
}

/** One staged promotion: what goes where, whether that is still so, what differs, and how it ended. */
export function StagedItem({ promotion, mode, outcome, onRemove, onRenew }: StagedItemProps) {
  const { registry, repository, name, source, channel, to, from } = promotion;
  const [compared, setCompared] = useState(false);
  // Looked at again as the review opens: what was staged may be old.
  const { data } = useQuery({ ...chartDetail(promotion), refetchInterval: false });
  const current = data?.channels.find(({ tag }) => tag === channel);
  const settled = outcome?.kind === 'done' || outcome?.kind === 'running';
  const stale = data !== undefined && !settled && (current?.digest ?? null) !== (from?.digest ?? null);
  const there = stale && current?.digest === to.digest;
  return (
    <li className="space-y-1.5 py-2">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <p className="min-w-0 grow text-sm">
          <Link href={chartPath({ registry, repository })} className="font-semibold hover:underline">
            {name}
          </Link>{' '}
          <span className="text-xs text-muted">{registry}</span>
          <span className="flex flex-wrap items-baseline gap-x-1.5 font-mono text-sm">
            {channel}:{' '}
            <span className="tabular text-muted">{from?.version ?? (from ? 'no version' : 'new')}</span>
            <ArrowRight aria-hidden className="size-3.5 self-center text-guide" />
            <VisuallyHidden>becomes</VisuallyHidden>
            <strong className="tabular">{to.version}</strong>
            <span className="font-sans text-xs text-muted">from {source}</span>
          </span>
        </p>
        <Outcome outcome={outcome} />
        {!settled && (
          <Button size="sm" variant="ghost" aria-expanded={compared} onClick={() => setCompared(!compared)}>
            {compared ? 'Hide what differs' : 'What differs'}
          </Button>
        )}
        {!settled && onRemove && (
          <Button
            variant="ghost"
            size="icon"
            aria-label={`Take ${name} ${channel} off the list`}
            onClick={onRemove}
          >
            <X aria-hidden />
          </Button>
        )}
      </div>
      {mode === 'off' && (
        <p className="text-xs text-caution">Promotion is off for {registry}; this one will be refused.</p>
      )}
      {stale && (
        <Notice
          tone="caution"
          title={
            there
              ? `${channel} points at ${to.version} already`
              : `${channel} moved since this was staged: it is ${current === undefined ? 'gone' : (current.version ?? 'without a version')} now`
          }
        >
          {there ? (
            <p>Take it off the list; there is nothing to do.</p>
          ) : (
            <Button
              size="sm"
              className="mt-1"
              onClick={() =>
                onRenew(
                  current === undefined || current.digest === null
                    ? null
                    : { version: current.version, digest: current.digest },
                )
              }
            >
              Go on from there
            </Button>
          )}
        </Notice>
      )}
      {outcome?.kind === 'failed' && (
        <Notice tone="danger" title={outcome.title}>
          <p>{outcome.detail}</p>
        </Notice>
      )}
      {compared && (
        <div className="rounded border border-line p-3">
          <ReleaseComparison address={{ registry, repository }} from={from?.digest ?? null} to={to.digest} />
        </div>
      )}
    </li>
  );
}

const DONE: Record<Promotion['outcome'], { tone: Tone; words: string }> = {
  moved: { tone: 'good', words: 'moved' },
  unchanged: { tone: 'neutral', words: 'was there already' },
  failed: { tone: 'danger', words: 'failed' },
  overwritten: { tone: 'caution', words: 'moved, then moved again by someone else' },
};

function Outcome({ outcome }: Pick<StagedItemProps, 'outcome'>) {
  switch (outcome?.kind) {
    case undefined:
      return null;
    case 'waiting':
      return <Badge>waiting</Badge>;
    case 'running':
      return <Badge tone="water">promoting…</Badge>;
    case 'failed':
      return <Badge tone="danger">failed</Badge>;
    case 'done':
      return <Badge tone={DONE[outcome.outcome].tone}>{DONE[outcome.outcome].words}</Badge>;
  }
}
