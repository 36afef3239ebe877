'use client';
import { useEffect, useState } from 'react';

/** Whether the palette is open. Ctrl-K and ⌘-K open and close it anywhere, except over another dialog. */
export function usePaletteOpening(): [open: boolean, setOpen: (open: boolean) => void] {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    function press(event: KeyboardEvent): void {
      const ours = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
      if (!ours || event.key.toLowerCase() !== 'k' || event.isComposing || event.repeat) return;
      if (!open && document.querySelector('[role="dialog"], [role="alertdialog"]') !== null) return;
      event.preventDefault();
      setOpen(!open);
    }
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [open]);
  return [open, setOpen];
}
