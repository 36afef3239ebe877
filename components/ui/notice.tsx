import { clsx } from 'clsx';
import { CircleCheck, Info, OctagonAlert, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';

export type NoticeTone = 'info' | 'good' | 'caution' | 'danger';

const LOOKS = {
  info: { icon: Info, box: 'border-water-ink/40 bg-water', mark: 'text-water-ink' },
  good: { icon: CircleCheck, box: 'border-good/40 bg-good-soft', mark: 'text-good' },
  caution: { icon: TriangleAlert, box: 'border-caution/40 bg-caution-soft', mark: 'text-caution' },
  danger: { icon: OctagonAlert, box: 'border-danger/40 bg-danger-soft', mark: 'text-danger' },
};

export interface NoticeProps {
  tone?: NoticeTone;
  /** what happened */
  title: ReactNode;
  className?: string;
  /** where, why, and what to do next */
  children?: ReactNode;
}

/** A message in its place; `danger` interrupts a screen reader, the others wait. */
export function Notice({ tone = 'info', title, className, children }: NoticeProps) {
  const { icon: Icon, box, mark } = LOOKS[tone];
  return (
    <div
      role={tone === 'danger' ? 'alert' : 'status'}
      className={clsx('flex gap-2.5 rounded border px-3 py-2.5 text-sm', box, className)}
    >
      <Icon aria-hidden className={clsx('mt-0.5 size-4 shrink-0', mark)} />
      <div className="min-w-0 grow">
        <p className="font-semibold">{title}</p>
        {children && <div className="mt-0.5">{children}</div>}
      </div>
    </div>
  );
}
