'use client';
import { Search } from 'lucide-react';
import { useRouter } from 'next/navigation';
import {
  useEffect,
  useEffectEvent,
  useLayoutEffect,
  useRef,
  useState,
  type ClipboardEvent,
  type FormEvent,
  type KeyboardEvent,
  type RefObject,
  type SyntheticEvent,
} from 'react';
import { readPastedReference } from '@/components/search/pasted-reference';
import { QueryCompletions } from '@/components/search/query-completions';
import { QueryProblems } from '@/components/search/query-problems';
import { Button } from '@/components/ui/button';
import { Input } from '@/components/ui/input';
import { Kbd } from '@/components/ui/kbd';
import type { RegistryState } from '@/lib/api/schema/registry';
import { MAX_QUERY_LENGTH, type QueryProblem } from '@/lib/search/query';
import { completeQuery, type Completion, type QueryVocabulary } from '@/lib/search/query-completion';

export interface SearchBoxProps {
  /** id of the form, for the filters outside of it */
  form: string;
  box: RefObject<HTMLInputElement | null>;
  text: string;
  registries: readonly RegistryState[];
  /** the query that was searched, and what in it was not understood */
  answered: { query: string; problems: readonly QueryProblem[] };
  /** values that may follow an operator */
  vocabulary: QueryVocabulary;
  onType(text: string): void;
  /** what was typed is complete */
  onSettle(): void;
}

const PROBLEMS = 'search-problems';

/** The query, or a reference to go to: at once when pasted, with Enter when typed. */
export function SearchBox({
  form,
  box,
  text,
  registries,
  answered,
  vocabulary,
  onType,
  onSettle,
}: SearchBoxProps) {
  const router = useRouter();
  /** where the caret is; null while the box has not the focus */
  const [caret, setCaret] = useState<number | null>(null);
  const taken = useRef<number | null>(null);

  const adoptTyped = useEffectEvent(() => {
    const typed = box.current?.value ?? '';
    if (typed !== text) onType(typed);
  });
  // Somebody may have typed before the page came alive.
  useEffect(() => adoptTyped(), []);

  // Once the box has the text of a completion, the caret goes where that continues.
  useLayoutEffect(() => {
    if (taken.current === null) return;
    box.current?.setSelectionRange(taken.current, taken.current);
    taken.current = null;
  });

  // With nothing typed, every operator could follow: the help below tells about those.
  const completions = caret === null || text.trim() === '' ? [] : completeQuery(text, caret, vocabulary);
  const problems = answered.problems.filter(({ end }) => caret === null || end < answered.query.length);

  function take({ text: completed, caret: after }: Completion): void {
    taken.current = after;
    setCaret(after);
    onType(completed);
  }

  function go(typed: string): boolean {
    const pasted = readPastedReference(typed, registries);
    if (pasted?.kind !== 'chart') return false;
    onSettle();
    router.push(pasted.path);
    return true;
  }

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (!go(text)) onSettle();
  }

  function paste(event: ClipboardEvent<HTMLInputElement>): void {
    const { value, selectionStart, selectionEnd } = event.currentTarget;
    const kept = value.slice(0, selectionStart ?? 0) + value.slice(selectionEnd ?? value.length);
    if (kept.trim() === '' && go(event.clipboardData.getData('text'))) event.preventDefault();
  }

  function press(event: KeyboardEvent<HTMLInputElement>): void {
    if (event.nativeEvent.isComposing) return;
    const [first] = completions;
    // Only where an operator's value is being typed: elsewhere Tab leads on, as everywhere.
    const inValue = /:\S*$/.test(text.slice(0, caret ?? 0));
    if (event.key === 'Tab' && !event.shiftKey && inValue && first !== undefined && first.text !== text) {
      event.preventDefault();
      take(first);
    } else if (event.key === 'Escape') {
      event.preventDefault();
      if (text === '') event.currentTarget.blur();
      else onType('');
    }
  }

  const noteCaret = ({ currentTarget }: SyntheticEvent<HTMLInputElement>): void =>
    setCaret(currentTarget.selectionStart);

  return (
    <search>
      <form id={form} action="/" method="get" onSubmit={submit} className="flex gap-2">
        <div className="relative grow">
          <Search
            aria-hidden
            className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-muted"
          />
          <Input
            ref={box}
            type="search"
            name="query"
            aria-label="Search charts"
            aria-keyshortcuts="/"
            aria-describedby={PROBLEMS}
            placeholder="Search charts, images, versions, or paste oci://…"
            autoComplete="off"
            autoCapitalize="none"
            autoCorrect="off"
            spellCheck={false}
            enterKeyHint="search"
            maxLength={MAX_QUERY_LENGTH}
            value={text}
            onChange={(event) => {
              noteCaret(event);
              onType(event.currentTarget.value);
            }}
            onSelect={noteCaret}
            onBlur={() => setCaret(null)}
            onPaste={paste}
            onKeyDown={press}
            className="min-h-10 pr-3 pl-9 text-base"
          />
          <span
            aria-hidden
            className="pointer-events-none absolute top-1/2 right-3 -translate-y-1/2 pointer-coarse:hidden"
          >
            {text === '' && <Kbd>/</Kbd>}
          </span>
        </div>
        <noscript>
          <Button type="submit" variant="primary" className="min-h-10">
            Search
          </Button>
        </noscript>
      </form>
      {completions.length > 0 && <QueryCompletions completions={completions} onTake={take} />}
      <QueryProblems id={PROBLEMS} query={answered.query} problems={problems} />
    </search>
  );
}
