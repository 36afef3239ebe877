import type { SearchDocument } from '@/lib/search/search-document';

/** The values that charts have of a field, numbered: counting them needs no text. */
export interface ValueIndex {
  names: readonly string[];
  /** by chart: where its values begin in `ids`; one more at the end */
  starts: Int32Array;
  ids: Int32Array;
  /** by value: how many charts have it */
  totals: Int32Array;
}

/** Numbers the values that `read` gives for each chart. */
export function indexValues(
  documents: readonly SearchDocument[],
  read: (document: SearchDocument) => readonly string[],
): ValueIndex {
  const numbers = new Map<string, number>();
  const starts = new Int32Array(documents.length + 1);
  const ids: number[] = [];
  for (const [place, document] of documents.entries()) {
    const from = ids.length;
    for (const name of read(document)) {
      let id = numbers.get(name);
      if (id === undefined) {
        id = numbers.size;
        numbers.set(name, id);
      }
      if (!ids.includes(id, from)) ids.push(id);
    }
    starts[place + 1] = ids.length;
  }
  const totals = new Int32Array(numbers.size);
  for (const id of ids) totals[id] = (totals[id] ?? 0) + 1;
  return { names: [...numbers.keys()], starts, ids: Int32Array.from(ids), totals };
}

/** Adds to the count of each value the charts at `places` that have it, each `by` so many. */
export function countValues(
  { starts, ids }: ValueIndex,
  places: ArrayLike<number>,
  counts: Int32Array,
  by: 1 | -1 = 1,
): void {
  for (let n = 0; n < places.length; n += 1) {
    const place = places[n] ?? 0;
    const end = starts[place + 1] ?? 0;
    for (let i = starts[place] ?? 0; i < end; i += 1) {
      const id = ids[i] ?? 0;
      counts[id] = (counts[id] ?? 0) + by;
    }
  }
}
