import type { Accepts } from '@/lib/search/filters';
import type { Query } from '@/lib/search/query';
import { normalizeQuery, type SearchChoices } from '@/lib/search/search-request';
import type { Exclusion } from '@/lib/search/search-result';

/** A condition of the query that charts must pass. */
export interface Filter {
  /** place in the query */
  term: number;
  accepts: Accepts;
}

/** Charts by what the filters and choices make of them. */
export interface Sifted {
  kept: Int32Array;
  /** those that one choice alone keeps out */
  byChoice: Map<keyof SearchChoices, number[]>;
  /** how many one filter alone keeps out, by the place of its term in the query */
  byTerm: Map<number, number>;
}

/** Sifts the charts that have a distance, in the order of `places`. */
export function sift(
  places: Int32Array,
  distances: Float64Array | undefined,
  filters: readonly Filter[],
  choices: readonly [keyof SearchChoices, Accepts][],
): Sifted {
  const kept = new Int32Array(places.length);
  const byChoice = new Map<keyof SearchChoices, number[]>(choices.map(([choice]) => [choice, []]));
  const byTerm = new Map<number, number>();
  const free = filters.length === 0 && choices.length === 0;
  let size = 0;
  for (let i = 0; i < places.length; i += 1) {
    const place = places[i] ?? 0;
    if (distances !== undefined && Number.isNaN(distances[place])) continue;
    const by = free ? undefined : findRefusal(filters, choices, place);
    if (by === undefined) {
      kept[size] = place;
      size += 1;
    } else if (typeof by === 'number') byTerm.set(by, (byTerm.get(by) ?? 0) + 1);
    else if (by !== 'several') byChoice.get(by)?.push(place);
  }
  return { kept: kept.subarray(0, size), byChoice, byTerm };
}

/** The one filter that keeps a chart out; undefined when none does. */
function findRefusal(
  filters: readonly Filter[],
  choices: readonly [keyof SearchChoices, Accepts][],
  place: number,
): number | keyof SearchChoices | 'several' | undefined {
  let by: number | keyof SearchChoices | undefined;
  for (const { term, accepts } of filters) {
    if (accepts(place)) continue;
    if (by !== undefined) return 'several';
    by = term;
  }
  for (const [choice, accepts] of choices) {
    if (accepts(place)) continue;
    if (by !== undefined) return 'several';
    by = choice;
  }
  return by;
}

/** The filters and choices that alone keep charts out, those that keep out most first. */
export function listExclusions({ byChoice, byTerm }: Sifted, query: Query, text: string): Exclusion[] {
  const normal = normalizeQuery(text);
  const terms = [...byTerm].map(([place, count]): Exclusion => {
    const { start = 0, end = 0 } = query.terms[place] ?? {};
    return { by: { kind: 'term', start, end, text: normal.slice(start, end) }, count };
  });
  const choices = [...byChoice]
    .filter(([, places]) => places.length > 0)
    .map(([choice, places]): Exclusion => ({ by: { kind: 'choice', choice }, count: places.length }));
  return [...terms, ...choices].sort((a, b) => b.count - a.count);
}
