'use client';
import { Progress as Base } from '@base-ui/react/progress';

export interface ProgressProps {
  /** what is in progress, for screen readers */
  label: string;
  value: number;
  max: number;
  /** how far, in words: "12 of 40 repositories" */
  words: string;
}

/** A bar that fills. With `max` 0 the end is not known yet, and it only moves. */
export function Progress({ label, value, max, words }: ProgressProps) {
  const known = max > 0;
  return (
    <Base.Root
      aria-label={label}
      value={known ? Math.min(value, max) : null}
      max={known ? max : 1}
      getAriaValueText={() => words}
    >
      <Base.Track className="h-1.5 overflow-hidden rounded-full bg-land">
        <Base.Indicator className="h-full rounded-full bg-water-ink transition-[width] duration-300 data-indeterminate:w-1/4 data-indeterminate:animate-pulse" />
      </Base.Track>
    </Base.Root>
  );
}
