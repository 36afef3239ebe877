import { createSearchEngine, type SearchEngine, type SearchResult } from '@/lib/search/search-engine';
import type { SearchDocument } from '@/lib/search/search-document';
import type { SearchRequest } from '@/lib/search/search-request';

const engines = new WeakMap<readonly SearchDocument[], SearchEngine>();

/**
 * Searches `documents` with an engine that is kept as long as the list is: pass the same array until something changed,
 * and a new one then.
 */
export function searchDocuments(documents: readonly SearchDocument[], request: SearchRequest): SearchResult {
  let engine = engines.get(documents);
  if (engine === undefined) {
    engine = createSearchEngine(documents);
    engines.set(documents, engine);
  }
  return engine.search(request);
}
