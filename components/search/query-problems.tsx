import type { QueryProblem } from '@/lib/search/query';

export interface QueryProblemsProps {
  id: string;
  /** the text that the places of the problems are in */
  query: string;
  problems: readonly QueryProblem[];
}

/** The parts of a query that were not understood, where they stand; the rest of it was searched. */
export function QueryProblems({ id, query, problems }: QueryProblemsProps) {
  return (
    <output id={id} className="block text-sm">
      {problems.length > 0 && (
        <ul className="mt-1.5 space-y-1">
          {problems.map(({ start, end, message }) => (
            <li key={start} className="flex flex-wrap gap-x-2">
              <code className="font-mono wrap-anywhere">
                <span className="text-muted">{start > 0 && '…'}</span>
                <span className="underline decoration-caution decoration-wavy">
                  {query.slice(start, end)}
                </span>
                <span className="text-muted">{end < query.length && '…'}</span>
              </code>
              <span className="text-muted">{message}</span>
            </li>
          ))}
        </ul>
      )}
    </output>
  );
}
