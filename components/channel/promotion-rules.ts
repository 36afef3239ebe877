import type { RegistryState } from '@/lib/api/schema/registry';

/** What the configuration says about promotion in a registry. */
export interface PromotionRules {
  mode: RegistryState['promotion'];
  /** configured risks, safest first */
  risks: readonly string[];
}
