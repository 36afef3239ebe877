import { AppError } from '@/lib/errors';
import { readArchivePath } from '@/lib/helm/archive-path';
import type { ChartProblem } from '@/lib/helm/chart-problem';
import { gunzipMembers } from '@/lib/helm/gzip-members';
import { ARCHIVE_LIMITS, formatBytes, type ArchiveLimits } from '@/lib/helm/limits';
import { escapeUnsafe, truncateText } from '@/lib/helm/plain-text';
import { readTarEntries, type TarEntry } from '@/lib/helm/tar-entries';

/** The files of a chart archive, in memory. */
export interface ChartArchive {
  /** path inside the chart, without its top folder → content; in the archive's order */
  files: ReadonlyMap<string, Uint8Array>;
  /** path of an embedded `charts/*.tgz` → what is inside */
  archives: ReadonlyMap<string, ChartArchive>;
  problems: ChartProblem[];
}

/** Replaceable for tests and for machines with little memory. */
export interface ReadArchiveOptions {
  limits?: ArchiveLimits;
  /** a clock in milliseconds; only differences count */
  now?: () => number;
}

// One list of problems must not become the flood itself.
const MAX_PROBLEMS = 50;
const EMBEDDED = /(^|\/)charts\/[^/_.][^/]*\.tgz$/;

/**
 * Opens a chart archive (gzipped tar), streaming and with limits that are counted while inflating. Links and devices
 * are never followed, paths never leave the chart, nothing is written to a disk. When a path occurs twice the first
 * one counts. What only concerns a part (one file too large, a link, a broken embedded chart) becomes a problem and
 * the rest is read; the same holds for an archive that breaks off after some files.
 * @throws AppError `invalid_chart` when it is no chart archive or passes a limit; the message names the limit
 */
export async function readChartArchive(
  bytes: Uint8Array,
  options: ReadArchiveOptions = {},
): Promise<ChartArchive> {
  const limits = options.limits ?? ARCHIVE_LIMITS;
  if (bytes.byteLength > limits.compressed) {
    throw new AppError(
      'invalid_chart',
      `The chart archive is ${formatBytes(bytes.byteLength)} large; at most ${formatBytes(limits.compressed)} are opened.`,
    );
  }
  const now = options.now ?? (() => performance.now());
  return readArchive(bytes, new Budget(limits, now), 0);
}

// A limit of the whole reading, as against one of an embedded archive: it ends everything.
class LimitError extends AppError {
  constructor(limit: string) {
    super('invalid_chart', `The chart archive ${limit}; it was not opened.`);
  }
}

class Budget {
  readonly limits: ArchiveLimits;
  readonly #now: () => number;
  readonly #deadline: number;
  #inflated = 0;
  #entries = 0;

  constructor(limits: ArchiveLimits, now: () => number) {
    this.limits = limits;
    this.#now = now;
    this.#deadline = now() + limits.milliseconds;
  }

  inflate(size: number): void {
    this.#inflated += size;
    if (this.#inflated > this.limits.inflated) {
      throw new LimitError(`is larger than ${formatBytes(this.limits.inflated)} when inflated`);
    }
    if (this.#now() > this.#deadline) {
      throw new LimitError(`takes longer than ${this.limits.milliseconds / 1000} seconds to read`);
    }
  }

  enter(): void {
    this.#entries += 1;
    if (this.#entries > this.limits.entries)
      throw new LimitError(`has more than ${this.limits.entries} entries`);
  }
}

class Opening {
  readonly files = new Map<string, Uint8Array>();
  readonly archives = new Map<string, ChartArchive>();
  readonly problems: ChartProblem[] = [];
  readonly folders = new Set<string>();

