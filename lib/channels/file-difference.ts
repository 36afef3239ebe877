import { isUtf8 } from 'node:buffer';
import { structuredPatch } from 'diff';
import { escapeUnsafe, truncateText } from '@/lib/helm/plain-text';

/** What a file of a chart is for. */
export type FileKind = 'values' | 'schema' | 'template' | 'crd' | 'other';

/** Lines that differ, with three equal ones around them. */
export interface Hunk {
  /** the first line, from 1 */
  fromLine: number;
  toLine: number;
  /** each begins with ` `, `-` or `+`; long ones are cut */
  lines: string[];
}

/** A file that two charts do not have alike. */
export interface FileDifference {
  /** inside the chart; embedded archives count as folders */
  path: string;
  kind: FileKind;
  change: 'added' | 'removed' | 'changed';
  hunks: Hunk[];
  /** lines that come and go; null where they were not counted */
  lines: { added: number; removed: number } | null;
  /** why `hunks` do not show all of it, as a sentence; null where they do */
  note: string | null;
}

/** How much is compared. */
export interface DifferenceLimits {
  files: number;
  /** characters of one file */
  characters: number;
  /** lines shown of one file, and of all together */
  linesOfFile: number;
  lines: number;
  /** for one file, during which nothing else runs, and for all together */
  millisecondsOfFile: number;
  milliseconds: number;
}

export const DIFFERENCE_LIMITS: DifferenceLimits = {
  files: 400,
  characters: 512 * 1024,
  linesOfFile: 1500,
  lines: 8000,
  millisecondsOfFile: 200,
  milliseconds: 1500,
};

/** What the comparing of files runs on. */
export interface DifferencePorts {
  /** a clock in milliseconds; only differences count */
  now: () => number;
  /** lets others run; called between files */
  pause: () => Promise<void>;
  limits?: DifferenceLimits;
}

const CONTEXT = 3;
const MAX_LINE = 400;

/**
 * What differs between the files of two charts, as unified hunks: the schema first, then templates, CRDs and the rest, the
 * chart's own before those of its subcharts. Both are untrusted: what is no text, too large, or takes too long is named
 * only, characters that would disturb are written out. A file that only ends its lines in another way has no hunks.
 * @returns the files, and how many more there are past the limit
 */
export async function compareFiles(
  from: ReadonlyMap<string, Uint8Array>,
  to: ReadonlyMap<string, Uint8Array>,
  { now, pause, limits = DIFFERENCE_LIMITS }: DifferencePorts,
): Promise<{ files: FileDifference[]; more: number }> {
  const paths = [...new Set([...from.keys(), ...to.keys()])]
    .filter((path) => !isEqual(from.get(path), to.get(path)))
    .sort(comparePaths);
  const deadline = now() + limits.milliseconds;
  let lines = limits.lines;
  const files: FileDifference[] = [];
  for (const path of paths.slice(0, limits.files)) {
    const left = deadline - now();
    const room = Math.min(lines, limits.linesOfFile);
    const file = compareFile(path, from.get(path), to.get(path), { ...limits, linesOfFile: room }, left);
    lines -= file.hunks.reduce((sum, hunk) => sum + hunk.lines.length, 0);
    files.push(file);
    await pause();
  }
  return { files, more: Math.max(0, paths.length - limits.files) };
}

/** What a file of a chart is for, by its path. */
export function fileKind(path: string): FileKind {
  const own = path.replace(/^(charts\/[^/]+\/)+/, '');
  if (own === 'values.yaml') return 'values';
  if (own === 'values.schema.json') return 'schema';
  if (own.startsWith('templates/')) return 'template';
  return own.startsWith('crds/') ? 'crd' : 'other';
}

const ORDER: readonly FileKind[] = ['schema', 'template', 'crd', 'other', 'values'];

function comparePaths(a: string, b: string): number {
  const depth = Number(a.startsWith('charts/')) - Number(b.startsWith('charts/'));
  return depth || ORDER.indexOf(fileKind(a)) - ORDER.indexOf(fileKind(b)) || (a < b ? -1 : Number(a > b));
}

function compareFile(
  path: string,
  before: Uint8Array | undefined,
  after: Uint8Array | undefined,
  limits: DifferenceLimits,
  left: number,
): FileDifference {
  const change = before === undefined ? 'added' : after === undefined ? 'removed' : 'changed';
  const named = { path: truncateText(escapeUnsafe(path), 1024), kind: fileKind(path), change } as const;
  const only = (note: string): FileDifference => ({ ...named, hunks: [], lines: null, note });
  const [old, fresh] = [readLines(before), readLines(after)];
  if (old === undefined || fresh === undefined) return only('It is not text.');
  if (Math.max(old.length, fresh.length) > limits.characters)
    return only(`It is larger than ${limits.characters / 1024} KiB, so it was not compared.`);
  if (limits.linesOfFile <= 0 || left <= 0) return only('There was no room left to show what differs in it.');
  if (old === fresh) return only('Only the ends of its lines differ.');
  const patch = structuredPatch('', '', old, fresh, undefined, undefined, {
    context: CONTEXT,
    timeout: Math.min(left, limits.millisecondsOfFile),
  });
  if (patch === undefined) return only('It differs in so much that comparing it would take too long.');
  const all = patch.hunks.map(({ oldStart, newStart, lines }) => ({
    fromLine: oldStart,
    toLine: newStart,
    lines,
  }));
  const { hunks, cut } = cutHunks(all, limits.linesOfFile);
  const count = (sign: string): number =>
    all.reduce((sum, { lines }) => sum + lines.filter((line) => line.startsWith(sign)).length, 0);
  return {
    ...named,
    hunks,
    lines: { added: count('+'), removed: count('-') },
    note: cut ? 'Only the beginning of what differs is shown.' : null,
  };
}

function cutHunks(hunks: readonly Hunk[], most: number): { hunks: Hunk[]; cut: boolean } {
  let room = most;
  const shown: Hunk[] = [];
  for (const hunk of hunks) {
    if (room === 0) return { hunks: shown, cut: true };
    const lines = hunk.lines.slice(0, room).map(shownLine);
    room -= lines.length;
    shown.push({ ...hunk, lines });
    if (lines.length < hunk.lines.length) return { hunks: shown, cut: true };
  }
  return { hunks: shown, cut: false };
}

// A template may hide what it does behind characters that turn the reading direction.
function shownLine(line: string): string {
  return truncateText(escapeUnsafe(line), MAX_LINE);
}

const decoder = new TextDecoder('utf-8');

/** A file's text with plain line ends; empty for none, undefined for what is not text. */
function readLines(bytes: Uint8Array | undefined): string | undefined {
  if (bytes === undefined) return '';
  if (bytes.includes(0) || !isUtf8(bytes)) return undefined;
  return decoder.decode(bytes).replaceAll('\r\n', '\n');
}

function isEqual(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a !== undefined && b !== undefined && Buffer.compare(a, b) === 0;
}
