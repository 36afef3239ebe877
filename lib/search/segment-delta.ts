import { z } from 'zod';
import {
  decodeSegment,
  encodeSegment,
  parseSegmentJson,
  type SegmentPart,
  type SegmentRows,
} from '@/lib/search/segment';
import { SegmentError } from '@/lib/search/segment-columns';
import { compareRepositories } from '@/lib/search/segment-repositories';

/** What makes the rows of a part newer, whatever the part. */
export interface RowChanges<Row> {
  /** repositories whose rows are gone */
  removed: readonly string[];
  /** rows that came or changed, by repository */
  rows: readonly Row[];
}

/** Row changes, and the hashes of the segments they lead from and to. */
export interface SegmentDelta<Part extends SegmentPart> extends RowChanges<SegmentRows[Part]> {
  from: string;
  to: string;
}

const Delta = z.object({
  from: z.string(),
  to: z.string(),
  removed: z.array(z.string()),
  /** a segment of its own */
  rows: z.string(),
});

interface Named {
  repository: string;
}

/** What turns one state of a part into a later one. Both are sorted by repository; rows they share cost nothing. */
export function diffSegment<R extends Named>(before: readonly R[], after: readonly R[]): RowChanges<R> {
  const removed: string[] = [];
  const rows: R[] = [];
  let old = 0;
  for (const row of after) {
    for (let known = before[old]; known !== undefined; known = before[old]) {
      if (compareRepositories(known.repository, row.repository) >= 0) break;
      removed.push(known.repository);
      old += 1;
    }
    const known = before[old];
    if (known?.repository === row.repository) {
      if (!isSame(known, row)) rows.push(row);
      old += 1;
    } else rows.push(row);
  }
  for (const { repository } of before.slice(old)) removed.push(repository);
  return { removed, rows };
}

/**
 * The later state. Rows that did not change are the same objects as before.
 * @param before sorted by repository
 */
export function applyDelta<R extends Named>(before: readonly R[], { removed, rows }: RowChanges<R>): R[] {
  const gone = new Set(removed);
  const kept = gone.size === 0 ? before : before.filter(({ repository }) => !gone.has(repository));
  const after: R[] = [];
  let next = 0;
  for (const row of kept) {
    for (let come = rows[next]; come !== undefined; come = rows[next]) {
      if (compareRepositories(come.repository, row.repository) >= 0) break;
      after.push(come);
      next += 1;
    }
    const come = rows[next];
    if (come?.repository === row.repository) {
      after.push(come);
      next += 1;
    } else after.push(row);
  }
  for (const row of rows.slice(next)) after.push(row);
  return after;
}

/** A delta as a text: JSON, with the rows in it as a segment. */
export function encodeDelta<Part extends SegmentPart>(
  part: Part,
  { from, to, removed, rows }: SegmentDelta<Part>,
): string {
  return JSON.stringify({ from, to, removed, rows: encodeSegment(part, rows) });
}

/**
 * @param registry that the part is of
 * @throws SegmentError when the text is no delta of such a part, or of another format
 */
export function decodeDelta<Part extends SegmentPart>(
  part: Part,
  registry: string,
  text: string,
): SegmentDelta<Part> {
  const result = Delta.safeParse(parseSegmentJson(text));
  if (!result.success)
    throw new SegmentError('A change of the search index has another format.', { cause: result.error });
  const { rows, ...delta } = result.data;
  return { ...delta, rows: decodeSegment(part, registry, rows) };
}

// Rows of a part are all made with their members in one order.
function isSame(a: Named, b: Named): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
