import type { PromotionCheck } from '@/lib/api/schema/promotion-check';

/** What each check is about. */
export const CHECK_NAMES: Readonly<Record<PromotionCheck['name'], string>> = {
  'channel-name': 'Target',
  'source-unchanged': 'Source',
  'version-tag': 'Version tag',
  'channel-unchanged': 'Channel',
  downgrade: 'Step back',
  images: 'Images',
  signature: 'Signature',
  'risk-order': 'Risk order',
  track: 'Track',
  prerelease: 'Pre-release',
};

/** How checks bear on a promotion. */
export interface CheckVerdict {
  /** those that refuse it, whatever a person says */
  blocking: PromotionCheck[];
  /** those a person must have seen: warnings, and what accepting is enough for */
  toAccept: PromotionCheck[];
}

/** Tells apart what stops a promotion and what only has to be seen. What is not known stops where it is to block. */
export function judgeChecks(checks: readonly PromotionCheck[]): CheckVerdict {
  const open = checks.filter(isOpen);
  const toAccept = open.filter(({ severity, acceptable }) => severity === 'warn' || acceptable);
  return { blocking: open.filter((check) => !toAccept.includes(check)), toAccept };
}

function isOpen({ outcome, severity }: PromotionCheck): boolean {
  return outcome === 'failed' || (outcome === 'unknown' && severity === 'block');
}
