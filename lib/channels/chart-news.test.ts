import { expect, test } from 'vitest';
import { moveOfPromotion, moveOfSighting, type ChannelMove } from '@/lib/channels/channel-move';
import { listChartNews, MOST_NEWS, type VersionNews } from '@/lib/channels/chart-news';

const CHART = { registry: 'production', repository: 'platform/app' };
const OLD = `sha256:${'a'.repeat(64)}` as const;
const NEW = `sha256:${'b'.repeat(64)}` as const;

const version = (text: string, created: string | null, more: Partial<VersionNews> = {}): VersionNews => ({
  version: text,
  tag: text,
  digest: NEW,
  created,
  since: '2026-11-05T00:00:00Z',
  previousDigest: null,
  ...more,
});

const promotion = (id: string, at: string, more: Partial<ChannelMove> = {}): ChannelMove => ({
  ...moveOfPromotion({
    ...CHART,
    id,
    channel: '1-stable',
    kind: 'promotion',
    undoes: null,
    from: { digest: OLD, version: '1.2.0' },
    to: { digest: NEW, version: '1.2.1' },
    actor: 'maria',
    reason: 'reviewed',
    at,
    outcome: 'moved',
    failure: null,
    response: null,
    evidence: null,
    copiedFrom: null,
  }),
  ...more,
});

const titles = (channel: string | null, versions: VersionNews[], moves: ChannelMove[]): string[] =>
  listChartNews(CHART, channel, versions, moves).entries.map(({ title }) => title);

test('versions, moves and drift come newest first', () => {
  const outside = moveOfSighting({
    ...CHART,
    id: '4',
    channel: 'beta',
    from: null,
    to: { digest: NEW, version: '1.2.1' },
    at: '2026-11-04T00:00:00Z',
    lastSeen: null,
    actor: null,
  });
  const versions = [
    version('1.2.1', '2026-11-01T00:00:00Z'),
    version('1.2.0', '2026-10-01T00:00:00Z', { previousDigest: OLD }),
  ];
  expect(titles(null, versions, [outside, promotion('3', '2026-11-03T00:00:00Z')])).toEqual([
    '1.2.0 was pushed again with other content',
    'beta began at 1.2.1',
    '1-stable moved from 1.2.0 to 1.2.1',
    '1.2.1 was published',
    '1.2.0 was published',
  ]);
});

test('the feed of a channel tells of nothing else', () => {
  const moves = [
    promotion('2', '2026-11-03T00:00:00Z'),
    promotion('1', '2026-11-02T00:00:00Z', { channel: 'beta' }),
  ];
  const news = listChartNews(CHART, '1-stable', [version('1.2.1', '2026-11-01T00:00:00Z')], moves);
  expect(news.entries.map(({ key }) => key)).toEqual(['move 2']);
  expect(news).toMatchObject({
    key: 'production/platform/app:1-stable',
    path: '/charts/production/platform/app:1-stable',
  });
});

test.each<[Partial<ChannelMove>, string | undefined]>([
  [{}, '1-stable moved from 1.2.0 to 1.2.1'],
  [{ from: null }, '1-stable began at 1.2.1'],
  [{ kind: 'rollback' }, '1-stable was rolled back to 1.2.1'],
  [{ kind: 'undo' }, '1-stable went back to 1.2.1: a promotion was undone'],
  [{ to: null, kind: 'closed' }, '1-stable was removed'],
  [{ outcome: 'unchanged' }, undefined],
])('a move with %j: %s', (more, title) => {
  expect(titles(null, [], [promotion('1', '2026-11-01T00:00:00Z', more)])[0]).toBe(title);
});

test('what says no time is left out, and only the newest hundred stay', () => {
  const many = Array.from({ length: 150 }, (_, minor) =>
    version(`1.${minor}.0`, new Date(Date.UTC(2026, 0, 1, 0, minor)).toISOString()),
  );
  const shown = titles(null, [...many, version('2.0.0', null), version('2.1.0', 'soon')], []);
  expect(shown).toHaveLength(MOST_NEWS);
  expect(shown[0]).toBe('1.149.0 was published');
});
