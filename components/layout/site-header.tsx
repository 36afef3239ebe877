import Link from 'next/link';
import type { ReactNode } from 'react';
import { Mark } from '@/components/layout/mark';
import { NavLinks } from '@/components/layout/nav-links';
import type { Theme } from '@/components/layout/theme';
import { ThemeMenu } from '@/components/layout/theme-menu';

export interface SiteHeaderProps {
  theme: Theme;
  /** the button that opens the command palette */
  palette: ReactNode;
  /** who the reader is; null where nobody is known by name */
  account: ReactNode;
}

/** Name, main places, palette, login and colours; stays in sight. */
export function SiteHeader({ theme, palette, account }: SiteHeaderProps) {
  return (
    <header className="sticky top-0 z-30 bg-paper">
      <div className="mx-auto flex h-12 max-w-7xl items-center gap-1 px-4 sm:gap-5 sm:px-6">
        <Link href="/" className="flex shrink-0 items-center gap-2 text-lg font-semibold tracking-tight">
          <Mark className="size-6 text-guide" />
          <span className="max-[28rem]:sr-only">Chartroom</span>
        </Link>
        <NavLinks />
        <div className="noscript:hidden ml-auto flex shrink-0 items-center sm:gap-1">
          {palette}
          {account}
          <ThemeMenu initial={theme} />
        </div>
      </div>
      <div aria-hidden className="neatline" />
    </header>
  );
}
