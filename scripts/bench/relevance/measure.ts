import type { LabelledQuery } from './labelled-query';

/** Finds charts: their names, best first. */
export type Find = (query: string) => readonly string[];

/** How well queries are answered; shares and means lie between 0 and 1, and are 0 where nothing was asked. */
export interface Relevance {
  /** how many queries were asked */
  count: number;
  /** share of the queries that a wanted chart comes first for */
  successAt1: number;
  /** share of the queries that a wanted chart is among the first five for */
  successAt5: number;
  /** mean over the queries of 1/rank of the first wanted chart, 0 where none is among the first 50 */
  meanReciprocalRank: number;
}

/** A query that no wanted chart comes first for. */
export interface Miss extends LabelledQuery {
  /** the place of the first wanted chart, from 1 on; null when none is among the first 50 */
  rank: number | null;
  /** the name that comes first instead; null when nothing is found */
  first: string | null;
}

interface RelevanceReport {
  overall: Relevance;
  /** by kind of query, in the order of the queries */
  kinds: Map<LabelledQuery['kind'], Relevance>;
  misses: Miss[];
}

const CUT = 50;

/**
 * Asks every query once and measures where the first wanted chart stands. Charts that are listed twice under one name
 * (from two registries) take two places.
 */
export function measureRelevance(queries: readonly LabelledQuery[], find: Find): RelevanceReport {
  const ranks = new Map<LabelledQuery['kind'], (number | null)[]>();
  const misses: Miss[] = [];
  for (const query of queries) {
    const names = find(query.query).slice(0, CUT);
    const place = names.findIndex((name) => query.charts.includes(name));
    const rank = place < 0 ? null : place + 1;
    ranks.set(query.kind, [...(ranks.get(query.kind) ?? []), rank]);
    if (rank !== 1) misses.push({ ...query, rank, first: names[0] ?? null });
  }
  return {
    overall: summarise([...ranks.values()].flat()),
    kinds: new Map([...ranks].map(([kind, ofKind]) => [kind, summarise(ofKind)])),
    misses,
  };
}

function summarise(ranks: readonly (number | null)[]): Relevance {
  const mean = (worth: (rank: number) => number): number => {
    const worths = ranks.map((rank) => (rank === null ? 0 : worth(rank)));
    return worths.reduce((sum, one) => sum + one, 0) / Math.max(ranks.length, 1);
  };
  return {
    count: ranks.length,
    successAt1: mean((rank) => (rank === 1 ? 1 : 0)),
    successAt5: mean((rank) => (rank <= 5 ? 1 : 0)),
    meanReciprocalRank: mean((rank) => 1 / rank),
  };
}
