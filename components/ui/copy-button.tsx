'use client';
import { clsx } from 'clsx';
import { Check, Copy, TriangleAlert } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { buttonClass } from '@/components/ui/button';
import { writeClipboard } from '@/components/ui/write-clipboard';

export interface CopyButtonProps {
  /** what goes to the clipboard */
  text: string;
  /** what it is, for screen readers and the tooltip: "Copy digest" */
  label: string;
  className?: string;
}

type Outcome = 'copied' | 'refused';

const SAID: Record<Outcome, string> = {
  copied: 'Copied',
  refused: 'The browser refused to copy. Select the text and press Ctrl+C.',
};

/** Copies `text` and says so, aloud too; works over plain http. */
export function CopyButton({ text, label, className }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const button = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    if (outcome === null) return;
    const timer = setTimeout(() => setOutcome(null), 2500);
    return () => clearTimeout(timer);
  }, [outcome]);

  const copy = () => {
    const host = button.current?.parentElement;
    if (!host) return;
    writeClipboard(text, host).then(
      () => setOutcome('copied'),
      () => setOutcome('refused'),
    );
  };

  return (
    <>
      <button
        ref={button}
        type="button"
        onClick={copy}
        aria-label={label}
        title={outcome === null ? label : SAID[outcome]}
        className={clsx(
          buttonClass('ghost', 'icon'),
          'noscript:hidden',
          outcome === 'copied' && 'text-good',
          outcome === 'refused' && 'text-danger',
          className,
        )}
      >
        {outcome === null && <Copy aria-hidden />}
        {outcome === 'copied' && <Check aria-hidden />}
        {outcome === 'refused' && <TriangleAlert aria-hidden />}
      </button>
      <output className="sr-only">{outcome && SAID[outcome]}</output>
    </>
  );
}
