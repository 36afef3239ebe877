'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { History, Undo2 } from 'lucide-react';
import { useState } from 'react';
import type { PromotionSource, PromotionTarget } from '@/components/channel/promotion-target';
import type { ReversalOffer } from '@/components/channel/reversal-offer';
import { Button } from '@/components/ui/button';
import { earlierReleases } from '@/lib/queries/moves';
import type { ChartAddress } from '@/lib/references';

/** Opens the dialog for going back. */
export type Propose = (kind: 'rollback' | 'undo', source: PromotionSource, target: PromotionTarget) => void;

export interface ReversalControlsProps {
  address: ChartAddress;
  offer: ReversalOffer;
  /** whether to ask the registry at once what it still has, instead of when a rollback is asked for */
  eager: boolean;
  /** why the reader may not promote; null where they may */
  denial: string | null;
  propose: Propose;
}

/** The buttons that take a move back, or go back to where it led. */
export function ReversalControls({ address, offer, eager, denial, propose }: ReversalControlsProps) {
  const { undo, undoHindrance, rollback, target } = offer;
  return (
    <>
      {undo !== null && (
        <Button
          size="sm"
          className="noscript:hidden"
          aria-disabled={denial !== null}
          title={denial ?? undefined}
          onClick={() => denial === null && propose('undo', undo, target)}
        >
          <Undo2 aria-hidden />
          Undo
        </Button>
      )}
      {undoHindrance !== null && (
        <span
          title="Taking this back would delete the channel’s tag, and Chartroom deletes nothing."
          className="text-xs text-muted"
        >
          No undo: the channel was new
        </span>
      )}
      {rollback.map((source) => (
        <RollbackButton
          key={source.digest}
          address={address}
          source={source}
          target={target}
          eager={eager}
          denial={denial}
          propose={propose}
        />
      ))}
    </>
  );
}

interface RollbackButtonProps extends Omit<ReversalControlsProps, 'offer'> {
  source: PromotionSource;
  target: PromotionTarget;
}

function RollbackButton({ address, source, target, eager, denial, propose }: RollbackButtonProps) {
  const client = useQueryClient();
  const query = earlierReleases(address, target.tag);
  const { data } = useQuery({ ...query, enabled: eager });
  const [asking, setAsking] = useState(false);
  const presence = data?.releases.find(({ digest }) => digest === source.digest)?.presence;
  if (presence === 'gone') {
    return (
      <span
        title={`The registry has ${source.version} under this digest no longer: it cleans away what no tag names.`}
        className="py-1 text-xs text-muted"
      >
        {source.version} is gone from the registry
      </span>
    );
  }
  const ask = async () => {
    setAsking(true);
    // An answer that can't be had hinders nothing: the promotion itself checks again.
    const found = await client.fetchQuery(query).catch(() => undefined);
    setAsking(false);
    const now = found?.releases.find(({ digest }) => digest === source.digest)?.presence;
    if (now !== 'gone') propose('rollback', source, target);
  };
  return (
    <Button
      size="sm"
      variant="ghost"
      className="noscript:hidden"
      busy={asking}
      aria-disabled={denial !== null}
      title={denial ?? undefined}
      onClick={() => denial === null && void ask()}
    >
      {!asking && <History aria-hidden />}
      Roll back to {source.version}
    </Button>
  );
}
