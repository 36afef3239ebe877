import type { Highlight } from '@/lib/search/search-result';

/**
 * Where words stand in a label.
 * @param words in lower case
 * @returns ranges in order, not overlapping; undefined when a word is missing
 */
export function matchRanges(label: string, words: readonly string[]): Highlight['ranges'] | undefined {
  const text = label.toLowerCase();
  const places = words.map((word) => text.indexOf(word));
  if (places.includes(-1)) return undefined;
  const found = words.map((word, i) => [places[i] ?? 0, (places[i] ?? 0) + word.length] as const);
  const ranges: [number, number][] = [];
  for (const [start, end] of found.sort((a, b) => a[0] - b[0])) {
    const last = ranges.at(-1);
    if (last !== undefined && start <= last[1]) last[1] = Math.max(last[1], end);
    else ranges.push([start, end]);
  }
  return ranges;
}
