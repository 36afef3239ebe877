import type { SearchDocument } from '@/lib/search/search-document';

// What the page and its workers say to each other, beyond what Chartroom's own page and worker do.

/** Asks Chartroom's worker when the charts had arrived. */
export interface ArrivalQuestion {
  kind: 'arrival';
}
export interface ArrivalReply {
  kind: 'arrival';
  /** milliseconds since the epoch */
  at: number;
}

/** General search libraries that are measured beside Chartroom. */
export const LIBRARIES = ['fuse', 'fuseToken', 'minisearch', 'ufuzzy'] as const;
export type Library = (typeof LIBRARIES)[number];

/** To the worker that runs a library; one at a time. */
export type LibraryQuestion =
  /** Fetch the charts and prepare the library; `url` is the address of the index manifest. */
  { kind: 'build'; library: Library; url: string } | { kind: 'search'; text: string };

export type LibraryReply =
  | { kind: 'built'; milliseconds: number }
  | { kind: 'found'; total: number; documents: SearchDocument[]; compute: number };
