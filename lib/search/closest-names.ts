import { FIELD, namedBy, type ChartWords } from '@/lib/search/chart-words';
import type { SearchDocument } from '@/lib/search/search-document';
import { createSpeller, MAX_PATTERN } from '@/lib/search/spelling';

const MOST = 3;
/** The share of the letters that may be wrong. */
const TOLERANCE = 0.45;

/**
 * The names closest to what was typed, at most three, the closest first.
 * @param asked the typed words as one, folded
 */
export function findClosestNames(
  documents: readonly SearchDocument[],
  words: ChartWords,
  asked: string,
): string[] {
  const { vocabulary, fields } = words;
  const pattern = asked.slice(0, MAX_PATTERN);
  if (pattern.length < 2) return [];
  const bound = Math.max(1, Math.floor(pattern.length * TOLERANCE));
  const speller = createSpeller(pattern, bound);
  const codes = new Uint16Array(64);
  const close: { id: number; distance: number }[] = [];
  for (let id = 0; id < fields.length; id += 1) {
    if (((fields[id] ?? 0) & FIELD.whole) === 0) continue;
    const word = vocabulary.words[id] ?? '';
    if (word.length < pattern.length - bound || word.length > pattern.length + bound) continue;
    for (let i = 0; i < word.length; i += 1) codes[i] = word.charCodeAt(i);
    const { whole } = speller.measure(codes, 0, word.length);
    if (whole <= bound) close.push({ id, distance: whole });
  }
  close.sort((a, b) => a.distance - b.distance || a.id - b.id);
  const names = new Set<string>();
  for (const { id } of close) {
    const [place = -1] = namedBy(words, id);
    const name = documents[place]?.name;
    if (name !== undefined) names.add(name);
    if (names.size === MOST) break;
  }
  return [...names];
}
