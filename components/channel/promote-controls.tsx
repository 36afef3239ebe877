'use client';
import { ChevronDown } from 'lucide-react';
import { useState } from 'react';
import { PromoteDialog } from '@/components/channel/promote-dialog';
import type { PromotionRules } from '@/components/channel/promotion-rules';
import type { PromotionSource, PromotionTarget } from '@/components/channel/promotion-target';
import { PERMISSION_ID, usePromotionDenial } from '@/components/channel/use-promotion-denial';
import { Button, type ButtonProps } from '@/components/ui/button';
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
  const denial = usePromotionDenial(address, rules.mode);
  const descriptions = [describedBy, denial !== null && PERMISSION_ID].filter(Boolean).join(' ') || undefined;

  return (
    <span className="noscript:hidden ml-auto inline-flex">
      {next && (
        <Button
          size="sm"
          aria-describedby={descriptions}
          aria-disabled={isThere(next) || denial !== null}
          title={
            isThere(next)
              ? `${next.tag} points at ${source.version} already`
              : (denial ?? `${source.version} → ${next.tag}`)
          }
          onClick={() => !isThere(next) && denial === null && propose(next)}
          className={others.length > 0 ? 'rounded-r-none' : undefined}
        >
          Promote to {next.risk}
        </Button>
      )}
      {others.length > 0 && denial !== null && (
        <MenuButton
          joined={next !== null}
          aria-label={menuLabel}
          aria-describedby={PERMISSION_ID}
          aria-disabled
          title={denial}
        />
      )}
      {others.length > 0 && denial === null && (
        <Menu align="end" trigger={<MenuButton joined={next !== null} aria-label={menuLabel} />}>
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

/** @param joined whether it stands right of the button for the next channel */
function MenuButton({ joined, ...rest }: Omit<ButtonProps, 'size' | 'variant'> & { joined: boolean }) {
  return (
    <Button
      {...rest}
      size={joined ? 'icon' : 'sm'}
      variant={joined ? 'secondary' : 'ghost'}
      className={joined ? 'rounded-l-none border-l-0' : undefined}
    >
      {!joined && 'Promote'}
      <ChevronDown aria-hidden />
    </Button>
  );
}
