import type { SearchResult } from '@/lib/search/search-engine';
import type { IndexState, SearchPort, SearchQuestion, SearchReply } from '@/lib/search/search-messages';
import type { SearchRequest } from '@/lib/search/search-request';

/** The page's end of the line to the search worker. */
export interface SearchClient {
  /**
   * Has the worker fetch the index at an absolute address if it changed.
   * @throws Error when it could not; what was fetched before is still searched
   */
  refresh(url: string): Promise<IndexState>;
  /**
   * Searches. The latest question wins: one that another overtakes before the worker gets to it is never searched.
   * @returns undefined when overtaken
   * @throws Error when the worker has no index yet, or broke
   */
  search(request: SearchRequest): Promise<SearchResult | undefined>;
  /** Fails everything that waits, and all that is asked later: the worker is gone. */
  fail(reason: string): void;
}

interface Waiting {
  resolve(reply: SearchReply): void;
  reject(error: Error): void;
}

interface NextSearch {
  request: SearchRequest;
  resolve(result: SearchResult | undefined): void;
  reject(error: unknown): void;
}

/** Speaks to a worker that runs `serveSearch`. */
export function createSearchClient(port: SearchPort<SearchReply, SearchQuestion>): SearchClient {
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let searching = false;
  let next: NextSearch | undefined;
  let broken: Error | undefined;

  port.addEventListener('message', ({ data: reply }) => {
    const question = waiting.get(reply.id);
    waiting.delete(reply.id);
    if (reply.kind === 'failed') question?.reject(new Error(reply.message));
    else question?.resolve(reply);
  });

  function ask(toQuestion: (id: number) => SearchQuestion): Promise<SearchReply> {
    if (broken !== undefined) return Promise.reject(broken);
    lastId += 1;
    const id = lastId;
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      port.postMessage(toQuestion(id));
    });
  }

  async function refresh(url: string): Promise<IndexState> {
    const reply = await ask((id) => ({ kind: 'refresh', id, url }));
    if (reply.kind !== 'refreshed')
      throw new Error(`The search worker answered “${reply.kind}” to a refresh.`);
    return reply.state;
  }

  function search(request: SearchRequest): Promise<SearchResult | undefined> {
    next?.resolve(undefined);
    return new Promise((resolve, reject) => {
      next = { request, resolve, reject };
      if (!searching) void searchNext();
    });
  }

  async function searchNext(): Promise<void> {
    searching = true;
    while (next !== undefined) {
      const { request, resolve, reject } = next;
      next = undefined;
      try {
        const reply = await ask((id) => ({ kind: 'search', id, request }));
        if (reply.kind !== 'found')
          throw new Error(`The search worker answered “${reply.kind}” to a search.`);
        // A newer question stands in `next` already: this answer would only flash by.
        resolve(next === undefined ? reply.result : undefined);
      } catch (error) {
        reject(error);
      }
    }
    searching = false;
  }

  function fail(reason: string): void {
    broken = new Error(reason);
    for (const question of waiting.values()) question.reject(broken);
    waiting.clear();
  }

  return { refresh, search, fail };
}
