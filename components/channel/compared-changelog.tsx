import { Badge, type Tone } from '@/components/ui/badge';
import type { Comparison } from '@/lib/api/schema/comparison';

const TONES: Readonly<Record<string, Tone>> = {
  security: 'danger',
  removed: 'danger',
  deprecated: 'caution',
  added: 'good',
  fixed: 'water',
};

/** What authors say of the versions between two releases, newest first. */
export function ComparedChangelog({ between, moreBetween }: Pick<Comparison, 'between' | 'moreBetween'>) {
  return (
    <>
      <ol className="space-y-2 text-sm">
        {between.map(({ version, created, changes }) => (
          <li key={version}>
            <p>
              <strong className="font-mono font-medium tabular">{version}</strong>
              {created !== null && <span className="ml-2 text-xs text-muted">{created.slice(0, 10)}</span>}
              {changes === null && <span className="ml-2 text-xs text-muted">not read yet</span>}
              {changes?.length === 0 && <span className="ml-2 text-xs text-muted">lists no changes</span>}
            </p>
            {changes !== null && changes.length > 0 && (
              <ul className="mt-0.5 space-y-0.5">
                {changes.map(({ kind, description }, index) => (
                  // An author may write the same line twice; lines never move.
                  <li key={`${index} ${description}`} className="flex items-baseline gap-2">
                    {kind !== null && (
                      <Badge tone={TONES[kind] ?? 'neutral'} className="w-21 shrink-0 justify-center">
                        {kind}
                      </Badge>
                    )}
                    <span className="min-w-0 wrap-anywhere">{description}</span>
                  </li>
                ))}
              </ul>
            )}
          </li>
        ))}
      </ol>
      {moreBetween > 0 && (
        <p className="mt-2 text-xs text-muted">
          And {moreBetween} older versions, whose changes are not listed.
        </p>
      )}
    </>
  );
}
