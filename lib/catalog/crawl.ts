import { runBounded } from '@/lib/oci/run-bounded';
import type { ChartReader } from '@/lib/catalog/chart-reader';
import { describeFailure, isCanceled, isSilence } from '@/lib/catalog/failure';
import type { Look } from '@/lib/catalog/look';
import type { DiscoveryReport, RepositoryFailure } from '@/lib/catalog/registry-state';
import { repositoryNames, type NameList } from '@/lib/catalog/repository-names';
import type { RepositoryReader } from '@/lib/catalog/repository-reader';
import type { RepositoryShelf } from '@/lib/catalog/repository-shelf';
import { scopeOf, type Source } from '@/lib/catalog/source';
import { RegistryError } from '@/lib/oci/registry-error';

/** Repositories read at once. The registry client bounds the requests; this bounds what waits for it. */
const WIDTH = 24;
/** So many repositories in a row without an answer, and the crawl ends: the registry is down. */
const MAX_SILENCE = 20;
/** Failures kept to be shown. */
const MAX_FAILURES = 100;

/** What a crawl came to. */
export interface CrawlOutcome {
  /** whether the registry gave any answer */
  reached: boolean;
  /** whether everything that was found could be read */
  complete: boolean;
  /** why not, in plain words */
  error: string | null;
  repositories: number;
  failures: RepositoryFailure[];
  discovery: DiscoveryReport;
}

export interface CrawlProgress {
  read: number;
  found: number;
}

export interface CrawlOptions {
  source: Source;
  charts: ChartReader;
  reader: RepositoryReader;
  shelf: RepositoryShelf;
  look: Look;
  signal: AbortSignal;
  /** counted up as the crawl goes on */
  progress: CrawlProgress;
  /** called with the registry's first answer */
  onReached: () => void;
}

/**
 * Reads a registry once: its repositories as its catalog names them, and in each what is new. What fails is listed and
 * takes nothing else with it. Repositories that are gone are forgotten, if the whole catalog could be read.
 * @throws RegistryError `canceled` when the signal is aborted; a bug. The registry's failures are in the outcome.
 */
export async function crawl(options: CrawlOptions): Promise<CrawlOutcome> {
  const { source, charts, shelf, signal, progress } = options;
  const visit = new CrawlVisit(options);
  const scope = scopeOf(source.repositories);
  const discovery: DiscoveryReport = { method: null, attempts: [] };
  const names: NameList = { found: new Set(), unusable: [], note: null, report: discovery };
  let broken: unknown;
  try {
    const found = repositoryNames(charts, scope, names, { signal, priority: 'background' });
    await runBounded(countNames(found, names, progress), WIDTH, (repository) => visit.look(repository));
  } catch (error) {
    if (isCanceled(error)) throw error;
    broken = error;
  }
  if (broken === undefined && names.note === null) await forgetTheRest(options, names.found, visit.gone);
  await shelf.flush();
  const missing = scope.exact.filter((repository) => visit.gone.has(repository));
  const failures = [
    ...visit.failures,
    ...missing.map((repository) => ({ repository, message: 'The registry has no repository of this name.' })),
    ...visit.problems,
    ...names.unusable.map((repository) => ({
      repository: repository.slice(0, 255),
      message: 'The name is outside the OCI grammar, so it can not be asked for.',
    })),
  ];
  const error = broken === undefined ? visit.summary() : describeFailure(broken);
  return {
    reached: visit.reached || names.found.size > 0 || broken === undefined || !isSilence(broken),
    complete: error === null && names.note === null,
    error: error ?? names.note,
    repositories: names.found.size,
    failures: failures.slice(0, MAX_FAILURES),
    discovery,
  };
}

/** Looks at repositories and keeps account of what fails. */
class CrawlVisit {
  readonly failures: RepositoryFailure[] = [];
  /** repositories whose content is wrong: read, but nothing to show for it */
  readonly problems: RepositoryFailure[] = [];
  readonly gone = new Set<string>();
  reached = false;
  readonly #options: CrawlOptions;
  #failed = 0;
  #silence = 0;

  constructor(options: CrawlOptions) {
    this.#options = options;
  }

  async look(repository: string): Promise<void> {
    const { source, reader, shelf, look, signal, progress, onReached } = this.#options;
    try {
      await reader.look(source, repository, look, { signal, priority: 'background' });
      const problem = shelf.get({ registry: source.name, repository })?.record.problem ?? null;
      if (problem !== null) this.problems.push({ repository, message: problem });
      this.#silence = 0;
    } catch (error) {
      if (isCanceled(error)) throw error;
      if (error instanceof RegistryError && error.kind === 'not_found') this.gone.add(repository);
      else this.#fail(repository, error);
      this.#silence = isSilence(error) ? this.#silence + 1 : 0;
      if (this.#silence >= MAX_SILENCE) throw error;
    }
    progress.read += 1;
    if (this.#silence === 0 && !this.reached) {
      this.reached = true;
      onReached();
    }
  }

  /** Why not everything could be read, or null. */
  summary(): string | null {
    if (this.#failed === 0) return null;
    const first = this.failures[0];
    const count = this.#failed === 1 ? '1 repository' : `${this.#failed} repositories`;
    return `${count} could not be read. ${first === undefined ? '' : `${first.repository}: ${first.message}`}`;
  }

  #fail(repository: string, error: unknown): void {
    this.#failed += 1;
    if (this.failures.length < MAX_FAILURES)
      this.failures.push({ repository, message: describeFailure(error) });
  }
}

async function* countNames(
  found: AsyncIterable<string>,
  names: NameList,
  progress: CrawlProgress,
): AsyncGenerator<string, void, void> {
  for await (const name of found) {
    progress.found = names.found.size;
    yield name;
  }
}

async function forgetTheRest(
  { source, shelf }: CrawlOptions,
  found: ReadonlySet<string>,
  gone: ReadonlySet<string>,
): Promise<void> {
  const left = [...shelf.all()].filter(
    ({ address: { registry, repository } }) =>
      registry === source.name && (!found.has(repository) || gone.has(repository)),
  );
  for (const { address } of left) await shelf.drop(address);
}
