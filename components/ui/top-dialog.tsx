'use client';
import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { ReactElement, ReactNode, RefObject } from 'react';
import { buttonClass } from '@/components/ui/button';

export interface TopDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** the button that opens it; must be made in a client component */
  trigger: ReactElement;
  /** what it is called; not shown */
  label: string;
  /** what takes the focus when it opens */
  initialFocus: RefObject<HTMLElement | null>;
  /** what had the focus before; the trigger gets it where that is gone */
  finalFocus: RefObject<HTMLElement | null>;
  /** a `TopDialogField` and a `TopDialogBody` */
  children: ReactNode;
}

/** A modal dialog at the top of the window, as wide as that on a phone; closes on Escape and gives the focus back. */
export function TopDialog(props: TopDialogProps) {
  return (
    <Base.Root open={props.open} onOpenChange={(open) => props.onOpenChange(open)}>
      <Base.Trigger render={props.trigger} />
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-backdrop transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Base.Viewport className="fixed inset-0 z-50 flex items-start justify-center overflow-hidden sm:p-6 sm:pt-[12vh]">
          <Base.Popup
            initialFocus={props.initialFocus}
            finalFocus={() => (props.finalFocus.current?.isConnected ? props.finalFocus.current : true)}
            className="flex max-h-[92dvh] w-full flex-col rounded-b-lg border border-line bg-surface text-ink shadow-raised outline-none sm:max-h-[70vh] sm:max-w-2xl sm:rounded-lg"
          >
            <Base.Title className="sr-only">{props.label}</Base.Title>
            {props.children}
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  );
}

/** The field at the top, with the button that closes beside it. */
export function TopDialogField({ children }: { children: ReactNode }) {
  return (
    <div className="flex items-center gap-2 border-b border-line p-2">
      <div className="min-w-0 grow">{children}</div>
      <Base.Close aria-label="Close" className={buttonClass('ghost', 'icon')}>
        <X aria-hidden />
      </Base.Close>
    </div>
  );
}

/** What the field is for; it scrolls. */
export function TopDialogBody({ children }: { children: ReactNode }) {
  return <div className="min-h-0 grow overflow-y-auto overscroll-contain">{children}</div>;
}
