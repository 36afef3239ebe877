'use client';
import { useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { chartRevision } from '@/components/chart/chart-selection';
import { chartDetail } from '@/lib/queries/charts';
import type { ChartReference } from '@/lib/references';

export interface ChartWatchProps {
  reference: ChartReference;
  /** the `chartRevision` the server rendered */
  rendered: string;
}

/** Has the server render the page anew when the registry holds something else than it rendered. Shows nothing. */
export function ChartWatch({ reference, rendered }: ChartWatchProps) {
  const { data } = useQuery(chartDetail(reference));
  const router = useRouter();
  const current = data === undefined ? rendered : chartRevision(data, reference.selector);
  useEffect(() => {
    if (current !== rendered) router.refresh();
  }, [current, rendered, router]);
  return null;
}
