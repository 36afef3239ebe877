'use client';
import { clsx } from 'clsx';
import { ChevronDown, Eye, TriangleAlert, X } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { PromoteDialog } from '@/components/channel/promote-dialog';
import type { PromotionRules } from '@/components/channel/promotion-rules';
import type { PromotionSource, PromotionTarget } from '@/components/channel/promotion-target';
import { useStagedPromotions } from '@/components/channel/use-staged-promotions';
import { Button, buttonClass } from '@/components/ui/button';
import { Menu, MenuItem, MenuLink } from '@/components/ui/menu';
import { RelativeTime } from '@/components/ui/relative-time';
import { useHydrated } from '@/components/ui/use-hydrated';
import { VisuallyHidden } from '@/components/ui/visually-hidden';
import type { BoardRow } from '@/lib/api/schema/channel-board';
import type { ChartChannel } from '@/lib/api/schema/chart';
import { chartPath } from '@/lib/references';

export interface BoardCellProps {
  row: BoardRow;
  /** the channel's tag, also where there is no such channel yet */
  tag: string;
  channel: ChartChannel | undefined;
  promotion: PromotionRules;
  /** where the channel's release may go, the nearest first */
  targets: readonly PromotionTarget[];
  now: number;
  /** what is being dragged in this line */
  dragged: ChartChannel | undefined;
  /** what this cell is to what is being dragged; undefined when it may not go here */
  target: PromotionTarget | undefined;
  onDrag: (channel: ChartChannel | undefined) => void;
  onStage: (target: PromotionTarget, source: ChartChannel) => void;
}

/** One channel on the board: its version, age, how far it is ahead, what is odd, and where it can go. */
export function BoardCell(props: BoardCellProps) {
  const { row, tag, channel, promotion, targets, now, dragged, target, onDrag, onStage } = props;
  const { find, remove } = useStagedPromotions();
  const staged = find({ registry: row.registry, repository: row.repository, channel: tag });
  const movable = channel !== undefined && promotion.mode !== 'off' && targets.some(differsFrom(channel));
  const droppable = target !== undefined && dragged !== undefined && differsFrom(dragged)(target);
  return (
    <div
      onDragOver={(event) => {
        if (droppable) event.preventDefault();
      }}
      onDrop={(event) => {
        if (!droppable) return;
        event.preventDefault();
        onStage(target, dragged);
        onDrag(undefined);
      }}
      className={clsx(
        'group min-w-0 px-2 py-1 max-sm:flex max-sm:flex-wrap max-sm:items-center max-sm:gap-x-2 max-sm:px-0',
        channel === undefined && staged === undefined && 'max-sm:hidden',
        dragged !== undefined && !droppable && channel !== dragged && 'opacity-50',
        droppable && 'rounded bg-guide-soft outline-2 outline-guide outline-dashed',
      )}
    >
      <span aria-hidden className="w-24 shrink-0 truncate font-mono text-xs text-muted sm:hidden">
        {tag}
      </span>
      {channel === undefined ? (
        <span className="text-sm text-muted max-sm:hidden">
          {droppable ? `new: ${tag}` : <span aria-label={`no ${tag}`}>—</span>}
        </span>
      ) : (
        <div
          draggable={movable}
          onDragStart={(event) => {
            event.dataTransfer.effectAllowed = 'move';
            event.dataTransfer.setData('text/plain', channel.tag);
            onDrag(channel);
          }}
          onDragEnd={() => onDrag(undefined)}
          className={clsx('min-w-0', movable && 'cursor-grab active:cursor-grabbing')}
        >
          <ChannelMenu
            row={row}
            channel={channel}
            promotion={promotion}
            targets={targets}
            onStage={(chosen) => onStage(chosen, channel)}
          />
          <ChannelFacts channel={channel} now={now} />
        </div>
      )}
      {staged && (
        <span className="flex min-w-0 items-center gap-1 rounded-sm bg-guide-soft pl-1.5 text-xs text-guide">
          <span className="truncate">
            → <span className="font-mono">{staged.to.version}</span> staged
          </span>
          <Button
            variant="ghost"
            size="icon"
            className="-my-1 ml-auto"
            aria-label={`Do not promote ${staged.to.version} to ${tag}`}
            onClick={() => remove([staged])}
          >
            <X aria-hidden />
          </Button>
        </span>
      )}
    </div>
  );
}

