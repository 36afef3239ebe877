'use client';
import '@/app/globals.css';

/** Stands in for the whole document when even the layout fails; so it leans on nothing but the style sheet. */
export default function GlobalError({ retry }: { error: unknown; retry: () => void }) {
  return (
    <html lang="en">
      <body>
        <title>Chartroom failed</title>
        <main className="mx-auto max-w-xl space-y-3 px-4 py-16">
          <h1 className="text-xl font-semibold">Chartroom could not show this page</h1>
          <p>
            Something failed while it was being prepared. Reload to try again; if it stays so, Chartroom’s log
            says why.
          </p>
          <p>
            <button type="button" onClick={() => retry()} className="link">
              Try again
            </button>
          </p>
        </main>
      </body>
    </html>
  );
}
