import { describe, expect, test } from 'vitest';
import {
  listBoardRows,
  safestChannel,
  selectBoardRows,
  type BoardChannel,
  type BoardChart,
  type BoardRequest,
} from '@/lib/channels/channel-board';

const RISKS = ['stable', 'candidate', 'beta', 'edge'];
const NOW = Date.parse('2026-11-25T00:00:00Z');

function channel(tag: string, more: Partial<BoardChannel> = {}): BoardChannel {
  const [first = '', second] = tag.split('-');
  return {
    tag,
    track: second === undefined ? null : first,
    risk: second ?? first,
    version: '1.0.0',
    since: '2026-11-20T00:00:00Z',
    ahead: null,
    warnings: [],
    movedOutside: false,
    ...more,
  };
}

function chart(name: string, channels: BoardChannel[], drifted: string[] = []): BoardChart<BoardChannel> {
  return { registry: 'harbour', repository: `charts/${name}`, name, newest: '2.0.0', drifted, channels };
}

const CHARTS = [
  chart('anchor', [
    channel('2-stable', { since: '2026-01-01T00:00:00Z' }),
    channel('2-beta', { ahead: { of: '2-stable', versions: 3 }, since: '2026-11-24T00:00:00Z' }),
    channel('1-stable', { warnings: [{}] }),
  ]),
  chart('buoy', [channel('stable', { movedOutside: true, since: '2026-11-01T00:00:00Z' })], ['1.0.0']),
  { ...chart('crane', []), registry: 'dock' },
  chart('dredger', [channel('beta', { since: null, ahead: { of: 'stable', versions: 1 } })]),
];
const ROWS = listBoardRows(CHARTS);

const ASKED: BoardRequest = {
  query: '',
  registry: null,
  state: null,
  days: 90,
  sort: 'name',
  limit: 100,
  offset: 0,
};

function select(asked: Partial<BoardRequest>): string[] {
  const { rows } = selectBoardRows(ROWS, { ...ASKED, ...asked }, RISKS, NOW);
  return rows.map(({ name, track }) => `${name}/${track ?? ''}`);
}

test('a chart has a line for each track, and one when it has no channel', () => {
  expect(ROWS.map(({ name, track, channels }) => [name, track, channels.map(({ tag }) => tag)])).toEqual([
    ['anchor', '2', ['2-stable', '2-beta']],
    ['anchor', '1', ['1-stable']],
    ['buoy', null, ['stable']],
    ['crane', null, []],
    ['dredger', null, ['beta']],
  ]);
});

test.each<[Partial<BoardRequest>, string[]]>([
  [{}, ['anchor/2', 'anchor/1', 'buoy/', 'dredger/']],
  [{ state: 'ahead' }, ['anchor/2', 'dredger/']],
  [{ state: 'old' }, ['anchor/2']],
  [{ state: 'old', days: 10 }, ['anchor/2', 'buoy/']],
  [{ state: 'outside' }, ['buoy/']],
  [{ state: 'drift' }, ['buoy/']],
  [{ state: 'warned' }, ['anchor/1']],
  [{ state: 'none' }, ['crane/']],
  [{ registry: 'dock', state: 'none' }, ['crane/']],
  [{ registry: 'dock' }, []],
  [{ query: 'ANCH' }, ['anchor/2', 'anchor/1']],
  [{ query: ' harbour buoy ' }, ['buoy/']],
  [{ query: 'buoy anchor' }, []],
  [{ sort: 'ahead' }, ['anchor/2', 'dredger/', 'anchor/1', 'buoy/']],
  [{ sort: 'oldest' }, ['anchor/2', 'buoy/', 'anchor/1', 'dredger/']],
  [{ sort: 'moved' }, ['anchor/2', 'anchor/1', 'buoy/', 'dredger/']],
  [{ limit: 2, offset: 1 }, ['anchor/1', 'buoy/']],
  [{ offset: 10 }, []],
])('%j', (asked, expected) => {
  expect(select(asked)).toEqual(expected);
});

test('counts are told for each state, whichever is chosen', () => {
  const { counts, total } = selectBoardRows(ROWS, { ...ASKED, state: 'drift' }, RISKS, NOW);
  expect(counts).toEqual({ all: 4, ahead: 2, old: 1, outside: 1, drift: 1, warned: 1, none: 1 });
  expect(total).toBe(1);
});

describe('the safest channel', () => {
  test.each<[string[], string | undefined]>([
    [['1-beta', '1-stable'], '1-stable'],
    [['1-nightly', '1-edge'], '1-edge'],
    [['1-nightly', '1-dev'], '1-nightly'],
    [[], undefined],
  ])('of %j is %j', (tags, expected) => {
    expect(
      safestChannel(
        tags.map((tag) => channel(tag)),
        RISKS,
      )?.tag,
    ).toBe(expected);
  });
});
