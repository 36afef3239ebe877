'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import {
  stagedKey,
  toRequest,
  type StagedOutcome,
  type StagedPromotion,
} from '@/components/channel/staged-promotion';
import { ApiProblem, describeFailure } from '@/lib/queries/api-problem';
import { channelBoardKey } from '@/lib/queries/channel-board';
import { chartKeys } from '@/lib/queries/charts';
import { sendPromotion } from '@/lib/queries/promotions';

export interface StagedRun {
  running: boolean;
  /** how each stands, by `stagedKey`; empty before the first run */
  outcomes: ReadonlyMap<string, StagedOutcome>;
  /** Makes the promotions one after the other, those after a failed one too. */
  start: (promotions: readonly StagedPromotion[], reason: string) => Promise<void>;
  /** Ends the run behind the promotion under way, which is seen through. */
  stop: () => void;
}

/** Makes staged promotions, each on its own: what one comes to changes nothing for the others. */
export function useStagedRun(): StagedRun {
  const client = useQueryClient();
  const [running, setRunning] = useState(false);
  const [outcomes, setOutcomes] = useState<ReadonlyMap<string, StagedOutcome>>(new Map());
  const stopped = useRef(false);
  const note = (promotion: StagedPromotion, outcome: StagedOutcome | null) =>
    setOutcomes((known) => {
      const next = new Map(known);
      if (outcome === null) next.delete(stagedKey(promotion));
      else next.set(stagedKey(promotion), outcome);
      return next;
    });

  return {
    running,
    outcomes,
    stop: () => {
      stopped.current = true;
    },
    start: async (promotions, reason) => {
      stopped.current = false;
      setRunning(true);
      for (const promotion of promotions) note(promotion, { kind: 'waiting' });
      for (const promotion of promotions) {
        if (stopped.current) {
          note(promotion, null);
          continue;
        }
        note(promotion, { kind: 'running' });
        note(promotion, await make(promotion, reason));
        void client.invalidateQueries({ queryKey: chartKeys.detail(promotion) });
      }
      setRunning(false);
      void client.invalidateQueries({ queryKey: channelBoardKey });
    },
  };
}

async function make(promotion: StagedPromotion, reason: string): Promise<StagedOutcome> {
  try {
    const { outcome } = await sendPromotion(toRequest(promotion, reason));
    return { kind: 'done', outcome };
  } catch (error) {
    const moved = error instanceof ApiProblem && error.code === 'channel_moved';
    const { title, detail } = describeFailure(error);
    return { kind: 'failed', moved, title, detail };
  }
}
