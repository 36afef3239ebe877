'use client';
import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import {
  readStaged,
  stage,
  stagedKey,
  unstage,
  type StagedPromotion,
} from '@/components/channel/staged-promotion';

export interface Staged {
  list: readonly StagedPromotion[];
  /** Puts one aside; it takes the place of an earlier one for the same channel. */
  add: (promotion: StagedPromotion) => void;
  remove: (promotions: readonly StagedPromotion[]) => void;
  /** What is staged for a channel. */
  find: (channel: Parameters<typeof stagedKey>[0]) => StagedPromotion | undefined;
}

const NOTHING: Staged = { list: [], add: () => {}, remove: () => {}, find: () => undefined };
const StagedContext = createContext<Staged>(NOTHING);

/** Where a tab keeps what is staged, so that a reload loses nothing. */
const KEPT = 'chartroom.staged';

/** Keeps the staged promotions of everything inside. */
export function StagedPromotions({ children }: { children: ReactNode }) {
  const [list, setList] = useState<readonly StagedPromotion[]>();

  // Only the browser knows what was staged before, and the server's rendering has to be taken up first.
  useEffect(() => setList((now) => now ?? readStaged(readKept())), []);
  useEffect(() => {
    if (list !== undefined) keep(list);
  }, [list]);

  const staged = useMemo((): Staged => {
    const known = list ?? [];
    const byKey = new Map(known.map((one) => [stagedKey(one), one]));
    return {
      list: known,
      add: (promotion) => setList((now) => stage(now ?? [], promotion)),
      remove: (promotions) => setList((now) => unstage(now ?? [], new Set(promotions.map(stagedKey)))),
      find: (channel) => byKey.get(stagedKey(channel)),
    };
  }, [list]);
  return <StagedContext value={staged}>{children}</StagedContext>;
}

/** The staged promotions around. */
export function useStagedPromotions(): Staged {
  return useContext(StagedContext);
}

// Storage may be switched off, or full; then a reload begins with nothing staged.
function readKept(): string | null {
  try {
    return sessionStorage.getItem(KEPT);
  } catch {
    return null;
  }
}

function keep(list: readonly StagedPromotion[]): void {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(list));
  } catch {
    // see above
  }
}
