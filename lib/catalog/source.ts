import picomatch from 'picomatch';
import type { StaticRepository } from '@/lib/helm/static-repository';
import { isRepositoryName } from '@/lib/oci/names';
import type { Registry } from '@/lib/oci/registry';
import type { WebClient } from '@/lib/oci/web-client';

interface CommonSource {
  /** the configured name, used in addresses */
  readonly name: string;
  readonly url: string;
  /** globs or exact names; absent or empty means every repository */
  readonly repositories?: readonly string[] | undefined;
  /** milliseconds from the end of one crawl to the start of the next */
  readonly refresh: number;
  readonly promotion: 'off' | 'shared' | 'personal';
  /** whether its certificate is not checked */
  readonly insecure?: boolean;
}

/** An OCI registry, or a folder that holds what one would. */
export interface RegistrySource extends CommonSource {
  readonly kind: 'oci' | 'oci-layout';
  readonly registry: Registry;
}

/** A static Helm repository. */
export interface HelmSource extends CommonSource {
  readonly kind: 'helm-repository';
  readonly helmRepository: StaticRepository;
  /** sends its requests */
  readonly client: WebClient;
}

/** One place of the configuration, as the catalog reads it. */
export type Source = RegistrySource | HelmSource;

/** Which repositories of a registry are looked at. */
export interface RepositoryScope {
  /** names written out in full: what can be read where the registry lists nothing */
  readonly exact: readonly string[];
  /** what the globs begin with, up to their first wild part: where to look in registries that list by namespace */
  readonly namespaces: readonly string[];
  /** whether `exact` is all there is to look at */
  readonly closed: boolean;
  includes(repository: string): boolean;
}

/**
 * Reads the configured names and globs. `*` stays within a path segment, `**` crosses them
 * (https://github.com/micromatch/picomatch#globbing-features).
 */
export function scopeOf(repositories: readonly string[] = []): RepositoryScope {
  if (repositories.length === 0) return { exact: [], namespaces: [], closed: false, includes: () => true };
  const exact = repositories.filter((entry) => isRepositoryName(entry));
  const patterns = repositories.filter((entry) => !isRepositoryName(entry));
  const globs = patterns.map((glob) => picomatch(glob));
  const names = new Set(exact);
  return {
    exact,
    namespaces: [...new Set(patterns.map(namespaceOf).filter((namespace) => isRepositoryName(namespace)))],
    closed: globs.length === 0,
    includes: (repository) => names.has(repository) || globs.some((matches) => matches(repository)),
  };
}

/** The whole segments before the first wild one: `team/apps` of `team/apps/**`. */
function namespaceOf(glob: string): string {
  const segments = glob.split('/');
  const wild = segments.findIndex((segment) => /[^a-z0-9._-]/.test(segment));
  return segments.slice(0, Math.max(0, wild)).join('/');
}
