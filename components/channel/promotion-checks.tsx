import { clsx } from 'clsx';
import { CircleCheck, CircleHelp, CircleMinus, LoaderCircle, OctagonX, TriangleAlert } from 'lucide-react';
import { CHECK_NAMES } from '@/components/channel/check-words';
import { Disclosure } from '@/components/ui/disclosure';
import type { PromotionCheck } from '@/lib/api/schema/promotion-check';

export interface PromotionChecksProps {
  checks: readonly PromotionCheck[];
  /** whether what is not known yet is still being asked for */
  asking: boolean;
}

/** How every check of a promotion goes: what needs attention in sight, the rest one click away. */
export function PromotionChecks({ checks, asking }: PromotionChecksProps) {
  const settled = checks.filter(({ outcome }) => outcome === 'passed' || outcome === 'skipped');
  const open = checks.filter((check) => !settled.includes(check));
  return (
    <section aria-label="Checks" aria-busy={asking || undefined} className="space-y-1">
      <h3 className="text-sm font-semibold">Checks</h3>
      {open.length > 0 && (
        <ul className="space-y-1.5">
          {open.map((check) => (
            <Check key={check.name} check={check} asking={asking} />
          ))}
        </ul>
      )}
      <Disclosure
        title={<span className="font-normal">{settledWords(settled)}</span>}
        className="rounded border border-line px-2"
      >
        <ul className="space-y-1.5">
          {settled.map((check) => (
            <Check key={check.name} check={check} asking={false} />
          ))}
        </ul>
      </Disclosure>
    </section>
  );
}

function Check({ check, asking }: { check: PromotionCheck; asking: boolean }) {
  const { icon: Icon, word, tone, spin = false } = lookOf(check, asking);
  return (
    <li className="flex items-start gap-2 text-sm">
      <Icon aria-hidden className={clsx('mt-0.5 size-4 shrink-0', tone, spin && 'animate-spin')} />
      <span className="min-w-0 wrap-anywhere">
        <strong className="font-medium">{CHECK_NAMES[check.name]}</strong>{' '}
        <span className={clsx('text-xs font-medium', tone)}>{word}</span>
        {!(asking && check.outcome === 'unknown') && (
          <span className="block text-muted">{check.message}</span>
        )}
      </span>
    </li>
  );
}

function lookOf({ outcome, severity, acceptable }: PromotionCheck, asking: boolean) {
  switch (outcome) {
    case 'passed':
      return { icon: CircleCheck, word: 'passed', tone: 'text-good' };
    case 'skipped':
      return { icon: CircleMinus, word: 'does not apply', tone: 'text-muted' };
    case 'unknown':
      if (asking)
        return { icon: LoaderCircle, word: 'asking the registries…', tone: 'text-muted', spin: true };
      return severity === 'block'
        ? { icon: OctagonX, word: 'not known: stops the promotion', tone: 'text-danger' }
        : { icon: CircleHelp, word: 'not known', tone: 'text-muted' };
    case 'failed':
      return severity === 'block'
        ? {
            icon: OctagonX,
            word: acceptable ? 'stops the promotion unless you accept it' : 'stops the promotion',
            tone: 'text-danger',
          }
        : { icon: TriangleAlert, word: 'warning', tone: 'text-caution' };
  }
}

function settledWords(checks: readonly PromotionCheck[]): string {
  const passed = checks.filter(({ outcome }) => outcome === 'passed').length;
  const others = checks.length - passed;
  const words = passed === 1 ? '1 check passed' : `${passed} checks passed`;
  return others === 0 ? words : `${words}, ${others} ${others === 1 ? 'does' : 'do'} not apply`;
}
