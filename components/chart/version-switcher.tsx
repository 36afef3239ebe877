'use client';
import { useQuery } from '@tanstack/react-query';
import { ChevronDown } from 'lucide-react';
import { Button, ButtonLink } from '@/components/ui/button';
import { Menu, MenuLink } from '@/components/ui/menu';
import { useHydrated } from '@/components/ui/use-hydrated';
import type { ChartChannel } from '@/lib/api/schema/chart';
import { chartTabPath, type ChartTab } from '@/components/chart/chart-tab';
import { chartDetail } from '@/lib/queries/charts';
import type { ChartAddress, Selector } from '@/lib/references';

const LISTED = 15;

export interface VersionSwitcherProps {
  address: ChartAddress;
  /** what is shown now, in words: a version or a short digest */
  label: string;
  /** the version shown */
  version: string | null;
  /** the channel the page was opened by */
  channel: string | null;
  /** versions as the server knew them, newest first; a part of them is enough */
  versions: readonly string[];
  channels: readonly ChartChannel[];
  /** the tab to stay on */
  tab: ChartTab;
}

/** Goes to another version or channel of the chart. Without JavaScript it is a link to the list of versions. */
export function VersionSwitcher({
  address,
  label,
  version,
  channel,
  versions,
  channels,
  tab,
}: VersionSwitcherProps) {
  const { data } = useQuery(chartDetail(address));
  const hydrated = useHydrated();
  const list = data?.versions.map((entry) => entry.version) ?? versions;
  const { registry, repository } = address;
  const to = (selector: Selector) => chartTabPath({ registry, repository, selector }, tab);
  const all = chartTabPath({ registry, repository }, 'versions');
  const content = (
    <>
      <span className="tabular max-w-56 truncate font-mono">{label}</span>
      <ChevronDown aria-hidden />
    </>
  );
  if (!hydrated) {
    return (
      <ButtonLink href={all} aria-label={`Version ${label}: choose another`}>
        {content}
      </ButtonLink>
    );
  }
  return (
    <Menu trigger={<Button aria-label={`Version ${label}: choose another`}>{content}</Button>}>
      {(data?.channels ?? channels).map((entry) => (
        <MenuLink
          key={entry.tag}
          href={to({ kind: 'channel', tag: entry.tag })}
          current={entry.tag === channel}
        >
          <span className="font-mono text-guide">{entry.tag}</span>
          <span className="tabular ml-auto pl-6 font-mono text-xs text-muted">{entry.version}</span>
        </MenuLink>
      ))}
      {list.slice(0, LISTED).map((entry) => (
        <MenuLink
          key={entry}
          href={to({ kind: 'version', version: entry })}
          current={channel === null && entry === version}
        >
          <span className="tabular font-mono">{entry}</span>
        </MenuLink>
      ))}
      <MenuLink href={all}>
        {list.length > LISTED ? `All ${list.length} versions…` : 'All versions…'}
      </MenuLink>
    </Menu>
  );
}
