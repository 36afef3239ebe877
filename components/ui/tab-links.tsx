import { clsx } from 'clsx';
import Link from 'next/link';

export interface TabLink {
  href: string;
  label: string;
  /** a number beside the label */
  count?: number;
  current: boolean;
}

export interface TabLinksProps {
  /** what the tabs are about, for screen readers */
  label: string;
  tabs: readonly TabLink[];
}

/** Tabs that are real links: each has an address and works without JavaScript. */
export function TabLinks({ label, tabs }: TabLinksProps) {
  return (
    <nav aria-label={label} className="overflow-x-auto border-b border-line [scrollbar-width:none]">
      <ul className="flex gap-1">
        {tabs.map((tab) => (
          <li key={tab.href} className="shrink-0">
            <Link
              href={tab.href}
              scroll={false}
              aria-current={tab.current ? 'page' : undefined}
              className={clsx(
                'flex min-h-9 items-center gap-1.5 border-b-2 px-2.5 text-sm font-medium outline-offset-[-2px] pointer-coarse:min-h-11',
                tab.current
                  ? 'border-guide text-ink'
                  : 'border-transparent text-muted hover:border-line-strong hover:text-ink',
              )}
            >
              {tab.label}
              {tab.count !== undefined && (
                <span className="rounded-full bg-land px-1.5 text-2xs text-muted tabular">{tab.count}</span>
              )}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
