import type { Following } from '@/components/chart/install-subject';

/** How an installation follows a tag that moves, in a few words and in a sentence. */
export function followingWords(follows: Following): { words: string; explanation: string } {
  switch (follows) {
    case 'never':
      return { words: 'Stays', explanation: 'Does not follow a channel that moves.' };
    case 'when-run':
      return {
        words: 'Follows when run again',
        explanation: 'A channel that moves changes nothing until the command is run again.',
      };
    default:
      return {
        words: `Follows within ${follows.within}`,
        explanation: 'When the tag moves, what runs in the cluster is changed without anyone doing anything.',
      };
  }
}
