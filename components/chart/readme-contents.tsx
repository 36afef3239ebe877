import { clsx } from 'clsx';
import type { ReadmeHeading } from '@/components/chart/readme-tree';

const MAX_LISTED = 60;

/** The headings of a README as links; nothing where there are too few to need it. */
export function ReadmeContents({ headings }: { headings: readonly ReadmeHeading[] }) {
  const top = Math.min(...headings.map((heading) => heading.depth));
  // A single heading at the top is the title, which the page shows already.
  const title = headings.filter((heading) => heading.depth === top).length === 1 ? 1 : 0;
  const listed = headings
    .filter((heading) => heading.depth >= top + title && heading.depth <= top + title + 1)
    .slice(0, MAX_LISTED);
  if (listed.length < 3) return null;
  return (
    <nav
      aria-label="README contents"
      className="hidden w-56 shrink-0 text-sm xl:sticky xl:top-16 xl:block xl:max-h-[calc(100dvh-5rem)] xl:overflow-y-auto"
    >
      <p className="eyebrow mb-1.5">Contents</p>
      <ul className="space-y-1">
        {listed.map(({ id, depth, text }) => (
          <li key={id} className={clsx(depth > top + title && 'pl-3')}>
            <a
              href={`#${id}`}
              className="block truncate text-muted hover:text-ink hover:underline"
              title={text}
            >
              {text}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
