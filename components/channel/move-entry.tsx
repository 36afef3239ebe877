import { clsx } from 'clsx';
import { ArrowRight } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { MOVE_KINDS } from '@/components/channel/move-kind';
import { MoveOutcome } from '@/components/channel/move-outcome';
import { Badge } from '@/components/ui/badge';
import { DigestText } from '@/components/ui/digest';
import { RelativeTime } from '@/components/ui/relative-time';
import { VisuallyHidden } from '@/components/ui/visually-hidden';
import type { ChannelMove } from '@/lib/api/schema/move';
import { chartPath, type ChartAddress } from '@/lib/references';

export interface MoveEntryProps {
  move: ChannelMove;
  /** the move that took it back */
  undoneBy: ChannelMove | undefined;
  /** epoch milliseconds at which the server rendered */
  now: number;
  /** what can be done about it */
  actions: ReactNode;
}

/** One move in a chart's history. Its id is its anchor. */
export function MoveEntry({ move, undoneBy, now, actions }: MoveEntryProps) {
  const { id, registry, repository, channel, at, reason, outcome, failure } = move;
  const { icon: Icon, word, tone } = MOVE_KINDS[move.kind];
  return (
    <li
      id={id}
      className="grid scroll-mt-18 gap-x-4 gap-y-1 rounded-sm px-2 py-2.5 target:bg-guide-soft sm:grid-cols-[8rem_minmax(0,1fr)_auto]"
    >
      <p className="flex flex-wrap items-baseline gap-x-2 text-xs text-muted sm:flex-col">
        <a href={`#${id}`} className="hover:underline">
          <RelativeTime at={at} now={now} />
        </a>
        <Actor move={move} />
      </p>
      <div className="min-w-0 space-y-1">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <Link
            href={chartPath({ registry, repository, selector: { kind: 'channel', tag: channel } })}
            className="font-mono text-sm font-semibold text-guide wrap-anywhere hover:text-guide-strong hover:underline"
          >
            {channel}
          </Link>
          <Badge tone={tone}>
            <Icon aria-hidden />
            {word}
          </Badge>
          <MoveOutcome outcome={outcome} failure={failure} />
          {undoneBy && (
            <a href={`#${undoneBy.id}`} className="link text-xs">
              {undoneBy.kind === 'undo' ? 'undone later' : 'rolled back later'}
            </a>
          )}
        </p>
        <Ends move={move} struck={undoneBy !== undefined} />
        {move.lastSeen !== null && (
          <p className="text-xs text-muted">
            Last seen at {move.from?.version ?? 'its place before'}:{' '}
            <RelativeTime at={move.lastSeen} now={now} />
          </p>
        )}
        {reason !== '' && <p className="text-sm whitespace-pre-line wrap-anywhere">{reason}</p>}
        <Trace move={move} />
      </div>
      <div className="flex flex-wrap items-start gap-1 sm:flex-col sm:items-end">{actions}</div>
    </li>
  );
}

function Actor({ move: { origin, actor } }: { move: ChannelMove }) {
  if (origin === 'chartroom')
    return <span className="wrap-anywhere">{actor === null ? 'in Chartroom' : `by ${actor}`}</span>;
  const title = 'Seen in the registry: nobody moved it here. Only a registry’s notification says who it was.';
  return (
    <span title={title} className="wrap-anywhere">
      {actor === null ? 'outside Chartroom' : `by ${actor}, outside Chartroom`}
    </span>
  );
}

function Ends({ move: { registry, repository, from, to }, struck }: { move: ChannelMove; struck: boolean }) {
  return (
    <div
      className={clsx('flex flex-wrap items-baseline gap-x-2 font-mono text-sm', struck && 'line-through')}
    >
      {struck && <VisuallyHidden>taken back: </VisuallyHidden>}
      {from === null ? (
        <span className="font-sans text-muted">new</span>
      ) : (
        <End address={{ registry, repository }} end={from} />
      )}
      <span>
        <VisuallyHidden>to</VisuallyHidden>
        <ArrowRight aria-hidden className="inline size-3.5 text-muted" />
      </span>
      {to === null ? (
        <span className="font-sans text-muted">gone</span>
      ) : (
        <End address={{ registry, repository }} end={to} strong />
      )}
    </div>
  );
}

function End({
  address,
  end: { version, digest },
  strong = false,
}: {
  address: ChartAddress;
  end: NonNullable<ChannelMove['to']>;
  strong?: boolean;
}) {
  return (
    <span className="inline-flex flex-wrap items-baseline gap-x-1.5">
      <Link
        href={chartPath({ ...address, selector: { kind: 'digest', digest } })}
        className={clsx('tabular wrap-anywhere hover:underline', strong && 'font-semibold')}
      >
        {version === 'unknown' ? 'unknown version' : version}
      </Link>
      <DigestText digest={digest} className="text-muted" />
    </span>
  );
}

/** What the registry answered, and what was left in it. */
function Trace({ move: { response, evidence } }: { move: ChannelMove }) {
  if (response?.requestId == null && evidence === null) return null;
  return (
    <p className="flex flex-wrap gap-x-3 text-xs text-muted">
      {response?.requestId != null && (
        <span className="wrap-anywhere">
          Registry’s request <code className="font-mono">{response.requestId}</code>
        </span>
      )}
      {evidence !== null && 'digest' in evidence && (
        <span>
          Evidence in the registry: <DigestText digest={evidence.digest} />
        </span>
      )}
      {evidence !== null && 'error' in evidence && (
        <span className="text-caution">No evidence was left in the registry: {evidence.error}</span>
      )}
    </p>
  );
}
