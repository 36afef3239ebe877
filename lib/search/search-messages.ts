import type { SearchRequest } from '@/lib/search/search-request';
import type { SearchResult } from '@/lib/search/search-result';
import type { ChartAddress } from '@/lib/references';

// What page and worker say to each other. Every question has an id, and its answer repeats it.

/** What the worker has to search. */
export interface IndexState {
  /** differs whenever something else may be found; null before there is anything */
  revision: string | null;
  charts: number;
  /** registries of which not everything is known */
  incomplete: string[];
}

export type SearchQuestion =
  /**
   * Take up the index that the browser keeps. `url` is the absolute address of the manifest: a worker's own address
   * may be of another kind.
   */
  | { kind: 'open'; id: number; url: string }
  /** Fetch what changed. */
  | { kind: 'refresh'; id: number }
  | { kind: 'search'; id: number; request: SearchRequest }
  | { kind: 'versions'; id: number; address: ChartAddress };

export type SearchReply =
  | { kind: 'state'; id: number; state: IndexState }
  | { kind: 'found'; id: number; result: SearchResult }
  | { kind: 'versions'; id: number; versions: string[] }
  | { kind: 'failed'; id: number; message: string }
  /** Nobody asked: there is more to search than before. */
  | { kind: 'changed'; state: IndexState };

/** One end of the line between page and worker: a `Worker`, a worker's own global, or a `MessagePort`. */
export interface SearchPort<Incoming, Outgoing> {
  postMessage(message: Outgoing): void;
  addEventListener(type: 'message', listener: (event: { data: Incoming }) => void): void;
}
