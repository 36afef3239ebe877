import { CircleCheck, CloudOff, LoaderCircle, TriangleAlert } from 'lucide-react';
import type { RegistryState } from '@/lib/api/schema/registry';
import { Badge } from '@/components/ui/badge';
import { VisuallyHidden } from '@/components/ui/visually-hidden';

const LOOKS = {
  ok: { tone: 'good', icon: CircleCheck, words: 'Up to date', turn: '' },
  crawling: { tone: 'water', icon: LoaderCircle, words: 'Being read', turn: 'animate-spin' },
  degraded: { tone: 'caution', icon: TriangleAlert, words: 'Partly read', turn: '' },
  unreachable: { tone: 'danger', icon: CloudOff, words: 'Unreachable', turn: '' },
} as const;

/** A registry's status in a word; a change is read out. */
export function RegistryStatus({ name, status }: Pick<RegistryState, 'name' | 'status'>) {
  const { tone, icon: Icon, words, turn } = LOOKS[status];
  return (
    <output>
      <Badge tone={tone}>
        <Icon aria-hidden className={turn} />
        <VisuallyHidden>{name}: </VisuallyHidden>
        {words}
      </Badge>
    </output>
  );
}
