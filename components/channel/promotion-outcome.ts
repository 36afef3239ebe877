import type { Promotion } from '@/lib/api/schema/promotion';
import type { Announcement } from '@/components/channel/promotion-announcer';

/** How a recorded promotion ended, in a sentence. */
export function promotionOutcome({ channel, to, outcome, failure }: Promotion): Announcement {
  switch (outcome) {
    case 'moved':
      return { tone: 'good', text: `${channel} now points at ${to.version}` };
    case 'unchanged':
      return { tone: 'good', text: `${channel} already pointed at ${to.version}; nothing was written` };
    case 'failed':
      return {
        tone: 'caution',
        text: `${channel} was not moved to ${to.version}. ${failure?.message ?? ''}`.trimEnd(),
      };
    case 'overwritten':
      return {
        tone: 'caution',
        text: `${channel} was moved to ${to.version}, but someone else moved it right after. Look at the channel again.`,
      };
  }
}
