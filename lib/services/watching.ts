import 'server-only';
import type { Changes } from '@/lib/catalog/changes';
import { openChartroom } from '@/lib/chartroom';

/**
 * What changes from now on, and which registries send notifications themselves; undefined when as many are watching as
 * may.
 */
export async function watchChanges(): Promise<{ changes: Changes; notifying: string[] } | undefined> {
  const { changes, registries } = await openChartroom();
  if (changes.full) return undefined;
  const notifying = [...registries.values()].filter(({ configuration }) => configuration.hooks !== undefined);
  return { changes, notifying: notifying.map(({ configuration }) => configuration.name) };
}
