import 'server-only';
import {
  listBoardRows,
  selectBoardRows,
  type BoardRequest,
  type BoardSelection,
} from '@/lib/channels/channel-board';
import { openChartroom } from '@/lib/chartroom';
import type { ChartWithHistory } from '@/lib/services/charts';

/** The lines of the channel board that were asked for, and what is needed to show them. */
export interface BoardAnswer extends BoardSelection<ChartWithHistory['channels'][number]> {
  /** safest first */
  risks: string[];
  registries: { name: string; promotion: 'off' | 'shared' | 'personal' }[];
  /** registries of which not everything is known */
  incomplete: string[];
}

/** What the board is asked for, with what was not chosen left out. */
export type BoardQuery = Omit<BoardRequest, 'registry' | 'state'> & {
  registry?: BoardRequest['registry'] | undefined;
  state?: BoardRequest['state'] | undefined;
};

/** The channels of all charts, a line a track. Nothing is asked of a registry. */
export async function readChannelBoard(query: BoardQuery): Promise<BoardAnswer> {
  const { registry = null, state = null, ...asked } = query;
  const { catalog, configuration, history } = await openChartroom();
  const { risks } = configuration.channels;
  const outside = new Set((await history.movedOutside()).map(channelId));
  const charts = catalog.channelBoard().map((chart) => ({
    ...chart,
    drifted: [...chart.drifted],
    channels: chart.channels.map((channel) => ({
      ...channel,
      movedOutside: outside.has(channelId({ ...chart, channel: channel.tag })),
    })),
  }));
  return {
    ...selectBoardRows(listBoardRows(charts), { ...asked, registry, state }, risks, Date.now()),
    risks,
    registries: catalog.registries().map(({ name, promotion }) => ({ name, promotion })),
    incomplete: catalog.incomplete(),
  };
}

function channelId({
  registry,
  repository,
  channel,
}: Record<'registry' | 'repository' | 'channel', string>): string {
  return `${registry}/${repository}:${channel}`;
}
