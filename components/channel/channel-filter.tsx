import { clsx } from 'clsx';
import Link from 'next/link';
import { chartPath, type ChartAddress } from '@/lib/references';

export interface ChannelFilterProps {
  address: ChartAddress;
  tags: readonly string[];
  /** null for all */
  current: string | null;
}

/** Links to the history of each channel, and of all. */
export function ChannelFilter({ address: { registry, repository }, tags, current }: ChannelFilterProps) {
  if (tags.length < 2 && current === null) return null;
  const path = `${chartPath({ registry, repository })}?tab=history`;
  return (
    <nav aria-label="Channels of the history" className="flex flex-wrap gap-1.5 text-xs">
      {[null, ...tags].map((tag) => (
        <Link
          key={tag ?? ''}
          href={tag === null ? path : `${path}&channel=${encodeURIComponent(tag)}`}
          scroll={false}
          aria-current={tag === current ? 'page' : undefined}
          className={clsx(
            'inline-flex min-h-7 items-center rounded-full border px-2.5 pointer-coarse:min-h-10',
            tag !== null && 'font-mono',
            tag === current
              ? 'border-guide bg-guide-soft font-semibold text-guide'
              : 'border-line-strong text-muted hover:bg-land hover:text-ink',
          )}
        >
          {tag ?? 'All channels'}
        </Link>
      ))}
    </nav>
  );
}
