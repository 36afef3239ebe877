import { headers } from 'next/headers';
import { ChannelHistory } from '@/components/channel/channel-history';
import { channelStays } from '@/components/channel/channel-stays';
import type { PromotionRules } from '@/components/channel/promotion-rules';
import { chooseVersions } from '@/components/channel/timeline-layout';
import { readCaller } from '@/lib/api/caller';
import type { Chart } from '@/lib/api/schema/chart';
import type { MoveList } from '@/lib/api/schema/move';
import { findViewer } from '@/lib/services/viewer';

export interface HistoryTabProps {
  chart: Chart;
  /** the newest moves */
  moves: MoveList;
  rules: PromotionRules;
  /** the only channel to show; null for all */
  channel: string | null;
  /** epoch milliseconds at which the server rendered */
  now: number;
}

/** What happened to a chart's channels. */
export async function HistoryTab({ chart, moves, rules, channel, now }: HistoryTabProps) {
  const { registry, repository, channels } = chart;
  const viewer = await findViewer(registry, readCaller(await headers()));
  const versions = chart.versions.map(({ version, created, prerelease }) => {
    const at = Date.parse(created ?? '');
    return { version, prerelease, at: Number.isNaN(at) ? null : at };
  });
  return (
    <ChannelHistory
      address={{ registry, repository }}
      channels={channels}
      moves={moves}
      versions={chooseVersions(versions, channelStays(moves.moves, channels))}
      channel={channel}
      rules={rules}
      viewer={viewer}
      now={now}
    />
  );
}
