'use client';
import { clsx } from 'clsx';
import { ChevronRight } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useHydrated } from '@/components/ui/use-hydrated';

export interface DisclosureProps {
  title: ReactNode;
  /** a word or number beside the title */
  note?: ReactNode;
  /** whether it is open at first */
  open?: boolean;
  className?: string;
  children: ReactNode;
}

/**
 * Content under a title that opens and closes; the browser's own, so that it works without JavaScript. What the server
 * rendered is there to be searched while closed; what is made in the browser is made when it is first opened.
 */
export function Disclosure({ title, note, open = false, className, children }: DisclosureProps) {
  const [isMade, setMade] = useState(!useHydrated() || open);
  return (
    <details
      open={open}
      onToggle={(event) => {
        if (event.currentTarget.open) setMade(true);
      }}
      className={clsx('[&[open]>summary>svg]:rotate-90', className)}
    >
      <summary className="flex min-h-8 list-none items-center gap-1.5 rounded text-sm pointer-coarse:min-h-11 [&::-webkit-details-marker]:hidden">
        <ChevronRight aria-hidden className="size-4 shrink-0 text-muted transition-transform" />
        <span className="min-w-0 font-medium wrap-anywhere">{title}</span>
        {note !== undefined && <span className="ml-auto shrink-0 pl-2 text-xs text-muted">{note}</span>}
      </summary>
      <div className="pt-1 pb-2 pl-5.5">{isMade && children}</div>
    </details>
  );
}
