import { ChangeBadge } from '@/components/channel/change-badge';
import { DiffHunks } from '@/components/channel/diff-hunks';
import { Disclosure } from '@/components/ui/disclosure';
import { VisuallyHidden } from '@/components/ui/visually-hidden';
import type { ComparedFile } from '@/lib/api/schema/comparison';

/** Lines that differ, up to which files are open at first. */
const SHORT = 60;

/** Files that come, go and change, each with what differs in it. */
export function ComparedFiles({ files }: { files: readonly ComparedFile[] }) {
  const total = files.reduce(
    (sum, { hunks }) => sum + hunks.reduce((lines, h) => lines + h.lines.length, 0),
    0,
  );
  return (
    <ul>
      {files.map((file) => (
        <li key={file.path}>
          {file.hunks.length === 0 ? (
            <p className="flex min-h-8 flex-wrap items-center gap-x-2 pl-5.5 text-sm">
              <ChangeBadge change={file.change} />{' '}
              <span className="font-mono text-xs wrap-anywhere">{file.path}</span>
              <span className="text-xs text-muted">{file.note}</span>
            </p>
          ) : (
            <Disclosure
              open={total <= SHORT}
              title={
                <span className="flex flex-wrap items-center gap-x-2">
                  <ChangeBadge change={file.change} />{' '}
                  <span className="font-mono text-xs wrap-anywhere">{file.path}</span>
                </span>
              }
              note={file.lines && <LineCounts {...file.lines} />}
            >
              <DiffHunks hunks={file.hunks} />
              {file.note !== null && <p className="mt-1 text-xs text-muted">{file.note}</p>}
            </Disclosure>
          )}
        </li>
      ))}
    </ul>
  );
}

function LineCounts({ added, removed }: { added: number; removed: number }) {
  return (
    <span className="font-mono tabular">
      <span className="text-good">
        <VisuallyHidden>added </VisuallyHidden>+{added}
      </span>{' '}
      <span className="text-danger">
        <VisuallyHidden>removed </VisuallyHidden>−{removed}
      </span>
    </span>
  );
}
