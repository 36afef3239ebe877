import type { ComparedFile } from '@/lib/api/schema/comparison';

type Hunk = ComparedFile['hunks'][number];

/** Lines of a hunk that follow one another and went the same way. */
export interface DiffRun {
  kind: 'added' | 'removed' | 'same';
  /** the place of its first line in the hunk, from 0 */
  start: number;
  /** its lines, each with its sign */
  text: string;
}

const KINDS: Readonly<Record<string, DiffRun['kind']>> = { '+': 'added', '-': 'removed' };

/** Puts lines with the same sign together, so that a long diff takes few elements. */
export function diffRuns(lines: readonly string[]): DiffRun[] {
  const runs: DiffRun[] = [];
  for (const [start, line] of lines.entries()) {
    const kind = KINDS[line[0] ?? ''] ?? 'same';
    const last = runs.at(-1);
    if (last?.kind === kind) last.text += `\n${line}`;
    else runs.push({ kind, start, text: line });
  }
  return runs;
}

/** The first `most` lines of hunks, and the others; a hunk in between becomes two. */
export function splitHunks(hunks: readonly Hunk[], most: number): { first: Hunk[]; rest: Hunk[] } {
  const first: Hunk[] = [];
  const rest: Hunk[] = [];
  let room = most;
  for (const hunk of hunks) {
    const [shown, hidden] = [hunk.lines.slice(0, room), hunk.lines.slice(room)];
    room -= shown.length;
    if (shown.length > 0) first.push({ ...hunk, lines: shown });
    if (hidden.length === 0) continue;
    rest.push({
      fromLine: hunk.fromLine + shown.filter((line) => !line.startsWith('+')).length,
      toLine: hunk.toLine + shown.filter((line) => !line.startsWith('-')).length,
      lines: hidden,
    });
  }
  return { first, rest };
}
