import { createSearchClient, type SearchClient } from '@/lib/search/search-client';

const MANIFEST_PATH = '/api/v1/search-index';

let client: SearchClient | undefined;

/** The tab's one search worker, started when first asked for; it takes up the kept index at once. In a browser only. */
export function startSearchWorker(): SearchClient {
  if (client === undefined) {
    const worker = new Worker(new URL('./search-worker.ts', import.meta.url), { type: 'module' });
    const started = createSearchClient(worker);
    worker.addEventListener('error', () => started.fail('The search worker could not run.'));
    // What can't be opened is told again by every search.
    started.open(new URL(MANIFEST_PATH, window.location.href).href).catch(() => undefined);
    client = started;
  }
  return client;
}

/** The search worker if it was started. */
export function findSearchWorker(): SearchClient | undefined {
  return client;
}
