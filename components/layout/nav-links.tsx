'use client';
import { clsx } from 'clsx';
import Link from 'next/link';
import { usePathname } from 'next/navigation';

const PLACES = [
  { href: '/', words: 'Charts', holds: (path: string) => path === '/' || path.startsWith('/charts/') },
  { href: '/channels', words: 'Channels', holds: (path: string) => path.startsWith('/channels') },
  { href: '/transfers', words: 'Transfers', holds: (path: string) => path.startsWith('/transfers') },
  { href: '/registries', words: 'Registries', holds: (path: string) => path.startsWith('/registries') },
] as const;

/** A document, not a page: so a plain link. */
const API_DOCUMENT = '/api/v1/openapi.json';

const LOOK =
  'flex h-full shrink-0 items-center border-b-2 px-2 text-sm font-medium outline-offset-[-2px] sm:px-2.5';

/** The main places, the present one marked. */
export function NavLinks() {
  const path = usePathname();
  return (
    <nav aria-label="Main" className="flex h-full min-w-0 overflow-x-auto [scrollbar-width:none]">
      {PLACES.map(({ href, words, holds }) => (
        <Link
          key={href}
          href={href}
          aria-current={path === href ? 'page' : holds(path) ? 'true' : undefined}
          className={clsx(
            LOOK,
            holds(path) ? 'border-guide text-ink' : 'border-transparent text-muted hover:text-ink',
          )}
        >
          {words}
        </Link>
      ))}
      <a href={API_DOCUMENT} className={clsx(LOOK, 'border-transparent text-muted hover:text-ink')}>
        API
      </a>
    </nav>
  );
}
