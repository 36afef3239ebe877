'use client';
import { useQuery } from '@tanstack/react-query';
import { LoaderCircle } from 'lucide-react';
import { Notice } from '@/components/ui/notice';
import { RelativeTime } from '@/components/ui/relative-time';
import type { Chart } from '@/lib/api/schema/chart';
import { describeFailure } from '@/lib/queries/api-problem';
import { chartDetail } from '@/lib/queries/charts';
import type { ChartAddress } from '@/lib/references';

export interface FreshnessNoticeProps {
  address: ChartAddress;
  /** what the server knew */
  known: Pick<Chart, 'checkedAt' | 'error'>;
  /** epoch milliseconds at which the server rendered */
  now: number;
}

/** Says when what is shown is from before, and why; and that versions are being read. Silent when all is well. */
export function FreshnessNotice({ address, known, now }: FreshnessNoticeProps) {
  const { data, error } = useQuery(chartDetail(address));
  const { checkedAt, error: reason } = data ?? known;
  const failure = reason ?? (error === null ? null : describeFailure(error).detail);
  if (failure !== null) {
    return (
      <Notice
        tone="caution"
        title={
          checkedAt === null ? (
            'The registry could not be asked'
          ) : (
            <>
              As it was <RelativeTime at={checkedAt} now={now} />: the registry could not be asked again
            </>
          )
        }
      >
        {failure}
      </Notice>
    );
  }
  const unread =
    data?.versions.filter((version) => version.digest === null && version.error === null).length ?? 0;
  if (data === undefined || data.complete || unread === 0) return null;
  return (
    <output className="flex items-center gap-2 text-sm text-muted">
      <LoaderCircle aria-hidden className="size-4 animate-spin" />
      Reading versions: {data.versions.length - unread} of {data.versions.length}
    </output>
  );
}
