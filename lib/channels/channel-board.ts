import type { ChartAddress } from '@/lib/references';

/** What the board needs to know of a channel. */
export interface BoardChannel {
  tag: string;
  track: string | null;
  risk: string;
  version: string | null;
  /** RFC 3339: since when it has been seen where it is */
  since: string | null;
  /** by how many versions it is newer than the next safer channel of its track */
  ahead: { of: string; versions: number } | null;
  warnings: readonly unknown[];
  /** whether it was last moved by somebody else than Chartroom */
  movedOutside: boolean;
}

/** A chart with all of its channels. */
export interface BoardChart<C extends BoardChannel> extends ChartAddress {
  name: string;
  /** its newest version */
  newest: string;
  /** version tags that were seen with a second digest */
  drifted: string[];
  channels: readonly C[];
}

/** One line of the board: a chart's channels of one track. A chart without channels has one line, without any. */
export interface BoardRow<C extends BoardChannel> extends Omit<BoardChart<C>, 'channels'> {
  /** null: channels without a track, or no channel at all */
  track: string | null;
  channels: C[];
}

/**
 * What a line can be picked by:
 * - `ahead` a riskier channel holds a newer version than a safer one: something could be promoted
 * - `old` the safest channel there is has not moved for so many days
 * - `outside` a channel was last moved by somebody else than Chartroom
 * - `drift` a version of the chart was pushed again with other content
 * - `warned` something about a channel is odd
 * - `none` the chart has no channel
 */
export const BOARD_STATES = ['ahead', 'old', 'outside', 'drift', 'warned', 'none'] as const;
export type BoardState = (typeof BOARD_STATES)[number];

/** By chart; by how far ahead a channel is, most first; by the safest channel's age, or the latest move. */
export const BOARD_ORDERS = ['name', 'ahead', 'oldest', 'moved'] as const;
export type BoardOrder = (typeof BOARD_ORDERS)[number];

export interface BoardRequest {
  /** words that must all be in the chart's name or repository; may be empty */
  query: string;
  registry: string | null;
  state: BoardState | null;
  /** from how many days on a channel is `old` */
  days: number;
  sort: BoardOrder;
  limit: number;
  offset: number;
}

export interface BoardSelection<C extends BoardChannel> {
  /** how many lines fit; charts without channels only count where they are asked for */
  total: number;
  rows: BoardRow<C>[];
  /** how many lines there would be with each state, all else the same; `all` without any */
  counts: Record<BoardState | 'all', number>;
}

const DAY = 24 * 60 * 60 * 1000;

/** A chart's channels, a line a track, in the order the channels come in. */
export function listBoardRows<C extends BoardChannel>(charts: readonly BoardChart<C>[]): BoardRow<C>[] {
  return charts.flatMap(({ channels, ...chart }): BoardRow<C>[] => {
    if (channels.length === 0) return [{ ...chart, track: null, channels: [] }];
    const tracks = new Map<string | null, C[]>();
    for (const channel of channels) {
      const row = tracks.get(channel.track);
      if (row === undefined) tracks.set(channel.track, [channel]);
      else row.push(channel);
    }
    return [...tracks].map(([track, row]) => ({ ...chart, track, channels: row }));
  });
}

/**
 * The lines that were asked for. Lines that sort alike stay in the order of `rows`. Linear but for the sorting.
 * @param rows from `listBoardRows`
 * @param risks the configured risks, safest first
 * @param now milliseconds since 1970
 */
export function selectBoardRows<C extends BoardChannel>(
  rows: readonly BoardRow<C>[],
  request: BoardRequest,
  risks: readonly string[],
  now: number,
): BoardSelection<C> {
  const words = request.query.toLowerCase().split(/\s+/).filter(Boolean);
  const counts: BoardSelection<C>['counts'] = {
    all: 0,
    ahead: 0,
    old: 0,
    outside: 0,
    drift: 0,
    warned: 0,
    none: 0,
  };
  const oldBefore = now - request.days * DAY;
  const chosen: BoardRow<C>[] = [];
  for (const row of rows) {
    if (request.registry !== null && row.registry !== request.registry) continue;
    if (!isNamed(row, words)) continue;
    const states = statesOf(row, risks, oldBefore);
    for (const state of states) counts[state] += 1;
    if (!states.includes('none')) counts.all += 1;
    if (request.state === null ? !states.includes('none') : states.includes(request.state)) chosen.push(row);
  }
  sortRows(chosen, request.sort, risks);
  return {
    total: chosen.length,
    rows: chosen.slice(request.offset, request.offset + request.limit),
    counts,
  };
}

/** The safest channel of a line: by the configured risks, then in the order they come in. */
export function safestChannel<C extends BoardChannel>(
  channels: readonly C[],
  risks: readonly string[],
): C | undefined {
  let safest: C | undefined;
  let least = Infinity;
  for (const channel of channels) {
    const rank = rankOf(channel.risk, risks);
    if (rank < least) [safest, least] = [channel, rank];
  }
  return safest;
}

function statesOf<C extends BoardChannel>(
  row: BoardRow<C>,
  risks: readonly string[],
  oldBefore: number,
): BoardState[] {
  const states: BoardState[] = [];
  const { channels } = row;
  if (channels.length === 0) states.push('none');
  if (channels.some(({ ahead }) => ahead !== null && ahead.versions > 0)) states.push('ahead');
  if (ageOf(row, risks) < oldBefore) states.push('old');
  if (channels.some(({ movedOutside }) => movedOutside)) states.push('outside');
  if (row.drifted.length > 0) states.push('drift');
  if (channels.some(({ warnings }) => warnings.length > 0)) states.push('warned');
  return states;
}

function isNamed({ name, registry, repository }: ChartAddress & { name: string }, words: readonly string[]) {
  if (words.length === 0) return true;
  const text = `${name} ${registry}/${repository}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

function sortRows<C extends BoardChannel>(
  rows: BoardRow<C>[],
  order: BoardOrder,
  risks: readonly string[],
): void {
  if (order === 'name') return; // as the charts come
  const keys = new Map(rows.map((row) => [row, sortKey(row, order, risks)]));
  rows.sort((a, b) => compareNumbers(keys.get(a) ?? Infinity, keys.get(b) ?? Infinity));
}

/** What is to come first is smallest. */
function sortKey<C extends BoardChannel>(
  row: BoardRow<C>,
  order: BoardOrder,
  risks: readonly string[],
): number {
  switch (order) {
    case 'ahead':
      return -Math.max(0, ...row.channels.map(({ ahead }) => ahead?.versions ?? 0));
    case 'oldest':
      return ageOf(row, risks);
    case 'moved':
      return -Math.max(-Infinity, ...row.channels.map(({ since }) => timeOf(since) ?? -Infinity));
    case 'name':
      return 0;
  }
}

/** When the safest channel of a line moved last, or never where nothing is known of it. */
function ageOf<C extends BoardChannel>({ channels }: BoardRow<C>, risks: readonly string[]): number {
  return timeOf(safestChannel(channels, risks)?.since ?? null) ?? Infinity;
}

function timeOf(at: string | null): number | undefined {
  const time = at === null ? Number.NaN : Date.parse(at);
  return Number.isNaN(time) ? undefined : time;
}

function rankOf(risk: string, risks: readonly string[]): number {
  const rank = risks.indexOf(risk);
  return rank < 0 ? risks.length : rank;
}

function compareNumbers(a: number, b: number): number {
  return a < b ? -1 : Number(a > b);
}
