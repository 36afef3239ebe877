import { DEFAULT_RISKS } from '@/lib/channels/classify-tag';
import type { ChannelRules } from '@/lib/channels/channel-rules';
import type { ReleaseFacts } from '@/lib/channels/promotion-checks';

/** Rules under which only what always blocks is looked at. */
export const BARE_RULES: ChannelRules = {
  risks: DEFAULT_RISKS,
  words: [],
  reason: 'optional',
  checks: {
    downgrade: 'off',
    images: 'off',
    signature: 'off',
    'risk-order': 'off',
    track: 'off',
    prerelease: 'off',
  },
};

/** A release of which nothing more is known. */
export const NO_FACTS: ReleaseFacts = {
  channels: [],
  images: { unknown: 'Nobody asked.' },
  signed: { unknown: 'Nobody asked.' },
};
