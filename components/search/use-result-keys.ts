'use client';
import { useEffect, type RefObject } from 'react';

/** Marks the main link of a result, for the keys. */
export const RESULT_LINK = 'data-result';

/** Marks a result that is being loaded. */
export const RESULT_PLACEHOLDER = 'data-result-placeholder';

const EDITABLE = 'input, textarea, select, [contenteditable="true"], [role="menu"], [role="dialog"]';

/**
 * Keys of the list: `/` goes to the search box from anywhere, the arrows move between the box and the results, Escape
 * leads from a result back to the box. Enter is the link's own; with Ctrl or ⌘ it opens a new tab. A result that is not
 * here yet comes into sight first, which loads it: the next press moves to it.
 * @param whole holds the results
 */
export function useResultKeys(
  whole: RefObject<HTMLElement | null>,
  box: RefObject<HTMLInputElement | null>,
): void {
  useEffect(() => {
    function press(event: KeyboardEvent): void {
      if (event.altKey || event.isComposing || event.defaultPrevented) return;
      if (event.ctrlKey || event.metaKey) {
        if (event.key === 'Enter' && !event.repeat) openTab(event);
        return;
      }
      const next = event.key === '/' ? findBox(event) : findNeighbour(event);
      if (next === undefined) return;
      event.preventDefault();
      if (next.matches(`[${RESULT_PLACEHOLDER}]`)) next.scrollIntoView({ block: 'center' });
      else next.focus();
      if (event.key === '/') box.current?.select();
    }

    function openTab(event: KeyboardEvent): void {
      const { target } = event;
      if (!(target instanceof HTMLAnchorElement) || !target.matches(`[${RESULT_LINK}]`)) return;
      if (whole.current?.contains(target) !== true) return;
      event.preventDefault(); // or browsers that do so themselves open two
      window.open(target.href, '_blank', 'noopener');
    }

    function findBox({ target }: KeyboardEvent): HTMLElement | undefined {
      if (target instanceof Element && target.closest(EDITABLE) !== null) return undefined;
      return box.current ?? undefined;
    }

    function findNeighbour({ key, target }: KeyboardEvent): HTMLElement | undefined {
      const marked = `[${RESULT_LINK}], [${RESULT_PLACEHOLDER}]`;
      const results = whole.current?.querySelectorAll<HTMLElement>(marked) ?? [];
      const places = [box.current, ...results];
      const here = places.findIndex((place) => place === target);
      const there = { ArrowDown: here + 1, ArrowUp: here - 1, Escape: 0 }[key];
      if (here < 0 || there === undefined || there === here) return undefined;
      const [from, to] = [places[here], places[there]];
      // A result that has the focus stays when those next to it are no longer rendered: it is brought back first.
      if (key !== 'Escape' && isApart(from, to)) {
        from?.scrollIntoView({ block: 'center' });
        return from ?? undefined;
      }
      return to ?? undefined;
    }

    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [whole, box]);
}

/** Whether there are rows between two results that are not rendered. */
function isApart(from: Element | null | undefined, to: Element | null | undefined): boolean {
  const places = [from, to].map((place) => place?.closest('[aria-posinset]')?.getAttribute('aria-posinset'));
  const [first, second] = places.map(Number);
  return places.every((place) => typeof place === 'string') && Math.abs((first ?? 0) - (second ?? 0)) > 1;
}
