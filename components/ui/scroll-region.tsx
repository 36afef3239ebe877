'use client';
import { useEffect, useRef, useState } from 'react';
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
  const [scrolls, setScrolls] = useState(false);

  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => {
      setScrolls(element.scrollWidth > element.clientWidth || element.scrollHeight > element.clientHeight);
    });
    observer.observe(element);
    for (const child of element.children) observer.observe(child);
    return () => observer.disconnect();
  }, []);

  return (
    <section ref={box} aria-label={label} tabIndex={scrolls ? 0 : undefined} className={className}>
      {children}
    </section>
  );
}
