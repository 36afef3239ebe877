import 'server-only';
import type { ChartChannel } from '@/lib/catalog/chart';
import {
  listBoardRows,
  selectBoardRows,
  type BoardRequest,
  type BoardSelection,
} from '@/lib/channels/channel-board';
import { openChartroom } from '@/lib/chartroom';

/** The lines of the channel board that were asked for, and what is needed to show them. */
export interface BoardAnswer extends BoardSelection<ChartChannel> {
  /** safest first */
  risks: string[];
  registries: { name: string; promotion: 'off' | 'shared' | 'personal' }[];
  /** registries of which not everything is known */
  incomplete: string[];
}

/** What the board asks for, with what was not chosen left out. */
export type BoardQuery = Omit<BoardRequest, 'registry' | 'state'> & {
  registry?: BoardRequest['registry'] | undefined;
  state?: BoardRequest['state'] | undefined;
};

/** The charts' channels of all registries, a line a track. Nothing is asked of a registry. */
export async function readChannelBoard({
  registry = null,
  state = null,
  ...asked
}: BoardQuery): Promise<BoardAnswer> {
  const { catalog, configuration } = await openChartroom();
  const { risks } = configuration.channels;
  const rows = listBoardRows<ChartChannel>(catalog.channelBoard());
  return {
    ...selectBoardRows(rows, { ...asked, registry, state }, risks, Date.now()),
    risks,
    registries: catalog.registries().map(({ name, promotion }) => ({ name, promotion })),
    incomplete: catalog.incomplete(),
  };
}
