import type { ChannelWords } from '@/lib/channels/classify-tag';

/** Checks whose weight the configuration chooses. */
export const CHECKS = ['downgrade', 'images', 'signature', 'risk-order', 'track', 'prerelease'] as const;
export type ConfigurableCheck = (typeof CHECKS)[number];

/** What a failed check does: `block` refuses the promotion, `warn` tells the person, `off` is not even looked at. */
export type CheckLevel = 'block' | 'warn' | 'off';

/** What the configuration says about channels. */
export interface ChannelRules extends ChannelWords {
  checks: Readonly<Record<ConfigurableCheck, CheckLevel>>;
  /** whether a promotion must say why */
  reason: 'optional' | 'required';
}
