import { z } from 'zod';
import {
  decodeDictionary,
  decodeTexts,
  DictionaryColumn,
  encodeDictionary,
  encodeTexts,
  SegmentError,
} from '@/lib/search/segment-columns';

/** The repositories of a segment's rows: what is before the last slash (null without one), and behind it. */
export const RepositoryColumns = z.object({ namespaces: DictionaryColumn, names: z.string() });

interface Named {
  repository: string;
}

/** @param rows by repository */
export function encodeRepositories(rows: readonly Named[]): z.infer<typeof RepositoryColumns> {
  const slashes = rows.map(({ repository }) => repository.lastIndexOf('/'));
  return {
    namespaces: encodeDictionary(
      rows.map(({ repository }, row) => {
        const slash = slashes[row] ?? -1;
        return slash < 0 ? null : repository.slice(0, slash);
      }),
    ),
    names: encodeTexts(rows.map(({ repository }, row) => repository.slice((slashes[row] ?? -1) + 1))),
  };
}

/**
 * The repositories of a segment's rows, in order.
 * @throws SegmentError when columns differ in length, or the repositories are out of order
 */
export function decodeRepositories({ namespaces, names }: z.infer<typeof RepositoryColumns>): string[] {
  const count = names === '' ? 0 : lineCount(names); // no name is an empty line
  const last = decodeTexts(names, count);
  const repositories = decodeDictionary(namespaces, count).map((namespace, row) =>
    namespace === null ? (last[row] ?? '') : `${namespace}/${last[row] ?? ''}`,
  );
  for (let row = 1; row < count; row += 1) {
    if (compareRepositories(repositories[row - 1] ?? '', repositories[row] ?? '') >= 0) {
      throw new SegmentError('Repositories are out of order.');
    }
  }
  return repositories;
}

/** The order of a segment's rows: by UTF-16 code unit, the same everywhere. */
export function compareRepositories(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function lineCount(text: string): number {
  let count = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}