  report(part: string, message: string): void {
    if (this.problems.length === MAX_PROBLEMS) {
      this.problems.push({ part: 'archive', message: 'There are more problems; only the first are listed.' });
    }
    if (this.problems.length > MAX_PROBLEMS) return;
    this.problems.push({ part: truncateText(escapeUnsafe(part), 256), message });
  }
}

async function readArchive(bytes: Uint8Array, budget: Budget, depth: number): Promise<ChartArchive> {
  const opening = new Opening();
  let ignored = 0;
  const inflated = async function* (): AsyncGenerator<Uint8Array> {
    const members = gunzipMembers(bytes, budget.limits.members);
    for (let next = await members.next(); ; next = await members.next()) {
      if (next.done === true) {
        ignored = next.value;
        return;
      }
      budget.inflate(next.value.byteLength);
      yield next.value;
    }
  };
  try {
    const { entriesAfterEnd } = await readTarEntries(inflated(), (entry) =>
      visit(entry, opening, budget, depth),
    );
    if (entriesAfterEnd) opening.report('archive', 'Entries behind the end of the archive were left out.');
    if (ignored > 0)
      opening.report('archive', `${formatBytes(ignored)} behind the end of the archive were ignored.`);
  } catch (error) {
    if (error instanceof LimitError) throw error;
    const failure = error instanceof AppError ? error : unreadable(error);
    if (opening.files.size === 0) throw failure;
    opening.report('archive', `${failure.message} What came before is shown.`);
  }
  if (opening.files.size === 0) {
    const reason = opening.problems[0] === undefined ? '' : ` ${opening.problems[0].message}`;
    throw new AppError('invalid_chart', `The chart archive holds no files.${reason}`);
  }
  if (!opening.files.has('Chart.yaml'))
    opening.report('Chart.yaml', 'The archive has no Chart.yaml in its folder.');
  if (opening.folders.size > 1) {
    opening.report(
      'archive',
      `It has ${opening.folders.size} top folders; a chart has one. They are shown as one.`,
    );
  }
  return { files: opening.files, archives: opening.archives, problems: opening.problems };
}

async function visit(entry: TarEntry, opening: Opening, budget: Budget, depth: number): Promise<void> {
  budget.enter();
  const place = readArchivePath(entry.name, budget.limits.path);
  if (place.kind === 'none') return;
  if (place.kind === 'refused') {
    opening.report(entry.name, `Left out: ${place.reason}.`);
    return;
  }
  if (entry.type === 'directory') return;
  const { folder, path } = place;
  if (entry.type !== 'file' && entry.type !== 'contiguous-file') {
    opening.report(
      path || folder,
      `Left out: a ${entry.type ?? 'entry of unknown type'} is not allowed in a chart.`,
    );
    return;
  }
  if (path === '') {
    opening.report(folder, 'Left out: it is not inside the chart’s folder.');
    return;
  }
  opening.folders.add(folder);
  if (opening.files.has(path)) {
    opening.report(path, 'It is in the archive more than once; the first one is shown.');
    return;
  }
  const content = await entry.read(budget.limits.file);
  if (content === undefined) {
    opening.report(path, `Left out: it is larger than ${formatBytes(budget.limits.file)}.`);
    return;
  }
  opening.files.set(path, content);
  if (EMBEDDED.test(path)) await openEmbedded(path, content, opening, budget, depth + 1);
}

async function openEmbedded(
  path: string,
  content: Uint8Array,
  opening: Opening,
  budget: Budget,
  depth: number,
): Promise<void> {
  if (depth > budget.limits.depth) {
    opening.report(path, `Not opened: charts are nested deeper than ${budget.limits.depth} archives.`);
    return;
  }
  try {
    const archive = await readArchive(content, budget, depth);
    opening.archives.set(path, archive);
    for (const { part, message } of archive.problems) opening.report(`${path}/${part}`, message);
  } catch (error) {
    if (!(error instanceof AppError) || error instanceof LimitError) throw error;
    opening.report(path, error.message);
  }
}

function unreadable(cause: unknown): AppError {
  const reason = cause instanceof Error ? truncateText(cause.message, 200) : 'unknown error';
  return new AppError('invalid_chart', `The chart archive cannot be read: ${reason.replace(/\.$/, '')}.`, {
    cause,
  });
}
