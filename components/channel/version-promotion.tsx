'use client';
import { PromoteControls } from '@/components/channel/promote-controls';
import type { PromotionRules } from '@/components/channel/promotion-rules';
import { versionTargets } from '@/components/channel/promotion-target';
import type { ChartChannel, ChartVersion } from '@/lib/api/schema/chart';
import type { ChartAddress } from '@/lib/references';

export interface VersionPromotionProps {
  address: ChartAddress;
  version: ChartVersion;
  channels: readonly ChartChannel[];
  rules: PromotionRules;
}

/** Promotes one version to a channel picked from a menu; nothing where that is not possible. */
export function VersionPromotion({ address, version, channels, rules }: VersionPromotionProps) {
  if (rules.mode === 'off' || version.digest === null) return null;
  return (
    <PromoteControls
      address={address}
      rules={rules}
      source={{ version: version.version, digest: version.digest }}
      next={null}
      others={versionTargets(version, channels, rules.risks)}
      menuLabel={`Promote ${version.version}`}
    />
  );
}
