import type { QueryProblem } from '@/lib/search/query';
import type { SearchDocument } from '@/lib/search/search-document';

/** The fields of a hit in which words are marked. */
type HighlightedField = 'name' | 'repository' | 'description';

/** Where a field holds what was searched: from `start` up to `end`, in UTF-16 units, in order, not overlapping. */
export interface Highlight {
  field: HighlightedField;
  ranges: (readonly [start: number, end: number])[];
}

export interface SearchHit {
  document: SearchDocument;
  /** how well the chart answers the words, from 1 down towards 0; 0 when there were no words */
  score: number;
  highlights: Highlight[];
  /** references of images that were asked for and that the chart uses; at most three */
  images: string[];
}

/** A value to filter by, and how many charts it would leave. */
export interface FacetCount {
  name: string;
  count: number;
}

/** What each filter would leave, with the others as they are; always with the chosen values. */
export interface Facets {
  /** by name */
  registries: FacetCount[];
  /** by count, then name; at most 200 */
  namespaces: FacetCount[];
  /** by count, then name; at most 100 */
  keywords: FacetCount[];
  /** what channels are called without their track, by count, then name; at most 50 */
  channels: FacetCount[];
  /** by age, each with all that are younger */
  updated: FacetCount[];
  /** deprecated charts */
  deprecated: number;
}

/** A filter that alone keeps charts out. */
export interface Exclusion {
  /** where it stands in the query's text, or which choice beside it it is */
  by:
    | { kind: 'term'; start: number; end: number; text: string }
    | {
        kind: 'choice';
        choice: 'registries' | 'namespace' | 'keyword' | 'channel' | 'updated' | 'deprecated';
      };
  /** how many charts would be found without it */
  count: number;
}

/** Why nothing was found, and what is near. */
export interface NothingHelp {
  /** names close to the query, at most three */
  suggestions: string[];
  /** words that no chart has */
  unknownWords: string[];
  /** most charts first */
  exclusions: Exclusion[];
}

/** Part of what was found, and counts over the whole of it. */
export interface SearchResult {
  total: number;
  /** how many of them, the last ones, have only some of the words */
  partial: number;
  hits: SearchHit[];
  facets: Facets;
  /** parts of the query that were not understood */
  problems: QueryProblem[];
  /** null when something was found */
  help: NothingHelp | null;
}
