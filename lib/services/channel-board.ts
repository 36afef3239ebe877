import 'server-only';
import type { BoardChart } from '@/lib/catalog/channel-board';
import {
  listBoardRows,
  selectBoardRows,
  type BoardRequest,
  type BoardRow,
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
  const rows = layRows(catalog.channelBoard(), (await history.movedOutside()).map(channelId));
  return {
    ...selectBoardRows(rows, { ...asked, registry, state }, risks, Date.now()),
    risks,
    registries: catalog.registries().map(({ name, promotion }) => ({ name, promotion })),
    incomplete: catalog.incomplete(),
  };
}

type Row = BoardRow<ChartWithHistory['channels'][number]>;

/** The lines of the last board, for as long as neither it nor what was moved outside changes. */
const laid = new WeakMap<readonly BoardChart[], { outside: string; rows: Row[] }>();

function layRows(charts: readonly BoardChart[], movedOutside: readonly string[]): Row[] {
  const outside = movedOutside.join(' ');
  const known = laid.get(charts);
  if (known?.outside === outside) return known.rows;
  const moved = new Set(movedOutside);
  const rows = listBoardRows(
    charts.map((chart) => ({
      ...chart,
      drifted: [...chart.drifted],
      channels: chart.channels.map((channel) => ({
        ...channel,
        movedOutside: moved.has(channelId({ ...chart, channel: channel.tag })),
      })),
    })),
  );
  laid.set(charts, { outside, rows });
  return rows;
}

function channelId({
  registry,
  repository,
  channel,
}: Record<'registry' | 'repository' | 'channel', string>): string {
  return `${registry}/${repository}:${channel}`;
}
