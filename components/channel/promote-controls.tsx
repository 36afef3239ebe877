'use client';
import { ChevronDown } from 'lucide-react';
import { useState } from 'react';
import { PromoteDialog } from '@/components/channel/promote-dialog';
import type { PromotionRules } from '@/components/channel/promotion-rules';
import type { PromotionSource, PromotionTarget } from '@/components/channel/promotion-target';
import { Button } from '@/components/ui/button';
import { Menu, MenuItem } from '@/components/ui/menu';
import type { ChartAddress } from '@/lib/references';

export interface PromoteControlsProps {
  address: ChartAddress;
  rules: PromotionRules;
  source: PromotionSource;
  /** the target that has its own button; null for none */
  next: PromotionTarget | null;
  /** the targets in the menu */
  others: readonly PromotionTarget[];
  /** what the menu button is called */
  menuLabel: string;
  /** id of what tells which channel or version this is about */
  describedBy?: string;
}

/** A button that promotes to the next channel, a menu with the other channels, and the dialog both open. */
export function PromoteControls({
  address,
  rules,
  source,
  next,
  others,
  menuLabel,
  describedBy,
}: PromoteControlsProps) {
  const [open, setOpen] = useState(false);
  // Counted, so that every opening starts with a fresh dialog that knows the channel as it is now.
  const [proposal, setProposal] = useState<{
    count: number;
    target: PromotionTarget;
    source: typeof source;
  }>();
  const propose = (target: PromotionTarget) => {
    setProposal((last) => ({ count: (last?.count ?? 0) + 1, target, source }));
    setOpen(true);
  };
  const isThere = (target: PromotionTarget) => target.digest === source.digest;

  return (
    <span className="noscript:hidden ml-auto inline-flex">
      {next && (
        <Button
          size="sm"
          aria-describedby={describedBy}
          aria-disabled={isThere(next)}
          title={
            isThere(next)
              ? `${next.tag} points at ${source.version} already`
              : `${source.version} → ${next.tag}`
          }
          onClick={() => !isThere(next) && propose(next)}
          className={others.length > 0 ? 'rounded-r-none' : undefined}
        >
          Promote to {next.risk}
        </Button>
      )}
      {others.length > 0 && (
        <Menu
          align="end"
          trigger={
            <Button
              size={next ? 'icon' : 'sm'}
              variant={next ? 'secondary' : 'ghost'}
              aria-label={menuLabel}
              className={next ? 'rounded-l-none border-l-0' : undefined}
            >
              {!next && 'Promote'}
              <ChevronDown aria-hidden />
            </Button>
          }
        >
          {others.map((target) => (
            <MenuItem key={target.tag} disabled={isThere(target)} onSelect={() => propose(target)}>
              Promote to {target.tag}
              <span className="ml-auto pl-4 font-mono text-xs text-muted">
                {isThere(target) ? 'is there' : target.exists ? target.version : 'new'}
              </span>
            </MenuItem>
          ))}
        </Menu>
      )}
      {proposal && (
        <PromoteDialog
          key={proposal.count}
          address={address}
          rules={rules}
          source={proposal.source}
          target={proposal.target}
          open={open}
          onClose={() => setOpen(false)}
        />
      )}
    </span>
  );
}
