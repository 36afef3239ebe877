'use client';
import { useEffect, useEffectEvent, useState } from 'react';
import {
  addWindow,
  findHit,
  nextWindow,
  NO_WINDOWS,
  WINDOW_SIZE,
  type PartialAnswer,
} from '@/components/search/result-window';
import type { SearchHit } from '@/lib/search/search-result';

/**
 * Gives `limit` hits of the answer from `offset` on; undefined when they can't be had.
 */
export type LoadHits = (offset: number, limit: number) => Promise<readonly SearchHit[] | undefined>;

/**
 * Loads the rows of a long answer as they come near, one window after the other: what was scrolled past meanwhile is
 * never asked for.
 * @param start the first row in sight, from 0
 * @param end behind the last one; nothing is loaded when it is not above `start`
 * @returns the hit of a row; undefined while it is not here
 */
export function useResultWindow(
  answer: PartialAnswer,
  start: number,
  end: number,
  load: LoadHits,
): (index: number) => SearchHit | undefined {
  const [loaded, setLoaded] = useState(NO_WINDOWS);
  const loadHits = useEffectEvent(load);
  const { answerKey, first, offset, total } = answer;
  const wanted = end > start ? nextWindow(answer, loaded, start, end) : undefined;

  useEffect(() => {
    if (wanted === undefined) return undefined;
    let current = true;
    const loadWanted = async () => {
      const hits = await loadHits(wanted * WINDOW_SIZE, WINDOW_SIZE);
      // Without an answer the rows stay empty; they are asked for again once others were wanted in between.
      if (hits === undefined || !current) return;
      setLoaded((before) => addWindow(before, { answerKey, first, offset, total }, wanted, hits));
    };
    void loadWanted();
    return () => {
      current = false;
    };
  }, [wanted, answerKey, first, offset, total]);

  return (index) => findHit(answer, loaded, index);
}
