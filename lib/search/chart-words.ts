import { createPostingsBuilder, type Postings } from '@/lib/search/postings';
import type { SearchDocument } from '@/lib/search/search-document';
import { readCamelParts, readWords } from '@/lib/search/search-words';

/** The fields of a chart, one bit each. */
export const FIELD = {
  /** a word of the name */
  name: 1,
  /** the whole name, written as one word */
  whole: 2,
  keyword: 4,
  description: 8,
  /** path, registry, maintainers, releases */
  other: 16,
} as const;

/** The words of charts. */
export interface ChartWords extends Postings {
  /** how many words each chart's name has, at most 15 */
  nameWords: Uint8Array;
}

/**
 * Reads the words of charts, a slice at a time, so that whoever drives it can do something else in between.
 * @param slice charts a step
 */
export function* indexChartWords(
  documents: readonly SearchDocument[],
  slice = 2000,
): Generator<void, ChartWords, void> {
  const builder = createPostingsBuilder(documents.length);
  const nameWords = new Uint8Array(documents.length);
  // Keywords, people and versions come again and again.
  const known = new Map<string, readonly string[]>();

  function addAgain(text: string): void {
    let words = known.get(text);
    if (words === undefined) {
      words = readWords(text);
      known.set(text, words);
    }
    for (const word of words) builder.add(word, FIELD.other);
  }

  for (const [place, document] of documents.entries()) {
    const words = readWords(document.name);
    nameWords[place] = Math.min(words.length, 15);
    for (const word of words) builder.add(word, FIELD.name);
    for (const word of readCamelParts(document.name)) builder.add(word, FIELD.name);
    builder.add(words.join('').slice(0, 64), FIELD.whole);
    for (const keyword of document.keywords)
      for (const word of readWords(keyword)) builder.add(word, FIELD.keyword);
    for (const word of readWords(document.description)) builder.add(word, FIELD.description);
    for (const word of readCamelParts(document.description)) builder.add(word, FIELD.description);
    for (const word of readWords(document.repository)) builder.add(word, FIELD.other);
    addAgain(document.registry);
    document.maintainers.forEach(addAgain);
    addAgain(document.version);
    if (document.appVersion !== null) addAgain(document.appVersion);
    Object.keys(document.channels).forEach(addAgain);
    builder.next();
    if (place % slice === slice - 1) yield;
  }
  yield;
  return { ...builder.build(), nameWords };
}
