'use client';
import { useEffect, type RefObject } from 'react';

/** Marks the main link of a result, for the keys. */
export const RESULT_LINK = 'data-result';

const EDITABLE = 'input, textarea, select, [contenteditable="true"], [role="menu"], [role="dialog"]';

/**
 * Keys of the list: `/` goes to the search box from anywhere, the arrows move between the box and the results, Escape
 * leads from a result back to the box. Enter is the link's own.
 * @param whole holds the results
 */
export function useResultKeys(
  whole: RefObject<HTMLElement | null>,
  box: RefObject<HTMLInputElement | null>,
): void {
  useEffect(() => {
    function press(event: KeyboardEvent): void {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented)
        return;
      const next = event.key === '/' ? findBox(event) : findNeighbour(event);
      if (next === undefined) return;
      event.preventDefault();
      next.focus();
      if (event.key === '/') box.current?.select();
    }

    function findBox({ target }: KeyboardEvent): HTMLElement | undefined {
      if (target instanceof Element && target.closest(EDITABLE) !== null) return undefined;
      return box.current ?? undefined;
    }

    function findNeighbour({ key, target }: KeyboardEvent): HTMLElement | undefined {
      const results = whole.current?.querySelectorAll<HTMLElement>(`[${RESULT_LINK}]`) ?? [];
      const places = [box.current, ...results];
      const here = places.findIndex((place) => place === target);
      const there = { ArrowDown: here + 1, ArrowUp: here - 1, Escape: 0 }[key];
      if (here < 0 || there === undefined || there === here) return undefined;
      return places[there] ?? undefined;
    }

    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [whole, box]);
}
