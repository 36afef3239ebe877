'use client';
import { applyTheme } from '@/components/layout/use-theme';
import { CommandPalette } from '@/components/search/command-palette';

/** The command palette of every page. */
export function SitePalette() {
  return <CommandPalette onTheme={applyTheme} />;
}
