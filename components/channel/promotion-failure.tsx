'use client';
import { useEffect, useRef } from 'react';
import { Notice } from '@/components/ui/notice';
import { ApiProblem, describeFailure } from '@/lib/queries/api-problem';

export interface PromotionFailureProps {
  error: unknown;
  channel: string;
  /** the registry where a person is signed in, else null */
  loginAt: string | null;
}

/** Why a promotion did not happen, and what to do next. */
export function PromotionFailure({ error, channel, loginAt }: PromotionFailureProps) {
  const { title, detail } = describeFailure(error);
  const box = useRef<HTMLDivElement>(null);
  // On a phone the dialog may be scrolled down to its button.
  useEffect(() => {
    // Braces: in newer browsers this gives a promise, which React would take for the clean-up.
    void box.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  const code = error instanceof ApiProblem ? error.code : null;
  const moved = code === 'channel_moved';
  const refused = code === 'unauthenticated' && loginAt !== null;
  return (
    <div ref={box}>
      <Notice
        tone="danger"
        title={moved ? `${channel} has moved` : refused ? `${loginAt} refused this login` : title}
      >
        {refused && <p>Nothing was moved.</p>}
        <p>{detail}</p>
        {moved && <p className="mt-1">Below is what differs now. Confirm again if you still want it.</p>}
      </Notice>
    </div>
  );
}
