'use client';
import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import {
  readStaged,
  stage,
  stagedKey,
  unstage,
  type StagedPromotion,
} from '@/components/channel/staged-promotion';
import { useHydrated } from '@/components/ui/use-hydrated';

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
  // Only the browser knows what was staged before, and the server's rendering has to be taken up first.
  const hydrated = useHydrated();
  const before = useMemo(() => (hydrated ? readStaged(readKept()) : []), [hydrated]);
  const [changed, setChanged] = useState<readonly StagedPromotion[]>();
  useEffect(() => {
    if (changed !== undefined) keep(changed);
  }, [changed]);

  const staged = useMemo((): Staged => {
    const list = changed ?? before;
    const byKey = new Map(list.map((one) => [stagedKey(one), one]));
    return {
      list,
      add: (promotion) => setChanged((now) => stage(now ?? before, promotion)),
      remove: (promotions) => setChanged((now) => unstage(now ?? before, new Set(promotions.map(stagedKey)))),
      find: (channel) => byKey.get(stagedKey(channel)),
    };
  }, [before, changed]);
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
