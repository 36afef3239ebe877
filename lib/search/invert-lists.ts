/** Lists turned round: by id, who has it. */
export interface InvertedLists {
  /** by id: where its owners begin in `owners` and `places`; one more at the end */
  starts: Int32Array;
  /** in rising order for each id */
  owners: Int32Array;
  /** where in the lists each of them had the id */
  places: Int32Array;
}

/**
 * Turns lists of ids by owner into lists of owners by id: counts, and deals out.
 * @param count how many ids there are
 * @param listStarts by owner: where its ids begin in `ids`; one more at the end
 */
export function invertLists(count: number, listStarts: Int32Array, ids: Int32Array): InvertedLists {
  const starts = new Int32Array(count + 1);
  for (let i = 0; i < ids.length; i += 1) {
    const id = ids[i] ?? 0;
    starts[id + 1] = (starts[id + 1] ?? 0) + 1;
  }
  for (let id = 0; id < count; id += 1) starts[id + 1] = (starts[id + 1] ?? 0) + (starts[id] ?? 0);
  const free = starts.slice(0, count);
  const owners = new Int32Array(ids.length);
  const places = new Int32Array(ids.length);
  for (let owner = 0; owner + 1 < listStarts.length; owner += 1) {
    const end = listStarts[owner + 1] ?? 0;
    for (let i = listStarts[owner] ?? 0; i < end; i += 1) {
      const id = ids[i] ?? 0;
      const at = free[id] ?? 0;
      free[id] = at + 1;
      owners[at] = owner;
      places[at] = i;
    }
  }
  return { starts, owners, places };
}
