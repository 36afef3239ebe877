import { Fragment } from 'react';
import { diffRuns, splitHunks } from '@/components/channel/diff-runs';
import { VisuallyHidden } from '@/components/ui/visually-hidden';
import type { ComparedFile } from '@/lib/api/schema/comparison';

const SHOWN_AT_FIRST = 120; // lines of a file

/** What differs in a text: added and removed lines marked by sign and colour, with the lines around them. */
export function DiffHunks({ hunks }: Pick<ComparedFile, 'hunks'>) {
  const { first, rest } = splitHunks(hunks, SHOWN_AT_FIRST);
  const more = rest.reduce((sum, { lines }) => sum + lines.length, 0);
  return (
    <div className="overflow-hidden rounded border border-line bg-surface">
      <Hunks hunks={first} />
      {more > 0 && (
        <details className="border-t border-line">
          <summary className="min-h-7 px-2 py-1 text-xs text-guide pointer-coarse:min-h-11">
            Show {more} more lines
          </summary>
          <Hunks hunks={rest} />
        </details>
      )}
    </div>
  );
}

function Hunks({ hunks }: Pick<ComparedFile, 'hunks'>) {
  return hunks.map(({ fromLine, toLine, lines }) => (
    <Fragment key={`${fromLine} ${toLine}`}>
      <p className="bg-land px-2 py-0.5 text-2xs text-muted tabular">
        {fromLine === toLine ? `From line ${toLine}` : `From line ${toLine}, before it was line ${fromLine}`}
      </p>
      <pre className="font-mono text-xs whitespace-pre-wrap wrap-anywhere">
        {diffRuns(lines).map(({ kind, start, text }) => {
          switch (kind) {
            case 'added':
              return (
                <ins key={start} className="block bg-good-soft px-2 text-ink no-underline">
                  <VisuallyHidden>Added: </VisuallyHidden>
                  {text}
                </ins>
              );
            case 'removed':
              return (
                <del key={start} className="block bg-danger-soft px-2 text-ink no-underline">
                  <VisuallyHidden>Removed: </VisuallyHidden>
                  {text}
                </del>
              );
            case 'same':
              return (
                <span key={start} className="block px-2 text-muted">
                  {text}
                </span>
              );
          }
        })}
      </pre>
    </Fragment>
  ));
}
