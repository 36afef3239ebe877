import { z } from 'zod';
import {
  decodeNumbers,
  decodeTexts,
  encodeNumbers,
  encodeTexts,
  NumberColumn,
  sumCounts,
} from '@/lib/search/segment-columns';
import { decodeRepositories, encodeRepositories, RepositoryColumns } from '@/lib/search/segment-repositories';

/** The versions of a repository, newest first. */
export interface VersionsRow {
  repository: string;
  versions: readonly string[];
}

/**
 * The `versions` segment's columns: how many versions each row has, and a line for each. Null is the version before it
 * with its last number one less, which most are.
 */
export const VersionColumns = RepositoryColumns.extend({ counts: NumberColumn, versions: z.string() });

/** @param rows of one registry, by repository */
export function encodeVersions(rows: readonly VersionsRow[]): z.infer<typeof VersionColumns> {
  return {
    ...encodeRepositories(rows),
    counts: encodeNumbers(rows.map(({ versions }) => versions.length)),
    versions: encodeTexts(
      rows.flatMap(({ versions }) =>
        versions.map((version, index) => (version === predecessor(versions[index - 1]) ? null : version)),
      ),
    ),
  };
}

/**
 * The rows that `encodeVersions` was given.
 * @throws SegmentError when the columns do not fit each other
 */
export function decodeVersions(columns: z.infer<typeof VersionColumns>): VersionsRow[] {
  const repositories = decodeRepositories(columns);
  const counts = decodeNumbers(columns.counts, repositories.length);
  const lines = decodeTexts(columns.versions, sumCounts(counts, columns.versions));
  let at = 0;
  return repositories.map((repository, row) => {
    const versions: string[] = [];
    let before: string | undefined;
    for (const end = at + (counts[row] ?? 0); at < end; at += 1) {
      before = lines[at] ?? predecessor(before) ?? '';
      versions.push(before);
    }
    return { repository, versions };
  });
}

/** `1.4.2` before `1.4.3`; undefined where the last number is no plain one above zero. */
function predecessor(version: string | undefined): string | undefined {
  if (version === undefined) return undefined;
  let start = version.length;
  while (start > 0 && isDigit(version.charCodeAt(start - 1))) start -= 1;
  const number = Number(version.slice(start));
  if (start === version.length || version.length - start > 15 || number === 0) return undefined;
  if (version[start] === '0') return undefined;
  return `${version.slice(0, start)}${number - 1}`;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
