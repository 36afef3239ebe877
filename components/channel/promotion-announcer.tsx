'use client';
import { X } from 'lucide-react';
import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';

/** How a promotion ended, in a sentence. */
export interface Announcement {
  tone: 'good' | 'caution';
  text: string;
}

const SHOWN = 12_000; // ms

const AnnouncerContext = createContext<(announcement: Announcement) => void>(() => undefined);

/** Says how a promotion ended, also aloud, after its dialog is gone. Put around everything that promotes. */
export function PromotionAnnouncer({ children }: { children: ReactNode }) {
  const [announcement, setAnnouncement] = useState<Announcement | null>(null);
  const announce = useCallback((next: Announcement) => setAnnouncement(next), []);
  const close = useMemo(() => () => setAnnouncement(null), []);

  useEffect(() => {
    if (announcement === null || announcement.tone !== 'good') return;
    const timer = setTimeout(close, SHOWN);
    return () => clearTimeout(timer);
  }, [announcement, close]);

  return (
    <AnnouncerContext value={announce}>
      {children}
      <div
        className="pointer-events-none fixed inset-x-4 bottom-4 z-40 flex justify-center"
        aria-live="polite"
      >
        {announcement && (
          <div className="pointer-events-auto relative max-w-xl shadow-raised">
            <Notice tone={announcement.tone} title={announcement.text} className="pr-11" />
            <Button
              variant="ghost"
              size="icon"
              aria-label="Dismiss"
              onClick={close}
              className="absolute top-1.5 right-1.5"
            >
              <X aria-hidden />
            </Button>
          </div>
        )}
      </div>
    </AnnouncerContext>
  );
}

/** Says how a promotion ended. */
export function useAnnounce(): (announcement: Announcement) => void {
  return useContext(AnnouncerContext);
}
