'use client';
import { useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import { useSearchAddress, type SearchAddress } from '@/components/search/use-search-address';
import { searchIndex } from '@/lib/queries/search-index';
import type { SearchResult } from '@/lib/search/search-engine';
import { formatSearchRequest, searchPath, type SearchRequest } from '@/lib/search/search-request';
import { startSearchWorker } from '@/lib/search/start-search-worker';

const INDEX_PATH = '/api/v1/search-index';

/** A request and what it found. */
export interface Answer {
  request: SearchRequest;
  result: SearchResult;
}

export interface ChartSearch extends SearchAddress {
  /** the newest answer there is; to an older request while `pending` */
  answer: Answer;
  pending: boolean;
  /** registries of which not everything is known, by the newest index */
  incomplete: string[] | undefined;
}

// What was found last, so that coming back to the list paints it at once and the scroll position holds.
let remembered: Answer | undefined;

const isFor = (answer: Answer | undefined, request: SearchRequest) =>
  answer !== undefined && formatSearchRequest(answer.request) === formatSearchRequest(request);

/**
 * Searches in the browser: in a worker, over an index that is kept up to date. Until that is there, and where a worker
 * can't run, the server's answer stands.
 * @param served the server's answer to the address
 * @param crawling whether a registry is being read
 */
export function useChartSearch(served: Answer, crawling: boolean): ChartSearch {
  const router = useRouter();
  const address = useSearchAddress();
  const { request } = address;
  const [found, setFound] = useState(() => (isFor(remembered, request) ? remembered : undefined));
  const [broken, setBroken] = useState(false);
  const index = useQuery(
    searchIndex(() => startSearchWorker().refresh(new URL(INDEX_PATH, window.location.href).href), crawling),
  );
  const revision = index.data?.revision;
  const byServer = broken || (index.isError && revision === undefined);

  useEffect(() => {
    if (revision === undefined) return undefined;
    let current = true;
    const searchInWorker = async () => {
      try {
        const result = await startSearchWorker().search(request);
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
    if (byServer && !servedHere) router.replace(searchPath(request), { scroll: false });
  }, [byServer, servedHere, request, router]);

  const answer = !byServer && found !== undefined && (isFor(found, request) || !servedHere) ? found : served;
  return { ...address, answer, pending: !isFor(answer, request), incomplete: index.data?.incomplete };
}
