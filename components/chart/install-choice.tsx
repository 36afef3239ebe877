import { chartTabPath } from '@/components/chart/chart-tab';
import { TabLinks } from '@/components/ui/tab-links';
import type { ChartChannel } from '@/lib/api/schema/chart';
import type { ChartAddress } from '@/lib/references';

export interface InstallChoiceProps {
  address: ChartAddress;
  /** the version shown, null when the digest is not known as one */
  version: string | null;
  channels: readonly Pick<ChartChannel, 'tag'>[];
  /** the channel the page was opened by */
  channel: string | null;
}

/** By what to install: the version shown, or a channel of the chart. */
export function InstallChoice({ address, version, channels, channel }: InstallChoiceProps) {
  const { registry, repository } = address;
  if (channels.length === 0 || (version === null && channel === null)) return null;
  const byVersion = {
    label: version ?? '',
    href: chartTabPath(
      { registry, repository, selector: { kind: 'version', version: version ?? '' } },
      'install',
    ),
    current: channel === null,
  };
  return (
    <TabLinks
      label="Install by version or channel"
      tabs={[
        ...(version === null ? [] : [byVersion]),
        ...channels.map(({ tag }) => ({
          label: tag,
          href: chartTabPath({ registry, repository, selector: { kind: 'channel', tag } }, 'install'),
          current: tag === channel,
        })),
      ]}
    />
  );
}
