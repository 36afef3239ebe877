'use client';
import { Dialog as Base } from '@base-ui/react/dialog';
import { clsx } from 'clsx';
import { X } from 'lucide-react';
import type { ReactElement, ReactNode, RefObject } from 'react';
import { buttonClass } from '@/components/ui/button';

export interface DialogProps {
  /** leave out, with `onOpenChange`, to let the trigger alone open and close it */
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  /** the button that opens it; must be made in a client component */
  trigger?: ReactElement;
  title: ReactNode;
  /** one sentence below the title */
  description?: ReactNode;
  /** buttons, the main one last */
  footer?: ReactNode;
  width?: 'md' | 'lg' | 'xl' | '2xl';
  /** what takes the focus when it opens, else the first control */
  initialFocus?: RefObject<HTMLElement | null>;
  children?: ReactNode;
}

const WIDTHS = { md: 'sm:max-w-lg', lg: 'sm:max-w-2xl', xl: 'sm:max-w-4xl', '2xl': 'sm:max-w-6xl' };

/** A modal dialog: traps the focus, closes on Escape, gives the focus back. A sheet from below on a phone. */
export function Dialog({ width = 'md', ...props }: DialogProps) {
  return (
    <Base.Root open={props.open} onOpenChange={(open) => props.onOpenChange?.(open)}>
      {props.trigger && <Base.Trigger render={props.trigger} />}
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-backdrop transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Base.Viewport className="fixed inset-0 z-50 flex items-end justify-center overflow-hidden sm:items-center sm:p-6">
          <Base.Popup
            initialFocus={props.initialFocus}
            className={clsx(
              'flex max-h-[92dvh] w-full flex-col rounded-t-lg border border-line bg-surface text-ink shadow-raised outline-none sm:max-h-full sm:rounded-lg',
              'transition duration-150 data-ending-style:translate-y-2 data-ending-style:opacity-0 data-starting-style:translate-y-2 data-starting-style:opacity-0',
              WIDTHS[width],
            )}
          >
            <header className="flex items-start gap-3 border-b border-line py-3 pr-2.5 pl-4">
              <div className="min-w-0 grow pt-0.5">
                <Base.Title className="text-lg font-semibold">{props.title}</Base.Title>
                {props.description && (
                  <Base.Description className="mt-0.5 text-sm text-muted">
                    {props.description}
                  </Base.Description>
                )}
              </div>
              <Base.Close aria-label="Close" className={buttonClass('ghost', 'icon')}>
                <X aria-hidden />
              </Base.Close>
            </header>
            <div className="min-h-0 grow overflow-y-auto overscroll-contain p-4">{props.children}</div>
            {props.footer && (
              <footer className="flex flex-wrap justify-end gap-2 border-t border-line px-4 py-3">
                {props.footer}
              </footer>
            )}
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  );
}

/** A button inside a dialog that closes it: `<DialogClose>Cancel</DialogClose>`. */
export function DialogClose({ children }: { children: ReactNode }) {
  return <Base.Close className={buttonClass('secondary')}>{children}</Base.Close>;
}
