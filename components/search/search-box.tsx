'use client';
import { Search } from 'lucide-react';
import { useRouter } from 'next/navigation';
import {
  useEffect,
  useEffectEvent,
  type ClipboardEvent,
  type FormEvent,
  type KeyboardEvent,
  type RefObject,
} from 'react';
import { readPastedReference } from '@/components/search/pasted-reference';
import { Button } from '@/components/ui/button';
import { Input } from '@/components/ui/input';
import { Kbd } from '@/components/ui/kbd';
import type { RegistryState } from '@/lib/api/schema';

export interface SearchBoxProps {
  /** id of the form, for the filters outside of it */
  form: string;
  box: RefObject<HTMLInputElement | null>;
  text: string;
  registries: readonly RegistryState[];
  onType(text: string): void;
  /** what was typed is complete */
  onSettle(): void;
}

/** The words to search for, or a reference to go to: at once when pasted, with Enter when typed. */
export function SearchBox({ form, box, text, registries, onType, onSettle }: SearchBoxProps) {
  const router = useRouter();

  const adoptTyped = useEffectEvent(() => {
    const typed = box.current?.value ?? '';
    if (typed !== text) onType(typed);
  });
  // Somebody may have typed before the page came alive.
  useEffect(() => adoptTyped(), []);

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

  function leave(event: KeyboardEvent<HTMLInputElement>): void {
    if (event.key !== 'Escape' || event.nativeEvent.isComposing) return;
    event.preventDefault();
    if (text === '') event.currentTarget.blur();
    else onType('');
  }

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
            placeholder="Search charts, or paste oci://…"
            autoComplete="off"
            autoCapitalize="none"
            autoCorrect="off"
            spellCheck={false}
            enterKeyHint="search"
            maxLength={500}
            value={text}
            onChange={(event) => onType(event.currentTarget.value)}
            onPaste={paste}
            onKeyDown={leave}
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
    </search>
  );
}
