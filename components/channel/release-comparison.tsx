'use client';
import { useQuery } from '@tanstack/react-query';
import { ArrowRight } from 'lucide-react';
import { ComparedImages } from '@/components/channel/compared-images';
import { ComparedValues } from '@/components/channel/compared-values';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { VisuallyHidden } from '@/components/ui/visually-hidden';
import type { Comparison } from '@/lib/api/schema/comparison';
import { describeFailure } from '@/lib/queries/api-problem';
import { releaseComparison } from '@/lib/queries/charts';
import type { ChartAddress } from '@/lib/references';

export interface ReleaseComparisonProps {
  address: ChartAddress;
  /** digest of what is there; null where there is nothing */
  from: string | null;
  /** digest of what would come */
  to: string;
}

/** What differs between two releases: versions, images, values. */
export function ReleaseComparison({ address, from, to }: ReleaseComparisonProps) {
  const { data, error, refetch, isFetching } = useQuery(releaseComparison(address, from, to));
  return (
    <section aria-label="What differs" className="space-y-3">
      <h3 className="text-sm font-semibold">What differs</h3>
      {data && <Differences comparison={data} />}
      {!data && error && (
        <Notice tone="caution" title="What differs could not be read">
          <p>{describeFailure(error).detail} You can still promote, without seeing what changes.</p>
          <Button size="sm" className="mt-2" busy={isFetching} onClick={() => void refetch()}>
            Try again
          </Button>
        </Notice>
      )}
      {!data && !error && <output className="block text-sm text-muted">Comparing…</output>}
    </section>
  );
}

function Differences({ comparison: { from, to, images, values, truncated } }: { comparison: Comparison }) {
  if (from === null) {
    return (
      <>
        <p className="text-sm text-muted">The channel is new, so there is nothing to compare with.</p>
        <ComparedImages images={images} />
      </>
    );
  }
  return (
    <>
      <dl className="grid grid-cols-[max-content_1fr] gap-x-4 gap-y-1 text-sm">
        <Change name="Version" from={from.version} to={to.version} />
        <Change name="App version" from={from.appVersion} to={to.appVersion} />
      </dl>
      <ComparedImages images={images} />
      <ComparedValues values={values} truncated={truncated} />
    </>
  );
}

function Change({ name, from, to }: { name: string; from: string | null; to: string | null }) {
  const before = from ?? 'none';
  const after = to ?? 'none';
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="tabular font-mono wrap-anywhere">
        {before}
        {before !== after && (
          <>
            <VisuallyHidden> becomes </VisuallyHidden>
            <ArrowRight aria-hidden className="mx-1 inline size-3.5 text-muted" />
            <strong>{after}</strong>
          </>
        )}
        {before === after && <span className="font-sans text-muted"> (the same)</span>}
      </dd>
    </>
  );
}
