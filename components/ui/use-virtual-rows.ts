'use client';
import { defaultRangeExtractor, useWindowVirtualizer, type Range } from '@tanstack/react-virtual';
import { useEffect, useEffectEvent, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { findPosition, keepPosition } from '@/components/ui/list-position';

const OVERSCAN = 10; // rows beyond the window on either side, also for the arrow keys to move to
const HEADER = 72; // CSS pixels; `scroll-padding-top` in app/globals.css

const NARROW = 640; // CSS pixels of the window

export interface VirtualRow {
  /** from 0 */
  index: number;
  /** CSS pixels between this row and the one rendered before it, or the list's top */
  space: number;
  /** CSS pixels, as measured or as far as can be told */
  height: number;
}

export interface VirtualRows {
  /** the rows to render, in order: those in sight, some beyond, and the one that has the focus */
  rows: VirtualRow[];
  /** the first row in sight */
  start: number;
  /** behind the last row in sight; 0 when there is none */
  end: number;
  /** of the whole list, in CSS pixels */
  height: number;
  /** a row's `ref`; its element says `data-index` */
  measure(row: HTMLElement | null): void;
}

export interface VirtualRowsOptions {
  list: RefObject<HTMLElement | null>;
  /** rows; 0 while the list is not virtual */
  total: number;
  /** the row that the list was entered at */
  offset: number;
  answerKey: string;
  /** what rows are taken to be high until they are measured, in a wide and in a narrow window, in CSS pixels */
  rowHeights: { wide: number; narrow: number };
}

/**
 * Which rows of a list, that scrolls with the window, to render. The list of another request begins at its top; one
 * that was left comes back as it was.
 */
export function useVirtualRows({
  list,
  total,
  offset,
  answerKey,
  rowHeights,
}: VirtualRowsOptions): VirtualRows {
  const [top, setTop] = useState(0);
  const [focused, setFocused] = useState<number>();
  const position = findPosition(answerKey);
  const inBrowser = typeof window !== 'undefined';
  const rowHeight = inBrowser && window.innerWidth < NARROW ? rowHeights.narrow : rowHeights.wide;

  // oxlint-disable-next-line react/incompatible-library -- the compiler that would keep old values is not in use
  const virtualizer = useWindowVirtualizer<HTMLElement>({
    count: total,
    enabled: total > 0,
    estimateSize: (index) => position?.heights.get(index) ?? rowHeight,
    overscan: OVERSCAN,
    scrollMargin: top,
    scrollPaddingStart: HEADER,
    rangeExtractor: (range) => withFocused(range, focused),
    // A list that was entered further down keeps its place in the window as the rows before it get theirs.
    initialOffset: () => position?.scroll ?? window.scrollY + offset * rowHeight,
    initialRect: inBrowser ? { width: window.innerWidth, height: window.innerHeight } : undefined,
  });

  useLayoutEffect(() => {
    const element = list.current;
    if (element === null) return undefined;
    const measureTop = () => setTop(Math.round(element.getBoundingClientRect().top + window.scrollY));
    measureTop();
    const observer = new ResizeObserver(measureTop); // what stands above the list makes the page longer
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [list]);

  useEffect(() => {
    const element = list.current;
    const focus = ({ target }: FocusEvent) => setFocused(readRow(target));
    const blur = () => setFocused(undefined);
    element?.addEventListener('focusin', focus);
    element?.addEventListener('focusout', blur);
    return () => {
      element?.removeEventListener('focusin', focus);
      element?.removeEventListener('focusout', blur);
    };
  }, [list]);

  const keep = useEffectEvent((key: string) => {
    const heights = new Map<number, number>();
    for (const [row, height] of virtualizer.itemSizeCache) heights.set(Number(row), height);
    keepPosition(key, { scroll: virtualizer.scrollOffset ?? window.scrollY, heights });
  });
  const enter = useEffectEvent(() => {
    if (total === 0) return;
    if (position !== undefined) window.scrollTo({ top: position.scroll });
    else if (offset > 0) virtualizer.scrollToIndex(offset, { align: 'start' });
    else if ((list.current?.getBoundingClientRect().top ?? 0) < 0) list.current?.scrollIntoView();
  });

  useLayoutEffect(() => () => keep(answerKey), [answerKey]);
  const entered = useRef(answerKey);
  useLayoutEffect(() => {
    if (entered.current === answerKey) return;
    entered.current = answerKey;
    enter();
  }, [answerKey]);

  const items = virtualizer.getVirtualItems();
  return {
    rows: items.map(({ index, start, size }, i) => ({
      index,
      space: start - (items[i - 1]?.end ?? top),
      height: size,
    })),
    start: virtualizer.range?.startIndex ?? 0,
    end: virtualizer.range === null ? 0 : virtualizer.range.endIndex + 1,
    height: virtualizer.getTotalSize(),
    measure: virtualizer.measureElement,
  };
}

function readRow(target: EventTarget | null): number | undefined {
  const row = target instanceof Element ? target.closest('[data-index]')?.getAttribute('data-index') : null;
  return typeof row === 'string' ? Number(row) : undefined;
}

/** The focus would be lost with its row. */
function withFocused(range: Range, focused: number | undefined): number[] {
  const rows = defaultRangeExtractor(range);
  if (focused === undefined || focused >= range.count || rows.includes(focused)) return rows;
  return [...rows, focused].sort((a, b) => a - b);
}
