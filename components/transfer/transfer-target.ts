import type { RegistryState } from '@/lib/api/schema/registry';
import type { TransferRequest } from '@/lib/api/schema/transfer';

/** A registry that releases can be copied to. */
export interface TransferTarget {
  name: string;
  mode: Exclude<RegistryState['promotion'], 'off'>;
}

/** A release, and where it is. */
export interface TransferSource {
  registry: string;
  repository: string;
  digest: TransferRequest['from']['digest'];
  version: string;
  /** the channel it was opened by; null for none */
  channel: string | null;
}

/** The registries that a release can be copied to: those where promotion is on, the others before its own. */
export function transferTargets(registries: readonly RegistryState[], from: string): TransferTarget[] {
  return registries
    .flatMap(({ name, kind, promotion }) =>
      kind === 'oci' && promotion !== 'off' ? [{ name, mode: promotion }] : [],
    )
    .sort((a, b) => Number(a.name === from) - Number(b.name === from));
}

/**
 * Channels to offer for a version: those of its own major version, safest first, then the bare ones.
 * @param risks configured risks, safest first
 */
export function suggestChannels(version: string, risks: readonly string[]): string[] {
  const major = /^v?(\d+)/.exec(version)?.[1];
  return [...(major === undefined ? [] : risks.map((risk) => `${major}-${risk}`)), ...risks];
}
