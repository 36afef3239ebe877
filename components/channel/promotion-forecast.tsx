'use client';
import { judgeChecks } from '@/components/channel/check-words';
import { PromotionChecks } from '@/components/channel/promotion-checks';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Notice } from '@/components/ui/notice';
import { describeFailure } from '@/lib/queries/api-problem';
import type { usePromotionForecast } from '@/lib/queries/promotion-checks';

export interface PromotionForecastProps {
  /** what `usePromotionForecast` gives */
  outlook: ReturnType<typeof usePromotionForecast>;
  /** whether the person has accepted what `judgeChecks` says is to be accepted */
  accepted: boolean;
  onAccept: (accepted: boolean) => void;
}

/** What speaks for and against a promotion, what a person must accept of it, and what would be sent. */
export function PromotionForecast({ outlook, accepted, onAccept }: PromotionForecastProps) {
  const { forecast, asking, error, isFetching, askAgain } = outlook;
  if (forecast === undefined) {
    if (error === null) return <output className="block text-sm text-muted">Checking…</output>;
    return (
      <Notice tone="caution" title="The checks could not be made">
        <p>{describeFailure(error).detail} The promotion itself is checked all the same.</p>
        <Button size="sm" className="mt-2" busy={isFetching} onClick={askAgain}>
          Check again
        </Button>
      </Notice>
    );
  }
  const { blocking, toAccept } = judgeChecks(forecast.checks);
  const unsure = !asking && forecast.checks.some(({ outcome }) => outcome === 'unknown');
  return (
    <div className="space-y-2">
      <PromotionChecks checks={forecast.checks} asking={asking} />
      {(unsure || blocking.length > 0) && (
        <Button size="sm" busy={isFetching} onClick={askAgain}>
          Check again
        </Button>
      )}
      {toAccept.length > 0 && blocking.length === 0 && (
        <Checkbox
          required
          className="rounded border border-caution/40 bg-caution-soft px-2 py-1"
          checked={accepted}
          onChange={(event) => onAccept(event.target.checked)}
          label={
            toAccept.length === 1
              ? 'I have seen the warning, and go on all the same'
              : `I have seen the ${toAccept.length} warnings, and go on all the same`
          }
        />
      )}
    </div>
  );
}
