import type { SearchResult } from '@/lib/search/search-engine';
import type { SearchRequest } from '@/lib/search/search-request';

// What page and worker say to each other. Every question has an id, and its answer repeats it.

/** What the worker has to search. */
export interface IndexState {
  revision: string;
  charts: number;
  /** registries of which not everything is known */
  incomplete: string[];
}

export type SearchQuestion =
  /** Fetch the index if it changed. `url` is absolute: a worker's own address may be of another kind. */
  { kind: 'refresh'; id: number; url: string } | { kind: 'search'; id: number; request: SearchRequest };

export type SearchReply =
  | { kind: 'refreshed'; id: number; state: IndexState }
  | { kind: 'found'; id: number; result: SearchResult }
  | { kind: 'failed'; id: number; message: string };

/** One end of the line between page and worker: a `Worker`, a worker's own global, or a `MessagePort`. */
export interface SearchPort<Incoming, Outgoing> {
  postMessage(message: Outgoing): void;
  addEventListener(type: 'message', listener: (event: { data: Incoming }) => void): void;
}
