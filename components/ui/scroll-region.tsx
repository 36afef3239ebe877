'use client';
import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';

export interface ScrollRegionProps {
  /** what scrolls, for screen readers */
  label: string;
  className?: string;
  children: ReactNode;
}

/** A box that scrolls when its content does not fit, and is a stop for the keyboard only then. */
export function ScrollRegion({ label, className, children }: ScrollRegionProps) {
  const box = useRef<HTMLElement>(null);

  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => {
      // axe scrollable-region-focusable: a box that scrolls must be reachable by keyboard. React leaves this attribute alone.
      const scrolls =
        element.scrollWidth > element.clientWidth || element.scrollHeight > element.clientHeight;
      if (scrolls) element.tabIndex = 0;
      else element.removeAttribute('tabindex');
    });
    observer.observe(element);
    for (const child of element.children) observer.observe(child);
    return () => observer.disconnect();
  }, []);

  return (
    <section ref={box} aria-label={label} className={className}>
      {children}
    </section>
  );
}
