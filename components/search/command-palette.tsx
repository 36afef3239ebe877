'use client';
import { usePathname } from 'next/navigation';
import { useEffect, useRef } from 'react';
import { Palette, type PaletteProps } from '@/components/search/palette';
import { PaletteTrigger } from '@/components/search/palette-trigger';
import { keepRecentChart, openStorage, readChartPath } from '@/components/search/recent-charts';
import { usePaletteOpening } from '@/components/search/use-palette-opening';
import { TopDialog } from '@/components/ui/top-dialog';

/** Goes anywhere from anywhere: a button, and the dialog that it or Ctrl-K opens. Nothing is loaded before that. */
export function CommandPalette({ onTheme }: Pick<PaletteProps, 'onTheme'>) {
  const { open, setOpen, before } = usePaletteOpening();
  const field = useRef<HTMLInputElement>(null);
  const path = usePathname();

  useEffect(() => {
    const address = readChartPath(path);
    if (address !== undefined) keepRecentChart(openStorage(), address);
  }, [path]);

  return (
    <TopDialog
      open={open}
      onOpenChange={setOpen}
      trigger={<PaletteTrigger />}
      label="Go to…"
      initialFocus={field}
      finalFocus={before}
    >
      <Palette field={field} onTheme={onTheme} onClose={() => setOpen(false)} />
    </TopDialog>
  );
}
