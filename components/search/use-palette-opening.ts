'use client';
import { useEffect, useRef, useState, type RefObject } from 'react';

export interface PaletteOpening {
  open: boolean;
  setOpen(open: boolean): void;
  /** what had the focus when it was opened by key; null where that was nothing, or it was opened otherwise */
  before: RefObject<HTMLElement | null>;
}

/** Whether the palette is open. Ctrl-K and ⌘-K open and close it anywhere, except over another dialog. */
export function usePaletteOpening(): PaletteOpening {
  const [open, setOpen] = useState(false);
  const before = useRef<HTMLElement>(null);
  useEffect(() => {
    function press(event: KeyboardEvent): void {
      const ours = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
      if (!ours || event.key.toLowerCase() !== 'k' || event.isComposing || event.repeat) return;
      if (!open && document.querySelector('[role="dialog"], [role="alertdialog"]') !== null) return;
      event.preventDefault();
      if (!open) before.current = findFocused();
      setOpen(!open);
    }
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [open]);
  function change(next: boolean): void {
    if (next) before.current = null;
    setOpen(next);
  }
  return { open, setOpen: change, before };
}

function findFocused(): HTMLElement | null {
  const { activeElement, body } = document;
  return activeElement instanceof HTMLElement && activeElement !== body ? activeElement : null;
}
