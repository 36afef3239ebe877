import { createSearchClient, type SearchClient } from '@/lib/search/search-client';

let client: SearchClient | undefined;

/** The tab's one search worker, started when first asked for. In a browser only. */
export function startSearchWorker(): SearchClient {
  if (client === undefined) {
    const worker = new Worker(new URL('./search-worker.ts', import.meta.url), { type: 'module' });
    const started = createSearchClient(worker);
    worker.addEventListener('error', () => started.fail('The search worker could not run.'));
    client = started;
  }
  return client;
}