function ChannelMenu({
  row: { registry, repository },
  channel,
  promotion,
  targets,
  onStage,
}: Pick<BoardCellProps, 'row' | 'promotion' | 'targets'> & {
  channel: ChartChannel;
  onStage: (target: PromotionTarget) => void;
}) {
  const { tag, version, digest } = channel;
  const [proposal, setProposal] = useState<{
    source: PromotionSource;
    target: PromotionTarget;
    count: number;
  }>();
  const [open, setOpen] = useState(false);
  const hydrated = useHydrated();
  const path = chartPath({ registry, repository, selector: { kind: 'channel', tag } });
  if (version === null || digest === null) {
    return (
      <Link href={path} prefetch={false} className="block truncate text-xs text-caution hover:underline">
        {digest === null ? 'reading…' : 'no version has this digest'}
      </Link>
    );
  }
  // Of the lines that come with the page, and for those without JavaScript: menus are many, and cost the first paint.
  if (!hydrated) {
    return (
      <Link
        href={path}
        prefetch={false}
        className="block min-h-7 truncate pt-0.5 font-mono text-sm hover:underline"
      >
        {version}
      </Link>
    );
  }
  const differing = targets.filter(differsFrom(channel));
  return (
    <>
      <Menu
        trigger={
          <button
            type="button"
            aria-label={`${tag}: ${version}`}
            className={clsx(
              buttonClass('ghost', 'sm'),
              '-mx-1.5 max-w-full min-w-0 px-1.5 font-mono text-sm',
            )}
          >
            <span className="tabular truncate">{version}</span>
            <ChevronDown aria-hidden className="text-muted" />
          </button>
        }
      >
        {promotion.mode !== 'off' &&
          differing.map((target) => (
            <MenuItem key={`stage ${target.tag}`} onSelect={() => onStage(target)}>
              Stage for {target.tag}
              <span className="ml-auto pl-4 font-mono text-xs text-muted">
                {target.exists ? (target.version ?? 'no version') : 'new'}
              </span>
            </MenuItem>
          ))}
        {promotion.mode !== 'off' &&
          differing.map((target) => (
            <MenuItem
              key={`promote ${target.tag}`}
              onSelect={() => {
                setProposal((last) => ({
                  source: { version, digest },
                  target,
                  count: (last?.count ?? 0) + 1,
                }));
                setOpen(true);
              }}
            >
              Promote to {target.tag} now…
            </MenuItem>
          ))}
        {promotion.mode === 'off' && (
          <MenuItem disabled onSelect={() => undefined}>
            Promotion is off for {registry}
          </MenuItem>
        )}
        {promotion.mode !== 'off' && differing.length === 0 && (
          <MenuItem disabled onSelect={() => undefined}>
            {targets.length === 0 ? 'It is the safest channel' : `Safer channels have ${version} already`}
          </MenuItem>
        )}
        <MenuLink href={path}>Open {tag}</MenuLink>
      </Menu>
      {proposal && (
        <PromoteDialog
          key={proposal.count}
          address={{ registry, repository }}
          rules={promotion}
          source={proposal.source}
          target={proposal.target}
          open={open}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}

function ChannelFacts({
  channel: { since, ahead, warnings, movedOutside },
  now,
}: {
  channel: ChartChannel;
  now: number;
}) {
  return (
    <p className="flex min-w-0 flex-wrap items-center gap-x-1.5 text-xs text-muted">
      {since !== null && (
        <span className="truncate">
          <VisuallyHidden>There since </VisuallyHidden>
          <RelativeTime at={since} now={now} />
        </span>
      )}
      {ahead !== null && ahead.versions > 0 && (
        <span
          className="tabular rounded-sm bg-water px-1 whitespace-nowrap text-water-ink"
          title={`${ahead.versions} ${ahead.versions === 1 ? 'version' : 'versions'} ahead of ${ahead.of}`}
        >
          <span aria-hidden>+{ahead.versions}</span>
          <VisuallyHidden>
            {ahead.versions} ahead of {ahead.of}
          </VisuallyHidden>
        </span>
      )}
      {movedOutside && (
        <span title="Last moved by something else than Chartroom">
          <Eye aria-hidden className="size-3.5 text-caution" />
          <VisuallyHidden>Moved outside</VisuallyHidden>
        </span>
      )}
      {warnings.length > 0 && (
        <span title={warnings.map(({ message }) => message).join('\n')}>
          <TriangleAlert aria-hidden className="size-3.5 text-caution" />
          <VisuallyHidden>{warnings.map(({ message }) => message).join(' ')}</VisuallyHidden>
        </span>
      )}
    </p>
  );
}

function differsFrom({ digest }: Pick<ChartChannel, 'digest'>): (target: PromotionTarget) => boolean {
  return (target) => target.digest !== digest;
}
