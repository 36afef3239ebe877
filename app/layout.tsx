import type { Metadata, Viewport } from 'next';
import { cookies } from 'next/headers';
import type { ReactNode } from 'react';
import { Providers } from '@/app/providers';
import { SitePalette } from '@/app/site-palette';
import { SiteHeader } from '@/components/layout/site-header';
import { PAPER, parseTheme, THEME_COOKIE } from '@/components/layout/theme';
import { AccountButton } from '@/components/session/account-button';
import { hasSessions } from '@/lib/services/sessions';
import '@/app/globals.css';

export const metadata: Metadata = {
  title: { default: 'Chartroom', template: '%s · Chartroom' },
  description: 'Browse, search and promote Helm charts across OCI registries.',
  robots: { index: false, follow: false },
  referrer: 'same-origin',
};

async function readTheme() {
  return parseTheme((await cookies()).get(THEME_COOKIE)?.value);
}

export async function generateViewport(): Promise<Viewport> {
  const theme = await readTheme();
  if (theme !== 'system') return { themeColor: PAPER[theme], colorScheme: theme };
  return {
    colorScheme: 'light dark',
    themeColor: [
      { media: '(prefers-color-scheme: light)', color: PAPER.light },
      { media: '(prefers-color-scheme: dark)', color: PAPER.dark },
    ],
  };
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = await readTheme();
  const named = await hasSessions();
  return (
    <html lang="en" data-theme={theme === 'system' ? undefined : theme}>
      <body>
        <link
          rel="search"
          type="application/opensearchdescription+xml"
          title="Chartroom"
          href="/opensearch.xml"
        />
        <a
          href="#main"
          className="fixed top-2 left-2 z-50 -translate-y-24 rounded bg-surface px-3 py-2 text-sm font-medium text-guide shadow-raised focus:translate-y-0"
        >
          Skip to content
        </a>
        <Providers>
          <div className="isolate flex min-h-dvh flex-col">
            <SiteHeader theme={theme} palette={<SitePalette />} account={named && <AccountButton />} />
            <main
              id="main"
              tabIndex={-1}
              className="mx-auto w-full max-w-7xl grow px-4 py-5 outline-none sm:px-6"
            >
              {children}
            </main>
            <footer className="mx-auto w-full max-w-7xl px-4 pt-8 pb-4 text-xs text-muted sm:px-6">
              The registry is the source of truth. Versions never move; channels do.
            </footer>
          </div>
        </Providers>
      </body>
    </html>
  );
}
