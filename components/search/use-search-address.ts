'use client';
import { useSearchParams } from 'next/navigation';
import { useCallback, useEffect, useEffectEvent, useRef, useState } from 'react';
import {
  normalizeQuery,
  parseSearchRequest,
  searchPath,
  type SearchRequest,
} from '@/lib/search/search-request';

const WRITE_AFTER = 200; // ms without a key; browsers refuse an address that changes with every one

export interface SearchState {
  /** what stands in the search box */
  text: string;
  request: SearchRequest;
  /** Takes what was typed; the address follows shortly after, in place. */
  type(text: string): void;
  /** Writes the address now. */
  settle(): void;
  /** Changes filters, order or page: a step that "back" undoes. Anything but a page begins at the first one. */
  change(part: Partial<Omit<SearchRequest, 'limit'>>): void;
}

/**
 * What is asked for, kept in the address both ways: typing and choosing write it, "back", "forward" and links read it.
 * The server is not asked; see "Native History API" at https://nextjs.org/docs/app/getting-started/linking-and-navigating
 */
export function useSearchAddress(initial: SearchRequest): SearchState {
  const address = useSearchParams().toString();
  const [{ text, request }, setState] = useState(() => readAddress(new URLSearchParams(address), initial));
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const unwritten = useRef<SearchRequest>(undefined);

  const settle = useCallback(() => {
    clearTimeout(timer.current);
    if (unwritten.current !== undefined) window.history.replaceState(null, '', searchPath(unwritten.current));
    unwritten.current = undefined;
  }, []);

  useEffect(() => {
    // A page that is left, or a step back, must not have its address written over afterwards.
    const forget = () => {
      clearTimeout(timer.current);
      unwritten.current = undefined;
    };
    window.addEventListener('popstate', forget);
    return () => {
      window.removeEventListener('popstate', forget);
      forget();
    };
  }, []);

  const read = useEffectEvent((told: string) => {
    if (unwritten.current !== undefined || window.location.pathname !== '/') return;
    const shown = parseSearchRequest(new URLSearchParams(told));
    const latest = parseSearchRequest(new URLSearchParams(window.location.search));
    if (searchPath(shown) !== searchPath(latest)) return; // the router tells of each address in turn
    if (searchPath(request) !== searchPath(shown)) setState({ text: shown.query, request: shown });
  });
  useEffect(() => read(address), [address]);

  const type = useCallback(
    (typed: string) => {
      const query = normalizeQuery(typed);
      const next = query === request.query ? request : { ...request, query, offset: 0 };
      setState({ text: typed, request: next });
      if (next === request) return;
      unwritten.current = next;
      clearTimeout(timer.current);
      timer.current = setTimeout(settle, WRITE_AFTER);
    },
    [request, settle],
  );

  const change = useCallback(
    (part: Partial<Omit<SearchRequest, 'limit'>>) => {
      settle();
      const next = { ...request, offset: 0, ...part };
      if (searchPath(next) === searchPath(request)) return;
      window.history.pushState(null, '', searchPath(next));
      setState((state) => ({ text: part.query ?? state.text, request: next }));
    },
    [request, settle],
  );

  return { text, request, type, settle, change };
}

function readAddress(parameters: URLSearchParams, initial: SearchRequest) {
  const shown = parseSearchRequest(parameters);
  const request = searchPath(shown) === searchPath(initial) ? initial : shown;
  return { text: request.query, request };
}
