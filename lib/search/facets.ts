import { listNamespaces, type SearchDocument } from '@/lib/search/search-document';
import type { SearchRequest } from '@/lib/search/search-request';

/** A value to filter by, and how many charts it would leave. */
interface FacetCount {
  name: string;
  count: number;
}

/** What each filter would leave, with the other filters as they are. */
export interface Facets {
  /** by name */
  registries: FacetCount[];
  /** by count, then name; at most 200, and always the chosen one */
  namespaces: FacetCount[];
  /** deprecated charts */
  deprecated: number;
}

type Filters = Pick<SearchRequest, 'registries' | 'namespace' | 'deprecated'>;

const MAX_NAMESPACES = 200;

/** Splits what the words found into what the filters let through and what each filter could let through. */
export function applyFilters<T extends { document: SearchDocument }>(
  found: readonly T[],
  filters: Filters,
): { kept: T[]; facets: Facets } {
  const wanted = new Set(filters.registries);
  const registries = new Map(filters.registries.map((name) => [name, 0]));
  const namespaces = new Map<string, number>();
  const kept: T[] = [];
  let deprecated = 0;
  for (const entry of found) {
    const { document } = entry;
    const inRegistry = wanted.size === 0 || wanted.has(document.registry);
    const inNamespace = filters.namespace === null || document.repository.startsWith(`${filters.namespace}/`);
    const inState = filters.deprecated === 'show' || document.deprecated === (filters.deprecated === 'only');
    if (inNamespace && inState) count(registries, document.registry);
    if (inRegistry && inState)
      for (const name of listNamespaces(document.repository)) count(namespaces, name);
    if (inRegistry && inNamespace && document.deprecated) deprecated += 1;
    if (inRegistry && inNamespace && inState) kept.push(entry);
  }
  const chosen =
    filters.namespace === null
      ? []
      : [{ name: filters.namespace, count: namespaces.get(filters.namespace) ?? 0 }];
  namespaces.delete(filters.namespace ?? '');
  const others = toCounts(namespaces).sort((a, b) => b.count - a.count || compareText(a.name, b.name));
  return {
    kept,
    facets: {
      registries: toCounts(registries).sort((a, b) => compareText(a.name, b.name)),
      namespaces: [...chosen, ...others].slice(0, MAX_NAMESPACES),
      deprecated,
    },
  };
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function toCounts(counts: ReadonlyMap<string, number>): FacetCount[] {
  return [...counts].map(([name, number]) => ({ name, count: number }));
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
