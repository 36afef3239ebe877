import { namedBy } from '@/lib/search/chart-words';
import { markUsers, nameOfImage } from '@/lib/search/image-words';
import { PARTIAL, USES_IMAGE } from '@/lib/search/match-words';
import type { Term } from '@/lib/search/query';
import type { IndexedCorpus } from '@/lib/search/search-corpus';
import { compactText, foldText } from '@/lib/search/search-words';

const LOOKS_LIKE_REFERENCE = /[^/:][/:][^/:]/;

/**
 * How far each chart is from what is asked for without free words: by name, the one that is called so before those
 * whose name begins or only has it; by image, those that use it before those whose image is called alike; live charts
 * before deprecated ones.
 */
export function measureCloseness(corpus: IndexedCorpus, terms: readonly Term[]): Float64Array {
  const distances = corpus.order.deprecation.slice();
  for (const { condition, negated } of terms) {
    if (negated || condition.kind !== 'text') continue;
    if (condition.field === 'name') addNames(corpus, condition.values, distances);
    if (condition.field === 'image') addImages(corpus, condition.values, distances);
  }
  return distances;
}

/**
 * A word such as `prom/alertmanager` or `nginx:1.25` is part of an image reference. Charts that use such an image come
 * before those that have its words elsewhere.
 * @param distances from the words; not changed
 */
export function preferUsers(
  { images }: IndexedCorpus,
  terms: readonly Term[],
  distances: Float64Array,
): Float64Array {
  const parts = terms.flatMap(({ condition, negated }) =>
    condition.kind === 'word' && !negated && LOOKS_LIKE_REFERENCE.test(condition.text)
      ? [foldText(condition.text)]
      : [],
  );
  if (images === null || parts.length === 0) return distances;
  const using = new Uint8Array(distances.length);
  for (const part of parts) markUsers(images, part, using);
  return distances.map((distance, place) =>
    using[place] === 1 && distance > USES_IMAGE && distance < PARTIAL ? USES_IMAGE : distance,
  );
}

function addNames(
  { documents, words }: IndexedCorpus,
  values: readonly string[],
  distances: Float64Array,
): void {
  const wanted = values.map(compactText);
  const closer = new Uint8Array(documents.length);
  for (const value of wanted) {
    const [from, to] = words.vocabulary.beginning(value);
    for (let id = from; id < to; id += 1) {
      const nearness = words.vocabulary.words[id] === value ? 4 : 2;
      for (const place of namedBy(words, id)) closer[place] = Math.max(closer[place] ?? 0, nearness);
    }
  }
  for (let place = 0; place < closer.length; place += 1)
    distances[place] = (distances[place] ?? 0) + 4 - (closer[place] ?? 0);
}

function addImages({ images }: IndexedCorpus, values: readonly string[], distances: Float64Array): void {
  if (images === null) return;
  const wanted = new Set(values.map((value) => nameOfImage(foldText(value))));
  const used = new Uint8Array(distances.length);
  for (let id = 0; id < images.names.length; id += 1) {
    if (!wanted.has(images.names[id] ?? '')) continue;
    const end = images.userStarts[id + 1] ?? 0;
    for (let i = images.userStarts[id] ?? 0; i < end; i += 1) used[images.users[i] ?? 0] = 1;
  }
  for (let place = 0; place < used.length; place += 1)
    if (used[place] === 0) distances[place] = (distances[place] ?? 0) + 2;
}
