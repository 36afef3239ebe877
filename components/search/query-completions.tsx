import type { Completion } from '@/lib/search/query-completion';

export interface QueryCompletionsProps {
  completions: readonly Completion[];
  onTake(completion: Completion): void;
}

/** What may be written next. Of an operator's values, the Tab key takes the first one. */
export function QueryCompletions({ completions, onTake }: QueryCompletionsProps) {
  return (
    <ul aria-label="What may follow" className="mt-1.5 flex flex-wrap gap-1.5">
      {completions.map((completion) => (
        <li key={completion.label}>
          <button
            type="button"
            title={completion.hint}
            // The box keeps the focus: whoever types goes on typing.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onTake(completion)}
            className="rounded border border-line bg-surface px-2 py-0.5 font-mono text-sm hover:border-guide hover:text-guide pointer-coarse:min-h-10"
          >
            {completion.label}
          </button>
        </li>
      ))}
    </ul>
  );
}
