import type { PromotionSource, PromotionTarget } from '@/components/channel/promotion-target';
import type { Promotion } from '@/lib/api/schema/promotion';

/** What the dialog says of a promotion, by what it is for. */
export interface PromotionWords {
  title: string;
  description: string;
  /** on the button that does it */
  submit: string;
  reasonHint: string;
}

/** The words for a promotion of this kind. */
export function promotionWords(
  kind: Promotion['kind'],
  { version }: Pick<PromotionSource, 'version'>,
  { tag }: Pick<PromotionTarget, 'tag'>,
): PromotionWords {
  switch (kind) {
    case 'promotion':
      return {
        title: `Promote to ${tag}`,
        description:
          'The identical bytes get the channel’s tag; nothing is rebuilt, and versions stay where they are.',
        submit: `Promote ${version} to ${tag}`,
        reasonHint: 'Kept in the history, for those who wonder later.',
      };
    case 'undo':
      return {
        title: `Undo the last promotion to ${tag}`,
        description: 'The channel goes back to where it was before. The history keeps both moves.',
        submit: `Put ${tag} back to ${version}`,
        reasonHint: 'Kept in the history, for those who wonder later.',
      };
    case 'rollback':
      return {
        title: `Roll back ${tag}`,
        description:
          'The channel goes back to a release it had before. Flux follows by itself; Helm users keep what they have.',
        submit: `Roll back ${tag} to ${version}`,
        reasonHint: 'What is wrong with the release now? Kept in the history.',
      };
  }
}
