'use client';
import { useSearchParams } from 'next/navigation';
import { useEffect, useState } from 'react';
import { beginAt, choose, hearAddress, markWritten, typeText } from '@/components/search/address-state';
import { useHydrated } from '@/components/ui/use-hydrated';
import { formatSearchRequest, searchPath, type SearchRequest } from '@/lib/search/search-request';

const WRITE_AFTER = 200; // ms without a key; browsers refuse an address that changes with every one

export interface SearchAddress {
  /** what stands in the search box */
  text: string;
  request: SearchRequest;
  /** Takes what was typed; the address follows shortly after, in place. */
  type(text: string): void;
  /** Writes the address now. Call it before going elsewhere: written later, it would call the navigation off. */
  settle(): void;
  /** Changes filters, order or page: a step that "back" undoes. Anything but a page begins at the first one. */
  change(part: Partial<SearchRequest>): void;
}

/**
 * What is asked for, kept in the address both ways: typing and choosing write it; "back", "forward" and links read it.
 * The server is not asked; see "Native History API" in
 * https://nextjs.org/docs/app/getting-started/linking-and-navigating
 * @param served what the page was rendered for: the page that is kept for want of a server is that of another address
 */
export function useSearchAddress(served: SearchRequest): SearchAddress {
  const parameters = useSearchParams().toString();
  const told = useHydrated() ? parameters : formatSearchRequest(served);
  const [state, setState] = useState(() => beginAt(told));
  if (told !== state.told) setState(hearAddress(state, told));
  const { text, request, written } = state;

  useEffect(() => {
    if (written) return undefined;
    const timer = setTimeout(() => {
      window.history.replaceState(null, '', searchPath(request));
      setState(markWritten);
    }, WRITE_AFTER);
    return () => clearTimeout(timer);
  }, [request, written]);

  function settle(): void {
    if (written) return;
    window.history.replaceState(null, '', searchPath(request));
    setState(markWritten);
  }

  function change(part: Partial<SearchRequest>): void {
    settle();
    const chosen = choose(written ? state : markWritten(state), part);
    if (searchPath(chosen.request) === searchPath(request)) return;
    window.history.pushState(null, '', searchPath(chosen.request));
    setState(markWritten(chosen));
  }

  return { text, request, type: (typed) => setState((latest) => typeText(latest, typed)), settle, change };
}
