import { FIELD } from '@/lib/search/chart-words';
import type { Evidence } from '@/lib/search/evidence';
import { QUALITY } from '@/lib/search/read-word';
import type { Term } from '@/lib/search/query';
import type { IndexedCorpus } from '@/lib/search/search-corpus';
import { foldText, readWords } from '@/lib/search/search-words';

const MOST_READINGS = 12;
const MOST_IMAGES = 3;

/**
 * The words of a chart that answer the query, as they are to be marked in it.
 * @param typed the words of the query
 */
export function listReadings(
  { documents, words }: IndexedCorpus,
  evidence: readonly Evidence[],
  typed: readonly string[],
  place: number,
): string[] {
  const readings = new Set<string>();
  const end = words.thingStarts[place + 1] ?? 0;
  for (let i = words.thingStarts[place] ?? 0; i < end && readings.size < MOST_READINGS; i += 1) {
    const id = words.words[i] ?? 0;
    const mask = words.wordMasks[i] ?? 0;
    for (const { text, readings: read } of evidence) {
      const quality = read.get(id);
      if (quality === undefined) continue;
      if (mask === FIELD.whole) {
        const letters = quality === QUALITY.beginning ? text.length : Number.POSITIVE_INFINITY;
        listGlued(documents[place]?.name ?? '', letters).forEach((word) => readings.add(word));
      } else if (quality === QUALITY.beginning && typed.includes(text)) readings.add(text);
      else readings.add(words.vocabulary.words[id] ?? '');
    }
  }
  return [...readings].filter((reading) => reading !== '');
}

/** The words of a name, as many letters of them as were typed in one. */
function listGlued(name: string, letters: number): string[] {
  const glued: string[] = [];
  let left = letters;
  for (const word of readWords(name)) {
    if (left <= 0) break;
    glued.push(word.slice(0, left));
    left -= word.length;
  }
  return glued;
}

/** The image references of a chart that the query asks for: by `image:`, or by its words where nothing else has them. */
export function listAskedImages(
  { images }: IndexedCorpus,
  evidence: readonly Evidence[],
  typed: readonly string[],
  terms: readonly Term[],
  place: number,
): string[] {
  if (images === null) return [];
  const parts = terms.flatMap(({ condition, negated }) =>
    condition.kind === 'text' && condition.field === 'image' && !negated
      ? condition.values.map(foldText)
      : [],
  );
  const own = [...images.ofChart.subarray(images.chartStarts[place], images.chartStarts[place + 1])];
  const asked = own.filter((id) => parts.some((part) => (images.folded[id] ?? '').includes(part)));
  if (asked.length > 0) return asked.slice(0, MOST_IMAGES).map((id) => images.references[id] ?? '');
  const missing = typed.filter((word, n) => word.length > 2 && hasOnlyOther(evidence[n], place));
  if (missing.length === 0) return [];
  return own
    .map((id) => images.references[id] ?? '')
    .filter((reference) => {
      const words = readWords(reference);
      return missing.every((word) => words.some((one) => one.startsWith(word)));
    })
    .slice(0, MOST_IMAGES);
}

/** Whether a word was found in no field that is shown with the chart. */
function hasOnlyOther(evidence: Evidence | undefined, place: number): boolean {
  const value = evidence?.values[place] ?? 0;
  return value > 48;
}
