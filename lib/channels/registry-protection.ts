import { adviseProtection, type ChannelWords, type ProtectionAdvice } from '@/lib/channels/protection-advice';
import { VENDOR_NAMES, type VendorName } from '@/lib/oci/vendors/vendor';

/** What is known of a registry that its protection follows from. */
export interface ProtectionFacts {
  registry: string;
  /** whose product it is, where that is known */
  vendor: VendorName | undefined;
  /** charts in it of which a version was seen with a second digest */
  driftedCharts: number;
}

/** Whether a registry's versions can be overwritten, as far as is known, and what to do about it. */
export interface RegistryProtection {
  registry: string;
  state: 'unprotected' | 'unknown';
  reason: string;
  advice: (ProtectionAdvice & { vendor: VendorName })[];
}

/** Judges a registry: a version that was overwritten proves that it can be; rules themselves can't be seen from outside. */
export function judgeProtection(
  { registry, vendor, driftedCharts }: ProtectionFacts,
  channels: ChannelWords,
): RegistryProtection {
  const advice = (vendor === undefined ? VENDOR_NAMES : [vendor]).map((name) => ({
    vendor: name,
    ...adviseProtection(name, channels),
  }));
  if (driftedCharts > 0) {
    const charts = driftedCharts === 1 ? 'one chart' : `${driftedCharts} charts`;
    return {
      registry,
      state: 'unprotected',
      reason: `A version of ${charts} was pushed again with other content.`,
      advice,
    };
  }
  if (vendor !== undefined && advice[0]?.support === 'none') {
    return { registry, state: 'unprotected', reason: 'Whoever may push can overwrite a version.', advice };
  }
  return {
    registry,
    state: 'unknown',
    reason: 'Whether it has such rules can’t be seen from outside.',
    advice,
  };
}
