import type { z } from 'zod';
import { decodeDictionary, DictionaryColumn, encodeDictionary } from '@/lib/search/segment-columns';
import { decodeRepositories, encodeRepositories, RepositoryColumns } from '@/lib/search/segment-repositories';

/** A chart's icon; a chart without one has no row. */
export interface IconRow {
  repository: string;
  icon: string;
}

/** The `icons` segment's columns. */
export const IconColumns = RepositoryColumns.extend({ icons: DictionaryColumn });

/** @param rows of one registry, by repository */
export function encodeIcons(rows: readonly IconRow[]): z.infer<typeof IconColumns> {
  return { ...encodeRepositories(rows), icons: encodeDictionary(rows.map(({ icon }) => icon)) };
}

/**
 * The rows that `encodeIcons` was given.
 * @throws SegmentError when the columns do not fit each other
 */
export function decodeIcons(columns: z.infer<typeof IconColumns>): IconRow[] {
  const repositories = decodeRepositories(columns);
  const icons = decodeDictionary(columns.icons, repositories.length);
  return repositories.map((repository, row) => ({ repository, icon: icons[row] ?? '' }));
}
