'use client';
import { useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useCallback, useEffect, useState } from 'react';
import { useIndexState } from '@/components/search/use-index-state';
import { useSearchAddress, type SearchAddress } from '@/components/search/use-search-address';
import { searchIndex } from '@/lib/queries/search-index';
import { formatSearchRequest, searchPath, type SearchRequest } from '@/lib/search/search-request';
import type { SearchHit, SearchResult } from '@/lib/search/search-result';
import { startSearchWorker } from '@/lib/search/start-search-worker';

/** A request and what it found. */
export interface Answer {
  request: SearchRequest;
  result: SearchResult;
}

export interface ChartSearch extends SearchAddress {
  /** the newest answer there is; to an older request while `pending` */
  answer: Answer;
  pending: boolean;
  /** whether the browser searches; else the server's pages are the list */
  inBrowser: boolean;
  /** whether the server does not answer, so that what the browser kept is searched */
  offline: boolean;
  /** More rows of the answer; undefined when they can't be had. */
  load(offset: number, limit: number): Promise<readonly SearchHit[] | undefined>;
}

// What was found last, so that coming back to the list paints it at once and the scroll position holds.
let remembered: Answer | undefined;

const isFor = (answer: Answer | undefined, request: SearchRequest) =>
  answer !== undefined && formatSearchRequest(answer.request) === formatSearchRequest(request);

async function isServerThere(): Promise<boolean> {
  try {
    return (await fetch('/healthz', { cache: 'no-store' })).ok;
  } catch {
    return false;
  }
}

/**
 * Searches in the browser: in a worker, over an index that is kept up to date. Until that is there, and where a worker
 * can't run, the server's answer stands.
 * @param served the server's answer to the address
 * @param crawling whether a registry is being read
 */
export function useChartSearch(served: Answer, crawling: boolean): ChartSearch {
  const router = useRouter();
  const address = useSearchAddress(served.request);
  const { request } = address;
  const [found, setFound] = useState(() => (isFor(remembered, request) ? remembered : undefined));
  const [broken, setBroken] = useState(false);
  const index = useQuery(searchIndex(() => startSearchWorker().refresh(), crawling));
  const revision = useIndexState()?.revision ?? null;
  const byServer = broken || (index.isError && revision === null);

  useEffect(() => {
    if (revision === null) return undefined;
    let current = true;
    const searchInWorker = async () => {
      try {
        const result = await startSearchWorker().search(request, 'list');
        if (result === undefined || !current) return;
        remembered = { request, result };
        setFound(remembered);
      } catch {
        if (current) setBroken(true); // the server answers instead
      }
    };
    void searchInWorker();
    return () => {
      current = false;
    };
  }, [request, revision]);

  const servedHere = isFor(served, request);
  useEffect(() => {
    if (!byServer || servedHere) return undefined;
    let current = true;
    const askServer = async () => {
      // With no server behind it, going there would load the kept page, which would go there again.
      if ((await isServerThere()) && current) router.replace(searchPath(request), { scroll: false });
    };
    void askServer();
    return () => {
      current = false;
    };
  }, [byServer, servedHere, request, router]);

  const answer = !byServer && found !== undefined && (isFor(found, request) || !servedHere) ? found : served;
  const answered = answer.request;
  const load = useCallback(
    async (offset: number, limit: number) => {
      try {
        const window = { ...answered, offset, limit };
        return (await startSearchWorker().search(window, `rows ${offset}`))?.hits;
      } catch {
        return undefined; // the search itself fails as well, and tells
      }
    },
    [answered],
  );
  return {
    ...address,
    answer,
    pending: !isFor(answer, request),
    inBrowser: !byServer && answer === found,
    offline: index.isError && revision !== null,
    load,
  };
}
