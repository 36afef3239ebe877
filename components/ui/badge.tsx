import { clsx } from 'clsx';
import type { ReactNode } from 'react';

export type Tone = 'neutral' | 'water' | 'guide' | 'good' | 'caution' | 'danger';

const TONES: Record<Tone, string> = {
  neutral: 'bg-land text-muted',
  water: 'bg-water text-water-ink',
  guide: 'bg-guide-soft text-guide',
  good: 'bg-good-soft text-good',
  caution: 'bg-caution-soft text-caution',
  danger: 'bg-danger-soft text-danger',
};

export interface BadgeProps {
  tone?: Tone;
  /** a longer explanation, shown on hover */
  title?: string;
  className?: string;
  /** words, with a lucide icon before them where the tone alone carries meaning */
  children: ReactNode;
}

/** A word or two about the state of something. */
export function Badge({ tone = 'neutral', title, className, children }: BadgeProps) {
  return (
    <span
      title={title}
      className={clsx(
        'inline-flex items-center gap-1 rounded-sm px-1.5 py-px align-middle text-xs font-medium whitespace-nowrap',
        '[&_svg]:size-3.5 [&_svg]:shrink-0',
        TONES[tone],
        className,
      )}
    >
      {children}
    </span>
  );
}
