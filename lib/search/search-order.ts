import type { SearchDocument } from '@/lib/search/search-document';

/** The places of every chart in the two orders that do not depend on a query, so that sorting compares whole numbers. */
export interface SearchOrder {
  /** by name as people read it (`redis-2` before `redis-10`), then registry, then repository */
  byName: Int32Array;
  /** newest first, charts without a date last, then by name */
  byUpdate: Int32Array;
}

const collator = new Intl.Collator('en', { numeric: true });

/** Orders charts once. No two places are equal, so every sort by them is the same each time. */
export function orderDocuments(documents: readonly SearchDocument[]): SearchOrder {
  const places = documents.map((document, place) => ({ place, document, at: readTime(document.created) }));
  places.sort(
    (a, b) =>
      collator.compare(a.document.name, b.document.name) ||
      collator.compare(a.document.registry, b.document.registry) ||
      collator.compare(a.document.repository, b.document.repository) ||
      a.place - b.place,
  );
  const byName = toRanks(places);
  places.sort((a, b) => b.at - a.at || (byName[a.place] ?? 0) - (byName[b.place] ?? 0));
  return { byName, byUpdate: toRanks(places) };
}

function toRanks(places: readonly { place: number }[]): Int32Array {
  const ranks = new Int32Array(places.length);
  for (const [rank, { place }] of places.entries()) ranks[place] = rank;
  return ranks;
}

// Not -Infinity: the difference of two of those is no number.
function readTime(created: string | null): number {
  const time = created === null ? Number.NaN : Date.parse(created);
  return Number.isNaN(time) ? Number.MIN_SAFE_INTEGER : time;
}
