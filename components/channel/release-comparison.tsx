'use client';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ComparedEnds } from '@/components/channel/compared-ends';
import { ComparisonSections } from '@/components/channel/comparison-sections';
import { summarizeComparison } from '@/components/channel/comparison-summary';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import type { Comparison } from '@/lib/api/schema/comparison';
import { describeFailure } from '@/lib/queries/api-problem';
import { imageComparison, releaseComparison } from '@/lib/queries/comparisons';
import type { ChartAddress } from '@/lib/references';

export interface ReleaseComparisonProps {
  address: ChartAddress;
  /** digest of what is there; null where there is nothing */
  from: string | null;
  /** digest of what would come */
  to: string;
  /** what the two sides are called */
  names?: readonly [string, string];
  /** shown until the comparison is there, and where it can't be had */
  placeholder?: ReactNode;
  /** what the server knew when it rendered */
  known?: Comparison;
}

/**
 * What differs between two releases: versions, changes, images, values, files. Images are shown as charts write them
 * at first; what their registries say of the content comes as it is known.
 */
export function ReleaseComparison({
  address,
  from,
  to,
  names = ['Before', 'After'],
  placeholder,
  known,
}: ReleaseComparisonProps) {
  const { data, error, refetch, isFetching } = useQuery({
    ...releaseComparison(address, from, to),
    initialData: known,
  });
  return (
    <section aria-label="What differs" className="space-y-3">
      {data && <Differences address={address} comparison={data} names={names} />}
      {!data && placeholder}
      {!data && error && (
        <Notice tone="caution" title="What differs could not be read">
          <p>{describeFailure(error).detail}</p>
          <Button size="sm" className="mt-2" busy={isFetching} onClick={() => void refetch()}>
            Try again
          </Button>
        </Notice>
      )}
      {!data && !error && <output className="block text-sm text-muted">Comparing…</output>}
    </section>
  );
}

function Differences({
  address,
  comparison: written,
  names,
}: Required<Pick<ReleaseComparisonProps, 'address' | 'names'>> & { comparison: Comparison }) {
  const { from, to } = written;
  const images = useQuery({
    ...imageComparison(address, from?.digest ?? null, to.digest),
    enabled: written.images.length > 0,
  });
  const comparison = images.data === undefined ? written : { ...written, images: images.data.images };
  const asking = images.isError ? 'failed' : images.data === undefined ? 'asking' : 'asked';
  return (
    <>
      <ComparedEnds from={from} to={to} names={names} />
      {comparison.problems.map((problem) => (
        <Notice key={problem} tone="caution" title={problem}>
          Values and files were not compared.
        </Notice>
      ))}
      <p className="text-sm font-medium">
        {from === null ? 'There is nothing to compare with yet.' : summarizeComparison(comparison)}
      </p>
      <ComparisonSections comparison={comparison} asking={asking} />
    </>
  );
}
