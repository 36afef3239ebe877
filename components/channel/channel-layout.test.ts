import { expect, test } from 'vitest';
import { countTracks, layOutChannels } from '@/components/channel/channel-layout';
import type { ChartChannel } from '@/lib/api/schema/chart';

const RISKS = ['stable', 'candidate', 'beta', 'edge'];

function channel(tag: string): ChartChannel {
  const [, track = null, risk = tag] = /^(?:(.+)-)?(\w+)$/.exec(tag) ?? [];
  const state = { ahead: null, previous: null, warnings: [], helm: true, movedOutside: false };
  return { tag, track, risk, digest: null, version: null, since: null, ...state };
}

/** A row a risk, a column a track: `tag`, `tag+tag`, `→ the channel instead`, `—`. */
function draw(tags: readonly string[]): string[] {
  const { risks, tracks } = layOutChannels(tags.map(channel), RISKS);
  return [
    tracks.map(({ track }) => track ?? 'none').join(' | '),
    ...risks.map((risk, row) => {
      const cells = tracks.map(({ cells: column }) => {
        const cell = column[row];
        if (cell === undefined) throw new Error('a track without this risk');
        expect(cell.risk).toBe(risk);
        if (cell.channels.length > 0) return cell.channels.map(({ tag }) => tag).join('+');
        return cell.instead === null ? '—' : `→ ${cell.instead}`;
      });
      return `${risk}: ${cells.join(' | ')}`;
    }),
  ];
}

test.each<[string, string[], string[]]>([
  ['nothing', [], ['']],
  ['one channel', ['stable'], ['none', 'stable: stable']],
  [
    'risks in use only, safest first, and what to follow where there is none',
    ['2-beta', '1-stable', '1-beta', 'beta', 'stable'],
    ['2 | 1 | none', 'stable: — | 1-stable | stable', 'beta: 2-beta | 1-beta | beta'],
  ],
  [
    'the nearest safer',
    ['2-stable', '2-edge', '1-stable', '1-candidate'],
    [
      '2 | 1',
      'stable: 2-stable | 1-stable',
      'candidate: → 2-stable | 1-candidate',
      'edge: 2-edge | → 1-candidate',
    ],
  ],
  [
    'words without a place last, by name, with nothing to follow',
    ['1-stable', '1-pilot', 'lts'],
    ['1 | none', 'stable: 1-stable | —', 'lts: — | lts', 'pilot: 1-pilot | —'],
  ],
  ['two tags in one place', ['1-beta', 'v1-beta'], ['1', 'beta: 1-beta+v1-beta']],
])('%s', (_, tags, drawn) => {
  expect(draw(tags)).toEqual(drawn);
  expect(countTracks(tags.map(channel))).toBe(drawn[0] === '' ? 0 : drawn[0]?.split(' | ').length);
});
