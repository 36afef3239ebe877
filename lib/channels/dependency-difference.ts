import type { ChartDependency } from '@/lib/helm/chart-metadata';

/** One side of a dependency. */
export interface DependencyEnd {
  version: string;
  repository: string;
}

/** A dependency that comes, goes, or asks for something else. */
export interface DependencyDifference {
  /** its alias, where it has one */
  name: string;
  change: 'added' | 'removed' | 'changed';
  from: DependencyEnd | null;
  to: DependencyEnd | null;
}

/** What differs between two lists of dependencies, by name or alias. Equal ones are left out. Pure; never throws. */
export function compareDependencies(
  from: readonly ChartDependency[],
  to: readonly ChartDependency[],
): DependencyDifference[] {
  const before = byName(from);
  const after = byName(to);
  return [...new Set([...after.keys(), ...before.keys()])].flatMap((name): DependencyDifference[] => {
    const [old, fresh] = [before.get(name) ?? null, after.get(name) ?? null];
    if (old?.version === fresh?.version && old?.repository === fresh?.repository) return [];
    const change = old === null ? 'added' : fresh === null ? 'removed' : 'changed';
    return [{ name, change, from: old, to: fresh }];
  });
}

// A chart may depend on one chart twice only under two names; of a repeated name Helm takes the first.
function byName(dependencies: readonly ChartDependency[]): Map<string, DependencyEnd> {
  const ends = new Map<string, DependencyEnd>();
  for (const { name, alias, version, repository } of dependencies) {
    const key = alias ?? name;
    if (!ends.has(key)) ends.set(key, { version, repository });
  }
  return ends;
}
