import { DependencyTable } from '@/components/chart/dependency-table';
import type { Release } from '@/lib/api/schema/release';
import { findDependencyPaths } from '@/lib/services/charts';

/** A release's dependencies, linked where their chart is in a configured registry. */
export async function DependencyTab({ release: { dependencies } }: { release: Release }) {
  return <DependencyTable dependencies={dependencies} links={await findDependencyPaths(dependencies)} />;
}
