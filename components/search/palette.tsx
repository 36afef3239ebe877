'use client';
import { useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import {
  useEffect,
  useEffectEvent,
  useId,
  useRef,
  useState,
  type KeyboardEvent,
  type RefObject,
} from 'react';
import { moveActive } from '@/components/search/move-active';
import { PaletteField } from '@/components/search/palette-field';
import { listPaletteGroups, type PaletteAct } from '@/components/search/palette-items';
import { PaletteList } from '@/components/search/palette-list';
import { readPastedReference } from '@/components/search/pasted-reference';
import { openStorage, readRecentCharts } from '@/components/search/recent-charts';
import { usePaletteSearch } from '@/components/search/use-palette-search';
import { TopDialogBody, TopDialogField } from '@/components/ui/top-dialog';
import { registryList, useRefreshRegistry } from '@/lib/queries/registries';

export interface PaletteProps {
  field: RefObject<HTMLInputElement | null>;
  /** puts colours to use */
  onTheme(theme: 'light' | 'dark' | 'system'): void;
  onClose(): void;
}

/** A field, and what it leads to. The old results stay until the new ones are there. */
export function Palette({ field, onTheme, onClose }: PaletteProps) {
  const [text, setText] = useState('');
  /** the option chosen by key or pointer; without it the first one is active */
  const [chosen, setChosen] = useState<string>();
  /** Enter came before the results that it is meant for */
  const early = useRef<{ tab: boolean }>(null);
  const [recent] = useState(() => readRecentCharts(openStorage()));
  const list = useId();
  const router = useRouter();
  const refresh = useRefreshRegistry();
  const { hits, versions, pending, ready } = usePaletteSearch(text);
  const registries = useQuery(registryList()).data?.registries ?? [];
  const pasted = readPastedReference(text, registries);
  const names = registries.map(({ name }) => name);
  const groups = listPaletteGroups({ text, hits, versions, registries: names, recent, pasted });
  const items = groups.flatMap((group) => group.items);
  const found = items.findIndex(({ id }) => id === chosen);
  const place = Math.max(0, found);
  const active = items[place];

  function type(typed: string): void {
    setText(typed);
    setChosen(undefined);
    early.current = null;
  }

  function perform(act: PaletteAct, tab: boolean): void {
    if (act.kind === 'open' && tab) {
      window.open(act.path, '_blank', 'noopener');
      return;
    }
    onClose();
    if (act.kind === 'theme') onTheme(act.theme);
    else if (act.kind === 'refresh') {
      for (const name of names) refresh.mutate(name);
      router.push('/registries');
    } else if (act.path.startsWith('/api/')) window.location.assign(act.path);
    else router.push(act.path);
  }

  function press(event: KeyboardEvent<HTMLInputElement>): void {
    if (event.nativeEvent.isComposing) return;
    const next = event.shiftKey || event.altKey ? undefined : moveActive(event.key, place, items.length);
    if (next !== undefined) setChosen(items[next]?.id);
    else if (event.key === 'Enter') enter(event.ctrlKey || event.metaKey);
    else return;
    event.preventDefault();
  }

  function enter(tab: boolean): void {
    if (pending && found < 0 && pasted === undefined) early.current = { tab };
    else if (active !== undefined) perform(active.act, tab);
  }

  const enterEarly = useEffectEvent(() => {
    if (early.current === null) return;
    const { tab } = early.current;
    early.current = null;
    enter(tab);
  });
  useEffect(() => {
    if (!pending) enterEarly();
  }, [pending]);

  function paste(clipboard: string): boolean {
    const reference = readPastedReference(clipboard, registries);
    if (reference?.kind === 'chart') perform({ kind: 'open', path: reference.path }, false);
    return reference?.kind === 'chart';
  }

  return (
    <>
      <TopDialogField>
        <PaletteField
          field={field}
          list={list}
          active={active?.id}
          text={text}
          onType={type}
          onKeyDown={press}
          onPaste={paste}
        />
      </TopDialogField>
      <TopDialogBody>
        {pasted?.kind === 'elsewhere' && (
          <p className="px-4 pt-3 text-sm text-caution">
            {pasted.host} is not one of the configured registries.
          </p>
        )}
        {!ready && <p className="px-4 pt-3 text-sm text-muted">The index of charts is not here yet.</p>}
        <PaletteList
          id={list}
          groups={groups}
          active={active?.id}
          onPoint={(item) => setChosen(item.id)}
          onChoose={(item) => perform(item.act, false)}
        />
      </TopDialogBody>
      <output className="sr-only">
        {pending ? '' : `${items.length} ${items.length === 1 ? 'result' : 'results'}`}
      </output>
    </>
  );
}
