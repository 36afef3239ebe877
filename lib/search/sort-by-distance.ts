/**
 * Sorts places by their distance, nearest first; those that are equally far keep their order.
 * It counts and deals out, which takes one step a place: half the charts answer a single letter, and comparing them
 * would take longer than finding them.
 * @param distances by place, whole numbers of which there are few different ones
 */
export function sortByDistance(places: Int32Array, distances: Float64Array): Int32Array {
  const groups = new Int32Array(places.length);
  const groupOf = new Map<number, number>();
  const found: number[] = [];
  const sizes: number[] = [];
  let last = Number.NaN;
  let lastGroup = 0;
  for (let i = 0; i < places.length; i += 1) {
    const distance = distances[places[i] ?? 0] ?? 0;
    if (distance !== last) {
      last = distance;
      lastGroup = groupOf.get(distance) ?? found.length;
      if (lastGroup === found.length) {
        groupOf.set(distance, lastGroup);
        found.push(distance);
        sizes.push(0);
      }
    }
    groups[i] = lastGroup;
    sizes[lastGroup] = (sizes[lastGroup] ?? 0) + 1;
  }
  const order = found.map((_, group) => group);
  order.sort((a, b) => (found[a] ?? 0) - (found[b] ?? 0));
  const next = new Int32Array(found.length);
  let from = 0;
  for (const group of order) {
    next[group] = from;
    from += sizes[group] ?? 0;
  }
  const sorted = new Int32Array(places.length);
  for (let i = 0; i < places.length; i += 1) {
    const group = groups[i] ?? 0;
    const at = next[group] ?? 0;
    next[group] = at + 1;
    sorted[at] = places[i] ?? 0;
  }
  return sorted;
}
