'use client';
import { clsx } from 'clsx';
import Link from 'next/link';
import { useId } from 'react';
import { PromoteControls } from '@/components/channel/promote-controls';
import type { PromotionRules } from '@/components/channel/promotion-rules';
import { channelTargets } from '@/components/channel/promotion-target';
import { WarningList } from '@/components/channel/warning-list';
import { Digest } from '@/components/ui/digest';
import { RelativeTime } from '@/components/ui/relative-time';
import { VisuallyHidden } from '@/components/ui/visually-hidden';
import type { ChartChannel } from '@/lib/api/schema/chart';
import { chartPath, type ChartAddress } from '@/lib/references';

export interface ChannelStateProps {
  address: ChartAddress;
  channel: ChartChannel;
  /** all of the chart's */
  channels: readonly ChartChannel[];
  rules: PromotionRules;
  /** whether the page shows this channel */
  current: boolean;
  /** epoch milliseconds at which the server rendered */
  now: number;
}

/** One channel: tag, version, digest, since when, how it stands to the safer ones, and where it can go. */
export function ChannelState({ address, channel, channels, rules, current, now }: ChannelStateProps) {
  const { tag, version, digest, since, warnings } = channel;
  const { registry, repository } = address;
  const id = useId();
  const targets = channelTargets(channel, channels, rules.risks);
  const canPromote = rules.mode !== 'off' && version !== null && digest !== null;
  return (
    <div className={clsx('space-y-0.5 px-3 py-1.5', current && 'bg-guide-soft')}>
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
      {digest !== null && (
        <div className="flex min-h-7 flex-wrap items-center gap-x-3 text-xs text-muted">
          <Digest digest={digest} />
          {since !== null && (
            <span>
              <VisuallyHidden>There since </VisuallyHidden>
              <RelativeTime at={since} now={now} />
            </span>
          )}
          {standing(channel).map((words) => (
            <span key={words}>{words}</span>
          ))}
        </div>
      )}
      <WarningList warnings={warnings} />
    </div>
  );
}

function ChannelVersion({
  address: { registry, repository },
  channel: { version, digest },
}: Pick<ChannelStateProps, 'address' | 'channel'>) {
  if (digest === null) return <span className="font-sans text-xs text-muted">reading…</span>;
  if (version === null) return <span className="font-sans text-xs text-caution">unknown version</span>;
  return (
    <Link
      href={chartPath({ registry, repository, selector: { kind: 'version', version } })}
      className="tabular wrap-anywhere hover:underline"
    >
      {version}
    </Link>
  );
}

/** How far ahead it is, who moved it last, and whether Helm takes its name. */
function standing({ ahead, movedOutside, helm }: ChartChannel): string[] {
  const words: string[] = [];
  if (ahead?.versions === 0) words.push(`same version as ${ahead.of}`);
  else if (ahead !== null)
    words.push(`${ahead.versions} ${ahead.versions === 1 ? 'version' : 'versions'} ahead of ${ahead.of}`);
  if (movedOutside) words.push('moved outside Chartroom');
  if (!helm) words.push('Helm: by version or digest only');
  return words;
}
