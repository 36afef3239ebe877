import picomatch from 'picomatch';
import type { Registry } from '@/lib/oci/registry';
import { isRepositoryName } from '@/lib/oci/names';

/** One configured registry, as the catalog reads it. */
export interface Source {
  /** the configured name, used in addresses */
  readonly name: string;
  readonly url: string;
  readonly registry: Registry;
  /** globs or exact names; absent or empty means every repository */
  readonly repositories?: readonly string[] | undefined;
  /** milliseconds from the end of one crawl to the start of the next */
  readonly refresh: number;
  readonly promotion: 'off' | 'shared' | 'personal';
}

/** Which repositories of a registry are looked at. */
export interface RepositoryScope {
  /** names written out in full: what can be read where the registry lists nothing */
  readonly exact: readonly string[];
  /** whether `exact` is all there is to look at */
  readonly closed: boolean;
  includes(repository: string): boolean;
}

/**
 * Reads the configured names and globs. `*` stays within a path segment, `**` crosses them
 * (https://github.com/micromatch/picomatch#globbing-features).
 */
export function scopeOf(repositories: readonly string[] = []): RepositoryScope {
  if (repositories.length === 0) return { exact: [], closed: false, includes: () => true };
  const exact = repositories.filter((entry) => isRepositoryName(entry));
  const globs = repositories.filter((entry) => !isRepositoryName(entry)).map((glob) => picomatch(glob));
  const names = new Set(exact);
  return {
    exact,
    closed: globs.length === 0,
    includes: (repository) => names.has(repository) || globs.some((matches) => matches(repository)),
  };
}
