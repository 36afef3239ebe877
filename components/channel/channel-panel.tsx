'use client';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { ChannelRow } from '@/components/channel/channel-row';
import { PromotionPermission } from '@/components/channel/promotion-permission';
import type { PromotionRules } from '@/components/channel/promotion-rules';
import { findStrayChannels } from '@/components/channel/stray-channels';
import type { ChartChannel } from '@/lib/api/schema/chart';
import type { RegistryState } from '@/lib/api/schema/registry';
import { chartDetail } from '@/lib/queries/charts';
import { chartPath, type ChartAddress } from '@/lib/references';

export interface ChannelPanelProps {
  address: ChartAddress;
  /** the channels as the server knew them; those the registry has now take their place */
  channels: readonly ChartChannel[];
  /** tags of the channels whose version's own tag means other bytes by now */
  strays: readonly string[];
  rules: PromotionRules;
  /** what kind of place the chart is in */
  kind: RegistryState['kind'];
  /** the channel the page was opened by */
  current: string | null;
  /** epoch milliseconds at which the server rendered */
  now: number;
}

/** A chart's channels: what each points at, since when, and where it can be promoted to. */
export function ChannelPanel({
  address,
  channels: known,
  strays: knownStrays,
  rules,
  kind,
  current,
  now,
}: ChannelPanelProps) {
  const { data } = useQuery(chartDetail(address));
  const channels = data?.channels ?? known;
  const strays = data === undefined ? knownStrays : findStrayChannels(data);
  const { registry, repository } = address;
  return (
    <section aria-labelledby="channels" className="rounded-lg border border-line bg-surface">
      <h2 id="channels" className="border-b border-line px-3 py-2 text-sm font-semibold">
        Channels
      </h2>
      {channels.length === 0 && kind === 'helm-repository' && (
        <p className="px-3 py-2.5 text-sm text-muted">
          {registry} is a static Helm repository: it has versions only, and no channels that could be
          promoted.
        </p>
      )}
      {channels.length === 0 && kind !== 'helm-repository' && (
        <p className="px-3 py-2.5 text-sm text-muted">
          None yet. A channel is a tag such as <code className="font-mono">1-stable</code> or{' '}
          <code className="font-mono">beta</code> that moves from version to version.
        </p>
      )}
      {channels.length > 0 && (
        <ul aria-label="Channels" className="divide-y divide-line">
          {channels.map((channel) => (
            <ChannelRow
              key={channel.tag}
              address={address}
              channel={channel}
              channels={channels}
              rules={rules}
              stray={strays.includes(channel.tag)}
              current={channel.tag === current}
              now={now}
            />
          ))}
        </ul>
      )}
      <footer
        hidden={kind === 'helm-repository'}
        className="space-y-1 border-t border-line px-3 py-2 text-xs text-muted"
      >
        {channels.some((channel) => channel.track === null) && (
          <p>
            Helm cannot install a channel without a number, such as {channels.find(isBare)?.tag}, by its name;
            it can install one such as 1-stable.{' '}
            <Link className="link" href={`${chartPath({ registry, repository })}?tab=install`}>
              How to install
            </Link>
          </p>
        )}
        {kind === 'oci-layout' && <p>{registry} is a folder that is only read: nothing is promoted in it.</p>}
        {kind === 'oci' && rules.mode === 'off' && (
          <p>
            Promotion is off for {registry}.{' '}
            <Link className="link" href={`/registries#${encodeURIComponent(registry)}`}>
              How to turn it on
            </Link>
          </p>
        )}
        {rules.mode !== 'off' && (
          <p className="hidden noscript:block">
            Promoting needs JavaScript; this browser has it switched off.
          </p>
        )}
        <PromotionPermission address={address} mode={rules.mode} />
      </footer>
    </section>
  );
}

function isBare(channel: ChartChannel): boolean {
  return channel.track === null;
}
