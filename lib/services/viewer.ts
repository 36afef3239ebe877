import 'server-only';
import { openChartroom } from '@/lib/chartroom';
import { findSession, type Caller } from '@/lib/services/promoter';
import { unknownRegistry } from '@/lib/services/unknown-registry';

/**
 * Who looks at a registry, as the history would name who promotes: null where nobody is told from anybody, undefined
 * where only the login given with a promotion will tell.
 * @throws AppError `registry_not_found`
 */
export async function findViewer(registry: string, caller: Caller): Promise<string | null | undefined> {
  const entry = (await openChartroom()).registries.get(registry);
  if (entry === undefined) throw unknownRegistry(registry);
  const { mode, actorHeader } = entry.configuration.promotion;
  if (mode === 'personal') return (await findSession(caller, entry))?.login.username;
  return actorHeader === undefined ? null : caller.header(actorHeader);
}
