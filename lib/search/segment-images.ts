import type { z } from 'zod';
import {
  decodeDictionary,
  decodeNumbers,
  DictionaryColumn,
  encodeDictionary,
  encodeNumbers,
  NumberColumn,
  SegmentError,
} from '@/lib/search/segment-columns';
import { decodeRepositories, encodeRepositories, RepositoryColumns } from '@/lib/search/segment-repositories';

/** The distinct images that a chart's newest version and its channels refer to; a chart without any has no row. */
export interface ImagesRow {
  repository: string;
  images: readonly string[];
}

/** The `images` segment's columns: how many images each row has, and these, row after row. */
export const ImageColumns = RepositoryColumns.extend({ counts: NumberColumn, images: DictionaryColumn });

/** Images of one registry at most: a segment that says more is none. */
const MAX_IMAGES = 10_000_000;

/** @param rows of one registry, by repository */
export function encodeImages(rows: readonly ImagesRow[]): z.infer<typeof ImageColumns> {
  return {
    ...encodeRepositories(rows),
    counts: encodeNumbers(rows.map(({ images }) => images.length)),
    images: encodeDictionary(rows.flatMap(({ images }) => images)),
  };
}

/**
 * The rows that `encodeImages` was given.
 * @throws SegmentError when the columns do not fit each other
 */
export function decodeImages(columns: z.infer<typeof ImageColumns>): ImagesRow[] {
  const repositories = decodeRepositories(columns);
  const counts = decodeNumbers(columns.counts, repositories.length);
  let sum = 0;
  for (const count of counts) {
    sum += count;
    if (count < 0 || sum > MAX_IMAGES) throw new SegmentError('A row has no such number of images.');
  }
  const images = decodeDictionary(columns.images, sum);
  let at = 0;
  return repositories.map((repository, row) => {
    const from = at;
    at += counts[row] ?? 0;
    return { repository, images: images.slice(from, at).map((image) => image ?? '') };
  });
}
