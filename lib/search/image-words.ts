import { invertLists } from '@/lib/search/invert-lists';
import { createPostingsBuilder, type Postings } from '@/lib/search/postings';
import { foldText, visitWords, type WordVisitor } from '@/lib/search/search-words';

/** The image references of charts, each once. */
export interface ImageWords extends Postings {
  references: readonly string[];
  /** the same in small letters, to look for parts */
  folded: readonly string[];
  /** what each image is called: `nginx` of `docker.io/library/nginx:1.25@sha256:…`, in small letters */
  names: readonly string[];
  /** by chart: where its references begin in `ofChart`; one more at the end */
  chartStarts: Int32Array;
  ofChart: Int32Array;
  /** by reference: where the charts that use it begin in `users`; one more at the end */
  userStarts: Int32Array;
  users: Int32Array;
}

/**
 * Reads the words of image references.
 * @param images by chart
 * @param slice charts a step
 */
export function* indexImageWords(
  images: readonly (readonly string[])[],
  slice = 5000,
): Generator<void, ImageWords, void> {
  const ids = new Map<string, number>();
  const chartStarts = new Int32Array(images.length + 1);
  const ofChart = new Int32Array(images.reduce((sum, references) => sum + references.length, 0));
  let size = 0;
  for (const [place, references] of images.entries()) {
    for (const reference of references) {
      let id = ids.get(reference);
      if (id === undefined) {
        id = ids.size;
        ids.set(reference, id);
      }
      ofChart[size] = id;
      size += 1;
    }
    chartStarts[place + 1] = size;
    if (place % slice === slice - 1) yield;
  }
  const references = [...ids.keys()];
  const builder = createPostingsBuilder(references.length);
  const add: WordVisitor = (text, start, end) => builder.add(builder.number(text, start, end), 1);
  for (const [id, reference] of references.entries()) {
    visitWords(reference, add);
    builder.next();
    if (id % slice === slice - 1) yield;
  }
  const folded = references.map(foldText);
  const { starts: userStarts, owners: users } = invertLists(references.length, chartStarts, ofChart);
  return {
    ...builder.build(),
    references,
    folded,
    names: folded.map(nameOfImage),
    chartStarts,
    ofChart,
    userStarts,
    users,
  };
}

/** The last segment of a reference's path, without tag and digest. */
export function nameOfImage(reference: string): string {
  const digest = reference.indexOf('@');
  const path = digest < 0 ? reference : reference.slice(0, digest);
  const last = path.slice(path.lastIndexOf('/') + 1);
  const tag = last.indexOf(':');
  return tag < 0 ? last : last.slice(0, tag);
}

/** The charts that use a reference. */
export function usersOf({ userStarts, users }: ImageWords, id: number): Int32Array {
  return users.subarray(userStarts[id], userStarts[id + 1]);
}

/** Marks with 1 the charts that use an image with `part` in its reference. */
export function markUsers({ folded, userStarts, users }: ImageWords, part: string, marks: Uint8Array): void {
  for (let id = 0; id < folded.length; id += 1) {
    if (folded[id]?.includes(part) !== true) continue;
    const end = userStarts[id + 1] ?? 0;
    for (let i = userStarts[id] ?? 0; i < end; i += 1) marks[users[i] ?? 0] = 1;
  }
}
