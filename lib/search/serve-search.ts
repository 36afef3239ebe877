import type { SearchDocument } from '@/lib/search/search-document';
import { searchDocuments } from '@/lib/search/search-documents';
import { SearchIndex } from '@/lib/search/search-index';
import type { SearchRequest } from '@/lib/search/search-request';
import type { IndexState, SearchPort, SearchQuestion, SearchReply } from '@/lib/search/search-messages';

interface LoadedIndex {
  etag: string | null;
  state: IndexState;
  documents: readonly SearchDocument[];
}

/**
 * Answers questions that come through `port`: keeps the newest index it could fetch and searches that. A failed fetch
 * is told, and leaves what there was.
 */
export function serveSearch(port: SearchPort<SearchQuestion, SearchReply>): void {
  let loaded: LoadedIndex | undefined;

  async function refresh(id: number, url: string): Promise<void> {
    try {
      loaded = await fetchIndex(url, loaded);
      port.postMessage({ kind: 'refreshed', id, state: loaded.state });
    } catch (error) {
      tellFailure(id, error);
    }
  }

  function search(id: number, request: SearchRequest): void {
    try {
      if (loaded === undefined) throw new Error('There is no index to search yet.');
      port.postMessage({ kind: 'found', id, result: searchDocuments(loaded.documents, request) });
    } catch (error) {
      tellFailure(id, error);
    }
  }

  function tellFailure(id: number, error: unknown): void {
    port.postMessage({ kind: 'failed', id, message: error instanceof Error ? error.message : String(error) });
  }

  port.addEventListener('message', ({ data: question }) => {
    if (question.kind === 'search') search(question.id, question.request);
    else void refresh(question.id, question.url);
  });
}

/** The index at `url`; the one that is `known` when the server says that nothing changed. */
async function fetchIndex(url: string, known: LoadedIndex | undefined): Promise<LoadedIndex> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (typeof known?.etag === 'string') headers['if-none-match'] = known.etag;
  const response = await fetch(url, { headers, cache: 'no-store' });
  if (response.status === 304 && known !== undefined) return known;
  if (!response.ok)
    throw new Error(`The search index could not be fetched: ${url} answered ${response.status}.`);
  const { revision, charts, incomplete } = SearchIndex.parse(await response.json());
  return {
    etag: response.headers.get('etag'),
    state: { revision, charts: charts.length, incomplete },
    documents: charts,
  };
}
