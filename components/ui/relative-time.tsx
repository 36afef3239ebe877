'use client';
import { useSyncExternalStore } from 'react';
import { exactTime, relativeWords } from '@/components/ui/duration-words';

const TICK = 30_000; // ms; the smallest unit shown is a minute

// One clock for every time on the page.
const listeners = new Set<() => void>();
let clock = 0;
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    clock = Date.now();
    for (const each of listeners) each();
  }, TICK);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
    clock = 0;
  };
}

function readClock(): number {
  if (clock === 0) clock = Date.now();
  return clock;
}

export interface RelativeTimeProps {
  /** RFC 3339 */
  at: string;
  /** the server's clock when it rendered, in epoch milliseconds, so that server and browser agree at first */
  now: number;
  className?: string;
}

/** "3 hours ago", exact on hover, kept up to date. Text that is no time is shown as it is. */
export function RelativeTime({ at, now, className }: RelativeTimeProps) {
  const current = useSyncExternalStore(subscribe, readClock, () => now);
  const time = Date.parse(at);
  if (Number.isNaN(time)) return <span className={className}>{at}</span>;
  return (
    <time dateTime={at} title={exactTime(time)} className={className}>
      {relativeWords(time, Math.max(current, now))}
    </time>
  );
}
