import { Badge, type Tone } from '@/components/ui/badge';

type Change = 'added' | 'removed' | 'changed' | 'changed-tag' | 'changed-digest' | 'same';

const WORDS: Record<Change, { tone: Tone; word: string }> = {
  added: { tone: 'good', word: 'new' },
  removed: { tone: 'danger', word: 'gone' },
  changed: { tone: 'caution', word: 'changed' },
  'changed-tag': { tone: 'caution', word: 'tag' },
  'changed-digest': { tone: 'danger', word: 'content' },
  same: { tone: 'neutral', word: 'same' },
};

/** What happened to one thing between two releases. */
export function ChangeBadge({ change }: { change: Change }) {
  const { tone, word } = WORDS[change];
  return (
    <Badge tone={tone} className="w-16 justify-center">
      {word}
    </Badge>
  );
}
