'use client';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { ChannelGrid } from '@/components/channel/channel-grid';
import { FloatingVersions } from '@/components/channel/floating-versions';
import { PromotionPermission } from '@/components/channel/promotion-permission';
import type { PromotionRules } from '@/components/channel/promotion-rules';
import type { Chart, ChartChannel } from '@/lib/api/schema/chart';
import type { RegistryState } from '@/lib/api/schema/registry';
import { chartDetail } from '@/lib/queries/charts';
import { chartPath, feedPath, type ChartAddress } from '@/lib/references';

export interface ChannelPanelProps {
  address: ChartAddress;
  /** the channels as the server knew them; those the registry has now take their place */
  channels: readonly ChartChannel[];
  /** the floating versions, likewise */
  floating: Chart['floating'];
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
  floating: knownFloating,
  rules,
  kind,
  current,
  now,
}: ChannelPanelProps) {
  const { data } = useQuery(chartDetail(address));
  const channels = data?.channels ?? known;
  const floating = data?.floating ?? knownFloating;
  const unnamed = channels.filter(({ helm }) => !helm);
  const { registry, repository } = address;
  return (
    <section aria-labelledby="channels" className="rounded-lg border border-line bg-surface">
      <link
        rel="alternate"
        type="application/atom+xml"
        title={`News of ${registry}/${repository}`}
        href={feedPath({ registry, repository }, 'atom')}
      />
      <link
        rel="alternate"
        type="application/feed+json"
        title={`News of ${registry}/${repository}`}
        href={feedPath({ registry, repository }, 'json')}
      />
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
        <ChannelGrid address={address} channels={channels} rules={rules} current={current} now={now} />
      )}
      <FloatingVersions address={address} floating={floating} />
      <footer
        hidden={kind === 'helm-repository'}
        className="space-y-1 border-t border-line px-3 py-2 text-xs text-muted"
      >
        {unnamed.length > 0 && (
          <p>
            Helm installs a channel with a number, such as 1-stable, by its name. It cannot do so with{' '}
            <span className="font-mono">{listTags(unnamed)}</span>.{' '}
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
        <p>
          What happens here, as a feed:{' '}
          <a className="link" href={feedPath({ registry, repository }, 'atom')}>
            Atom
          </a>
          ,{' '}
          <a className="link" href={feedPath({ registry, repository }, 'json')}>
            JSON
          </a>
        </p>
      </footer>
    </section>
  );
}

const MAX_NAMED = 6;

function listTags(channels: readonly ChartChannel[]): string {
  const tags = channels.slice(0, MAX_NAMED).map(({ tag }) => tag);
  const more = channels.length - tags.length;
  return tags.join(', ') + (more > 0 ? ` and ${more} more` : '');
}
