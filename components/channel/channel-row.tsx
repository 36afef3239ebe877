'use client';
import { clsx } from 'clsx';
import { TriangleAlert } from 'lucide-react';
import Link from 'next/link';
import { useId } from 'react';
import { PromoteControls } from '@/components/channel/promote-controls';
import type { PromotionRules } from '@/components/channel/promotion-rules';
import { channelTargets } from '@/components/channel/promotion-target';
import { Digest } from '@/components/ui/digest';
import { RelativeTime } from '@/components/ui/relative-time';
import { VisuallyHidden } from '@/components/ui/visually-hidden';
import type { ChartChannel } from '@/lib/api/schema/chart';
import { chartPath, type ChartAddress } from '@/lib/references';

export interface ChannelRowProps {
  address: ChartAddress;
  channel: ChartChannel;
  channels: readonly ChartChannel[];
  rules: PromotionRules;
  /** whether its version's own tag means other bytes by now */
  stray: boolean;
  /** whether the page shows this channel */
  current: boolean;
  /** epoch milliseconds at which the server rendered */
  now: number;
}

/** One channel: tag, version, digest, age, and where it can go. */
export function ChannelRow({ address, channel, channels, stray, rules, current, now }: ChannelRowProps) {
  const { tag, version, digest, since } = channel;
  const { registry, repository } = address;
  const id = useId();
  const targets = channelTargets(channel, channels, rules.risks);
  const canPromote = rules.mode !== 'off' && version !== null && digest !== null;
  return (
    <li className={clsx('px-3 py-1.5', current && 'bg-guide-soft')}>
      <div className="flex min-h-8 flex-wrap items-center justify-between gap-x-2 gap-y-1">
        <p id={id} className="flex min-w-0 flex-wrap items-baseline gap-x-2 font-mono text-sm">
          <Link
            href={chartPath({ registry, repository, selector: { kind: 'channel', tag } })}
            aria-current={current ? 'page' : undefined}
            className="font-semibold text-guide wrap-anywhere hover:text-guide-strong hover:underline"
          >
            {tag}
          </Link>
          <VisuallyHidden> points at </VisuallyHidden>
          <ChannelVersion address={address} channel={channel} />
        </p>
        {canPromote && (targets.next !== null || targets.others.length > 0) && (
          <PromoteControls
            address={address}
            rules={rules}
            source={{ version, digest, channel: tag }}
            next={targets.next}
            others={targets.others}
            menuLabel={`Promote ${tag} elsewhere`}
            describedBy={id}
          />
        )}
      </div>
      <div className="flex min-h-7 flex-wrap items-center justify-between gap-x-2 text-xs text-muted">
        {digest !== null && <Digest digest={digest} />}
        {since !== null && (
          <span>
            <VisuallyHidden>There since </VisuallyHidden>
            <RelativeTime at={since} now={now} />
          </span>
        )}
      </div>
      {stray && version !== null && (
        <p className="flex gap-1 pb-1 text-xs text-danger">
          <TriangleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0" />
          {version} was pushed again; this is not what its tag points at now.
        </p>
      )}
    </li>
  );
}

function ChannelVersion({
  address: { registry, repository },
  channel,
}: Pick<ChannelRowProps, 'address' | 'channel'>) {
  const { version, digest } = channel;
  if (digest === null) return <span className="font-sans text-xs text-muted">reading…</span>;
  if (version === null) {
    return (
      <span className="font-sans text-xs text-caution" title="Push the version again to promote it.">
        no version has this digest
      </span>
    );
  }
  return (
    <Link
      href={chartPath({ registry, repository, selector: { kind: 'version', version } })}
      className="tabular wrap-anywhere hover:underline"
    >
      {version}
    </Link>
  );
}
