import type { ChartDependency } from '@/lib/helm/chart-metadata';
import { parseOciReference, type ChartAddress } from '@/lib/references';

/** A configured registry, as far as addresses go. */
interface NamedRegistry {
  name: string;
  url: string;
}

/**
 * Where a dependency lies, when its repository is a configured registry that has the chart.
 * Rule: a dependency's `repository: oci://host/path` holds the chart under `path/<name>`,
 * https://helm.sh/docs/topics/registries/#using-subcommands (dependency update).
 */
export function findDependencyChart(
  { name, repository }: Pick<ChartDependency, 'name' | 'repository'>,
  registries: readonly NamedRegistry[],
  charts: readonly ChartAddress[],
): ChartAddress | undefined {
  if (!repository.startsWith('oci://')) return undefined;
  const reference = parseOciReference(`${repository.replace(/\/+$/, '')}/${name}`);
  if (reference === undefined) return undefined;
  const names = new Set(
    registries.filter(({ url }) => new URL(url).host === reference.host).map((registry) => registry.name),
  );
  return charts.find((chart) => names.has(chart.registry) && chart.repository === reference.repository);
}
