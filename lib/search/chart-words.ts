import { createPostingsBuilder, type Postings } from '@/lib/search/postings';
import type { SearchDocument } from '@/lib/search/search-document';
import { readCamelParts, readWords, visitWords, type WordVisitor } from '@/lib/search/search-words';

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
  // Keywords, people, paths and versions come again and again.
  const known = new Map<string, readonly number[]>();

  function add(words: readonly string[], field: number): void {
    for (const word of words) builder.add(builder.number(word, 0, word.length), field);
  }

  const addDescribing: WordVisitor = (text, start, end) =>
    builder.add(builder.number(text, start, end), FIELD.description);

  function addAgain(text: string, field: number): void {
    let numbers = known.get(text);
    if (numbers === undefined) {
      numbers = readWords(text).map((word) => builder.number(word, 0, word.length));
      known.set(text, numbers);
    }
    for (const number of numbers) builder.add(number, field);
  }

  for (const [place, document] of documents.entries()) {
    const { name, repository, description } = document;
    const words = readWords(name);
    nameWords[place] = Math.min(words.length, 15);
    add(words, FIELD.name);
    add(readCamelParts(name), FIELD.name);
    add([words.join('').slice(0, 64)], FIELD.whole);
    for (const keyword of document.keywords) addAgain(keyword, FIELD.keyword);
    visitWords(description, addDescribing);
    add(readCamelParts(description), FIELD.description);
    const slash = repository.lastIndexOf('/');
    if (slash > 0) addAgain(repository.slice(0, slash), FIELD.other);
    const last = repository.slice(slash + 1);
    if (last !== name) add(readWords(last), FIELD.other);
    addAgain(document.registry, FIELD.other);
    for (const maintainer of document.maintainers) addAgain(maintainer, FIELD.other);
    addAgain(document.version, FIELD.other);
    if (document.appVersion !== null) addAgain(document.appVersion, FIELD.other);
    for (const tag of Object.keys(document.channels)) addAgain(tag, FIELD.other);
    builder.next();
    if (place % slice === slice - 1) yield;
  }
  yield;
  return { ...builder.build(), nameWords };
}

/** The charts whose whole name, written as one word, is the word of this id. */
export function namedBy({ starts, things, masks }: ChartWords, id: number): number[] {
  const places: number[] = [];
  const end = starts[id + 1] ?? 0;
  for (let i = starts[id] ?? 0; i < end; i += 1)
    if (((masks[i] ?? 0) & FIELD.whole) !== 0) places.push(things[i] ?? 0);
  return places;
}
