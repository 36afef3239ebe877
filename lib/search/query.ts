// What somebody asks for, once read: see parse-query.ts for how it is written.

/** UTF-16 units of a query that are read. */
export const MAX_QUERY_LENGTH = 500;

/** Fields of which a part is asked for: `registry:production`, `image:nginx:1.25`, `keyword:logs,metrics`. */
export const TEXT_FIELDS = [
  'registry',
  'namespace',
  'name',
  'keyword',
  'image',
  'channel',
  'maintainer',
  'license',
] as const;
export type TextField = (typeof TEXT_FIELDS)[number];

/** What a chart can be: `is:deprecated`. */
export const CHART_STATES = ['deprecated', 'prerelease', 'signed', 'library', 'drifted'] as const;
export type ChartState = (typeof CHART_STATES)[number];

export type Comparison = '<' | '<=' | '>' | '>=';

/** One thing a chart must have, or must not. */
export type Condition =
  /** a word, its beginning, or one that is spelt alike */
  | { kind: 'word'; text: string }
  /** words as they stand, next to each other */
  | { kind: 'phrase'; text: string }
  /** any of these values; at least one */
  | { kind: 'text'; field: TextField; values: string[] }
  /** a SemVer range for the version (the newest one, or one a channel points at) or for the app version */
  | { kind: 'range'; field: 'version' | 'app'; range: string }
  | { kind: 'state'; state: ChartState }
  /** how long ago the chart was updated, in milliseconds; `<` is more recent */
  | { kind: 'age'; comparison: Comparison; age: number }
  /** when the chart was updated, in milliseconds since the epoch (the beginning of a day, UTC); `<` is before it */
  | { kind: 'date'; comparison: Comparison; at: number };

/** A condition, and where it stands in the text. */
export interface Term {
  condition: Condition;
  negated: boolean;
  /** UTF-16 units; `end` is behind the last one */
  start: number;
  end: number;
}

/** A part of the text that can't be understood. It asks for nothing. */
export interface QueryProblem {
  start: number;
  end: number;
  /** what is wrong and what would be right: a sentence */
  message: string;
}

/** A text, understood. */
export interface Query {
  terms: Term[];
  problems: QueryProblem[];
}
