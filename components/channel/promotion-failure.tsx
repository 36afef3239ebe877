'use client';
import { useEffect, useRef } from 'react';
import { Notice } from '@/components/ui/notice';
import { ApiProblem, describeFailure } from '@/lib/queries/api-problem';

/** Why a promotion did not happen, and what to do next. */
export function PromotionFailure({ error, channel }: { error: unknown; channel: string }) {
  const { title, detail } = describeFailure(error);
  const box = useRef<HTMLDivElement>(null);
  // On a phone the dialog may be scrolled down to its button.
  useEffect(() => {
    // Braces: in newer browsers this gives a promise, which React would take for the clean-up.
    void box.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  const moved = error instanceof ApiProblem && error.code === 'channel_moved';
  return (
    <div ref={box}>
      <Notice tone="danger" title={moved ? `${channel} has moved` : title}>
        <p>{detail}</p>
        {moved && <p className="mt-1">Below is what differs now. Confirm again if you still want it.</p>}
      </Notice>
    </div>
  );
}
