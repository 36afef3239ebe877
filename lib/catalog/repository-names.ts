import type { ChartReader } from '@/lib/catalog/chart-reader';
import type { DiscoveryReport } from '@/lib/catalog/registry-state';
import type { RepositoryScope } from '@/lib/catalog/source';
import { isRepositoryName } from '@/lib/oci/names';
import type { CallOptions } from '@/lib/oci/registry';
import { RegistryError, type RegistryErrorKind } from '@/lib/oci/registry-error';

/** What a registry without a catalog for us answers. */
const NO_CATALOG: ReadonlySet<RegistryErrorKind> = new Set([
  'unsupported',
  'not_found',
  'unauthorized',
  'denied',
  'protocol',
]);

/** What a registry's catalog gave. Filled while the names are walked. */
export interface NameList {
  /** names to be looked at */
  found: Set<string>;
  /** names outside the grammar, at most 100 */
  unusable: string[];
  /** why the list is not all there is, in plain words */
  note: string | null;
  /** how they were found */
  report: DiscoveryReport;
}

/**
 * Walks the repositories of a registry that are in scope, page by page as the registry gives them. Where it lists
 * nothing, those that are configured by their full names.
 * @throws RegistryError when the catalog can not be read (to its end)
 */
export async function* repositoryNames(
  reader: ChartReader,
  scope: RepositoryScope,
  names: NameList,
  call: CallOptions,
): AsyncGenerator<string, void, void> {
  if (!scope.closed) {
    try {
      for await (const page of reader.repositories(scope, names.report, call))
        yield* addNames(page, scope, names);
    } catch (error) {
      const listsNothing =
        error instanceof RegistryError && NO_CATALOG.has(error.kind) && names.found.size === 0;
      if (!listsNothing || scope.exact.length === 0) throw error;
      names.note = `The registry does not list its repositories, so only those configured by their full names are read. ${error.message}`;
    }
  }
  if (scope.exact.length > 0 && names.report.method === null) {
    names.report.method = 'configured';
    names.report.attempts.push({ method: 'configured', outcome: 'used', detail: '' });
  }
  yield* addNames(scope.exact, scope, names);
}

/** A whole page is counted before its first name is given out, so that progress shows what is to come. */
function addNames(page: readonly string[], scope: RepositoryScope, names: NameList): string[] {
  const fresh: string[] = [];
  for (const name of page) {
    if (!isRepositoryName(name)) {
      if (names.unusable.length < 100) names.unusable.push(name);
    } else if (scope.includes(name) && !names.found.has(name)) {
      names.found.add(name);
      fresh.push(name);
    }
  }
  return fresh;
}
