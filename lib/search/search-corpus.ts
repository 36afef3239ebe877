import { readChannelName } from '@/lib/search/channel-name';
import { indexChartWords, type ChartWords } from '@/lib/search/chart-words';
import { createFieldValues, type FieldValues } from '@/lib/search/field-values';
import { indexImageWords, type ImageWords } from '@/lib/search/image-words';
import { listNamespaces, type SearchDocument } from '@/lib/search/search-document';
import { orderDocuments, type SearchOrder } from '@/lib/search/search-order';
import { indexValues, type ValueIndex } from '@/lib/search/value-index';

/** What is searched. */
export interface SearchCorpus {
  documents: readonly SearchDocument[];
  /** by chart, the image references of it; null when they are not known yet */
  images: readonly (readonly string[])[] | null;
}

/** What is searched, prepared. */
export interface IndexedCorpus {
  documents: readonly SearchDocument[];
  words: ChartWords;
  images: ImageWords | null;
  order: SearchOrder;
  registries: ValueIndex;
  namespaces: ValueIndex;
  keywords: ValueIndex;
  channels: ValueIndex;
  values: FieldValues;
}

/** Prepares charts for searching, a slice at a time. The lists may not change afterwards. */
export function* indexCorpus({ documents, images }: SearchCorpus): Generator<void, IndexedCorpus, void> {
  const words = yield* indexChartWords(documents);
  yield;
  const order = orderDocuments(documents);
  yield;
  // Charts lie in few namespaces.
  const known = new Map<string, string[]>();
  const listKnownNamespaces = (repository: string): string[] => {
    const path = repository.slice(0, repository.lastIndexOf('/') + 1);
    let names = known.get(path);
    if (names === undefined) {
      names = listNamespaces(repository);
      known.set(path, names);
    }
    return names;
  };
  const registries = indexValues(documents, ({ registry }) => [registry]);
  const namespaces = indexValues(documents, ({ repository }) => listKnownNamespaces(repository));
  yield;
  const keywords = indexValues(documents, (document) => document.keywords.map((one) => one.toLowerCase()));
  const channels = indexValues(documents, (document) => Object.keys(document.channels).map(readChannelName));
  yield;
  return {
    documents,
    words,
    images: images === null ? null : yield* indexImageWords(images),
    order,
    registries,
    namespaces,
    keywords,
    channels,
    values: createFieldValues(documents),
  };
}

/** Adds what images charts use to a corpus that is prepared already. */
export function* indexImages(
  corpus: IndexedCorpus,
  images: readonly (readonly string[])[],
): Generator<void, IndexedCorpus, void> {
  return { ...corpus, images: yield* indexImageWords(images) };
}
