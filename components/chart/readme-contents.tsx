import { clsx } from 'clsx';
import type { ReadmeHeading } from '@/components/chart/readme-tree';

const MAX_LISTED = 100;

/** The headings of a README as links, folded away; nothing where there are too few to need it. */
export function ReadmeContents({ headings }: { headings: readonly ReadmeHeading[] }) {
  const top = Math.min(...headings.map((heading) => heading.depth));
  // A single heading at the top is the title, which the page shows already.
  const base = headings.filter((heading) => heading.depth === top).length === 1 ? top + 1 : top;
  const listed = headings
    .filter((heading) => heading.depth >= base && heading.depth <= base + 1)
    .slice(0, MAX_LISTED);
  if (listed.length < 3) return null;
  return (
    <details className="mb-5 rounded border border-line bg-surface text-sm">
      <summary className="px-3 py-1.5 font-medium">Contents</summary>
      <nav aria-label="README contents" className="border-t border-line px-3 py-2 sm:columns-2 sm:gap-6">
        <ul>
          {listed.map(({ id, depth, text }) => (
            <li key={id} className={clsx('break-inside-avoid', depth > base && 'pl-4')}>
              <a
                href={`#${id}`}
                title={text}
                className="block truncate py-0.5 hover:text-guide hover:underline"
              >
                {text}
              </a>
            </li>
          ))}
        </ul>
      </nav>
    </details>
  );
}
