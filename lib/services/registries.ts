import 'server-only';
import type { RegistryState } from '@/lib/catalog/registry-state';
import { openChartroom } from '@/lib/chartroom';
import { unknownRegistry } from '@/lib/services/unknown-registry';

/** Every configured registry and how it is doing, in the order of the configuration. */
export async function listRegistries(): Promise<RegistryState[]> {
  return (await openChartroom()).catalog.registries();
}

/**
 * One registry and how it is doing.
 * @throws AppError `registry_not_found`
 */
export async function getRegistry(name: string): Promise<RegistryState> {
  const state = (await listRegistries()).find((registry) => registry.name === name);
  if (state === undefined) throw unknownRegistry(name);
  return state;
}

/** A registry as a bug report shows it: all but the names of its repositories. */
export interface RegistryReport {
  /** the version of Chartroom */
  chartroom: string;
  node: string;
  /** RFC 3339 */
  at: string;
  registry: Omit<RegistryState, 'failures'>;
}

/**
 * What somebody who looks into a registry's trouble needs to know of it.
 * @throws AppError `registry_not_found`
 */
export async function reportRegistry(name: string): Promise<RegistryReport> {
  const { failures: _, ...registry } = await getRegistry(name);
  return {
    chartroom: process.env.CHARTROOM_VERSION ?? 'unknown',
    node: process.version,
    at: new Date().toISOString(),
    registry,
  };
}

/**
 * Begins to read a registry again, channel tags included.
 * @throws AppError `registry_not_found`
 */
export async function refreshRegistry(name: string): Promise<void> {
  const { catalog, registries } = await openChartroom();
  if (!registries.has(name)) throw unknownRegistry(name);
  catalog.refresh(name);
}
