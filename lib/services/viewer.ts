import 'server-only';
import { openChartroom } from '@/lib/chartroom';
import type { Caller } from '@/lib/services/promoter';
import { unknownRegistry } from '@/lib/services/unknown-registry';

/**
 * Who looks at a registry, as the history would name who promotes: null where nobody is told from anybody, undefined
 * where people sign in themselves, which only calls of the API carry.
 * @throws AppError `registry_not_found`
 */
export async function findViewer(
  registry: string,
  caller: Pick<Caller, 'header'>,
): Promise<string | null | undefined> {
  const entry = (await openChartroom()).registries.get(registry);
  if (entry === undefined) throw unknownRegistry(registry);
  const { mode, actorHeader } = entry.configuration.promotion;
  if (mode === 'personal') return undefined;
  return actorHeader === undefined ? null : caller.header(actorHeader);
}
