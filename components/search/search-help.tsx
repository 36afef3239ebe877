import { opensElsewhere } from '@/components/ui/opens-elsewhere';
import { QUERY_OPERATORS } from '@/lib/search/query-completion';
import { SHORT_NAMES } from '@/lib/search/short-names';
import { EVERYTHING, searchPath } from '@/lib/search/search-request';

export interface SearchHelpProps {
  /** an example was chosen */
  onTry(query: string): void;
}

/** What a query can be made of. Opens without JavaScript, and its examples are links. */
export function SearchHelp({ onTry }: SearchHelpProps) {
  return (
    <details className="text-sm">
      <summary className="inline-block cursor-pointer rounded py-1 text-muted hover:text-ink">
        What you can ask for
      </summary>
      <div className="mt-1 rounded border border-line bg-surface p-3">
        <p>
          Words are found in any order, begun, glued, split or mistyped. All of these must hold; a comma
          inside a value means “or”.
        </p>
        <dl className="mt-2 grid gap-x-6 gap-y-1 sm:grid-cols-2">
          {QUERY_OPERATORS.map(({ operator, hint, example }) => (
            <div key={operator} className="flex flex-wrap items-baseline gap-x-2">
              <dt>
                <a
                  href={searchPath({ ...EVERYTHING, query: example })}
                  className="link font-mono"
                  onClick={(event) => {
                    if (opensElsewhere(event)) return;
                    event.preventDefault();
                    onTry(example);
                  }}
                >
                  {example}
                </a>
              </dt>
              <dd className="text-muted">{hint}</dd>
            </div>
          ))}
        </dl>
        <p className="mt-2 text-muted">
          Short names are understood:{' '}
          {Object.entries(SHORT_NAMES)
            .map(([short, [long]]) => `${short} ${long ?? ''}`)
            .join(', ')}
          .
        </p>
      </div>
    </details>
  );
}
