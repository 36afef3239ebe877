import type { ChartAddress } from '@/lib/references';
import type { IndexState, SearchPort, SearchQuestion, SearchReply } from '@/lib/search/search-messages';
import type { SearchRequest } from '@/lib/search/search-request';
import type { SearchResult } from '@/lib/search/search-result';

/** The page's end of the line to the search worker. */
export interface SearchClient {
  /**
   * Has the worker take up the index that the browser keeps, which may be none.
   * @param url absolute address of the index manifest
   */
  open(url: string): Promise<IndexState>;
  /**
   * Has the worker fetch what changed.
   * @throws Error when it could not; what there was before is still searched
   */
  refresh(): Promise<IndexState>;
  /**
   * Searches. In each lane the latest question wins: one that another overtakes before the worker gets to it is never
   * searched.
   * @param lane who asks: the list, the palette, a window of the list
   * @returns undefined when overtaken
   * @throws Error when the worker has no index yet, or broke
   */
  search(request: SearchRequest, lane: string): Promise<SearchResult | undefined>;
  /**
   * All versions of a chart, newest first; none for one that is not known.
   * @throws Error when they could not be fetched
   */
  versions(address: ChartAddress): Promise<string[]>;
  /** what there is to search, as far as the worker told; undefined before it told anything */
  readonly state: IndexState | undefined;
  /**
   * Hears whenever `state` becomes another.
   * @returns ends it
   */
  listen(listener: () => void): () => void;
  /** Fails everything that waits, and all that is asked later: the worker is gone. */
  fail(reason: string): void;
}

type Answer = Exclude<SearchReply, { kind: 'changed' }>;

interface Waiting {
  resolve(reply: Answer): void;
  reject(error: Error): void;
}

interface NextSearch {
  request: SearchRequest;
  resolve(result: SearchResult | undefined): void;
  reject(error: unknown): void;
}

interface Lane {
  searching: boolean;
  next: NextSearch | undefined;
}

/** A question before it has an id. */
type Unasked<Question> = Question extends SearchQuestion ? Omit<Question, 'id'> : never;

/** Speaks to a worker that runs `serveSearch`. */
export function createSearchClient(port: SearchPort<SearchReply, SearchQuestion>): SearchClient {
  const waiting = new Map<number, Waiting>();
  const lanes = new Map<string, Lane>();
  const listeners = new Set<{ listener: () => void }>();
  let state: IndexState | undefined;
  let lastId = 0;
  let broken: Error | undefined;

  port.addEventListener('message', ({ data: reply }) => {
    if (reply.kind === 'changed' || reply.kind === 'state') adopt(reply.state);
    if (reply.kind === 'changed') return;
    const question = waiting.get(reply.id);
    waiting.delete(reply.id);
    if (reply.kind === 'failed') question?.reject(new Error(reply.message));
    else question?.resolve(reply);
  });

  function adopt(told: IndexState): void {
    if (JSON.stringify(told) === JSON.stringify(state)) return; // the same object as long as nothing changed
    state = told;
    for (const { listener } of listeners) listener();
  }

  function ask(question: Unasked<SearchQuestion>): Promise<Answer> {
    if (broken !== undefined) return Promise.reject(broken);
    lastId += 1;
    const id = lastId;
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      port.postMessage({ ...question, id });
    });
  }

  async function searchNext(lane: Lane): Promise<void> {
    lane.searching = true;
    while (lane.next !== undefined) {
      const { request, resolve, reject } = lane.next;
      lane.next = undefined;
      try {
        const { result } = expect('found', await ask({ kind: 'search', request }));
        // A newer question stands in the lane already: this answer would only flash by.
        resolve(lane.next === undefined ? result : undefined);
      } catch (error) {
        reject(error);
      }
    }
    lane.searching = false;
  }

  return {
    get state() {
      return state;
    },
    open: async (url) => expect('state', await ask({ kind: 'open', url })).state,
    refresh: async () => expect('state', await ask({ kind: 'refresh' })).state,
    versions: async (address) => expect('versions', await ask({ kind: 'versions', address })).versions,
    search(request, name) {
      const lane = lanes.get(name) ?? { searching: false, next: undefined };
      lanes.set(name, lane);
      lane.next?.resolve(undefined);
      return new Promise((resolve, reject) => {
        lane.next = { request, resolve, reject };
        if (!lane.searching) void searchNext(lane);
      });
    },
    listen(listener) {
      const entry = { listener };
      listeners.add(entry);
      return () => void listeners.delete(entry);
    },
    fail(reason) {
      broken = new Error(reason);
      for (const question of waiting.values()) question.reject(broken);
      waiting.clear();
    },
  };
}

function expect<Kind extends Answer['kind']>(kind: Kind, reply: Answer): Extract<Answer, { kind: Kind }> {
  if (reply.kind !== kind)
    throw new Error(`The search worker answered “${reply.kind}” instead of “${kind}”.`);
  return reply as Extract<Answer, { kind: Kind }>;
}
