import 'server-only';
import { openChartroom } from '@/lib/chartroom';
import { unknownRegistry } from '@/lib/services/unknown-registry';

/**
 * Who would promote in a registry, as the history would name them: null where nobody is told from anybody, undefined
 * where only the login given with a promotion tells.
 * @param header a header of the request
 * @throws AppError `registry_not_found`
 */
export async function findViewer(
  registry: string,
  header: (name: string) => string | null,
): Promise<string | null | undefined> {
  const entry = (await openChartroom()).registries.get(registry);
  if (entry === undefined) throw unknownRegistry(registry);
  const { mode, actorHeader } = entry.configuration.promotion;
  if (mode === 'personal') return undefined;
  return actorHeader === undefined ? null : header(actorHeader);
}
