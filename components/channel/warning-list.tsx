import { clsx } from 'clsx';
import { Info, OctagonAlert, TriangleAlert } from 'lucide-react';
import type { ChartChannel } from '@/lib/api/schema/chart';

type Warning = ChartChannel['warnings'][number];

const LOOKS = {
  danger: { icon: OctagonAlert, color: 'text-danger' },
  caution: { icon: TriangleAlert, color: 'text-caution' },
  info: { icon: Info, color: 'text-muted' },
};

const WEIGHTS: Record<Warning['kind'], keyof typeof LOOKS> = {
  repushed: 'danger',
  orphan: 'caution',
  'cross-track': 'caution',
  prerelease: 'caution',
  'risk-inversion': 'caution',
  regress: 'caution',
  behind: 'info',
};

/** What a person should know about where a channel points, in words, one line each; nothing where all is well. */
export function WarningList({ warnings }: { warnings: readonly Warning[] }) {
  if (warnings.length === 0) return null;
  return (
    <ul className="space-y-0.5 text-xs">
      {warnings.map(({ kind, message }) => {
        const { icon: Icon, color } = LOOKS[WEIGHTS[kind]];
        return (
          <li key={kind} className={clsx('flex gap-1', color)}>
            <Icon aria-hidden className="mt-0.5 size-3.5 shrink-0" />
            {message}
          </li>
        );
      })}
    </ul>
  );
}
