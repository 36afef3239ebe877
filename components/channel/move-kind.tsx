import {
  ArrowUpRight,
  CircleDashed,
  CircleOff,
  History,
  Undo2,
  TriangleAlert,
  type LucideIcon,
} from 'lucide-react';
import type { Badge } from '@/components/ui/badge';
import type { ChannelMove } from '@/lib/api/schema/move';
import type { ComponentProps } from 'react';

type Tone = ComponentProps<typeof Badge>['tone'];

interface MoveKindLook {
  icon: LucideIcon;
  /** what happened, in a word or two */
  word: string;
  tone: Tone;
}

/** How each kind of move is shown. */
export const MOVE_KINDS: Readonly<Record<ChannelMove['kind'], MoveKindLook>> = {
  promotion: { icon: ArrowUpRight, word: 'promoted', tone: 'good' },
  rollback: { icon: History, word: 'rollback', tone: 'caution' },
  undo: { icon: Undo2, word: 'undo', tone: 'caution' },
  moved: { icon: TriangleAlert, word: 'moved outside', tone: 'water' },
  appeared: { icon: CircleDashed, word: 'appeared outside', tone: 'water' },
  closed: { icon: CircleOff, word: 'closed outside', tone: 'danger' },
};
