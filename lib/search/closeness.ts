import { usersOf } from '@/lib/search/image-words';
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
  const { documents } = corpus;
  const distances = Float64Array.from(documents, ({ deprecated }) => (deprecated ? 1 : 0));
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
  const preferred = distances.slice();
  for (const [id, reference] of images.folded.entries()) {
    if (!parts.some((part) => reference.includes(part))) continue;
    for (const place of usersOf(images, id)) {
      const distance = preferred[place] ?? 0;
      if (distance > USES_IMAGE && distance < PARTIAL) preferred[place] = USES_IMAGE;
    }
  }
  return preferred;
}

function addNames({ documents }: IndexedCorpus, values: readonly string[], distances: Float64Array): void {
  const wanted = values.map(compactText);
  for (const [place, { name }] of documents.entries()) {
    const compact = compactText(name);
    if (wanted.includes(compact)) continue;
    const begins = wanted.some((value) => compact.startsWith(value));
    distances[place] = (distances[place] ?? 0) + (begins ? 2 : 4);
  }
}

function addImages({ images }: IndexedCorpus, values: readonly string[], distances: Float64Array): void {
  if (images === null) return;
  const wanted = values.map((value) => nameOfImage(foldText(value)));
  const used = new Uint8Array(distances.length);
  for (const [id, reference] of images.folded.entries()) {
    if (!wanted.includes(nameOfImage(reference))) continue;
    for (const place of usersOf(images, id)) used[place] = 1;
  }
  for (const [place, uses] of used.entries()) if (uses === 0) distances[place] = (distances[place] ?? 0) + 2;
}

/** `nginx` of `docker.io/library/nginx:1.25@sha256:…`. */
function nameOfImage(reference: string): string {
  const path = reference.split('@', 1)[0] ?? '';
  const last = path.slice(path.lastIndexOf('/') + 1);
  return last.split(':', 1)[0] ?? '';
}
