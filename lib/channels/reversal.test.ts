import { describe, expect, test } from 'vitest';
import { AppError } from '@/lib/errors';
import type { ChannelMove } from '@/lib/channels/channel-move';
import type { PromotionEnd, PromotionRequest } from '@/lib/channels/promotion';
import { checkReversal, earlierReleases } from '@/lib/channels/reversal';

const ends = new Map(
  ['1.0.0', '1.1.0', '1.2.0', '1.3.0'].map((version, index) => [version, end(version, index)]),
);

function end(version: string, index: number): PromotionEnd {
  return { version, digest: `sha256:${String(index).repeat(64)}` };
}

function at(version: string | null): PromotionEnd | null {
  const found = version === null ? null : ends.get(version);
  if (found === undefined) throw new Error(`${version} is none of the test's versions`);
  return found;
}

let count = 0;
function move(from: string | null, to: string | null, over: Partial<ChannelMove> = {}): ChannelMove {
  count += 1;
  return {
    id: `move-${count}`,
    origin: 'chartroom',
    kind: 'promotion',
    registry: 'production',
    repository: 'harbour/berth',
    channel: '1-stable',
    from: at(from),
    to: at(to),
    at: new Date(count * 1000).toISOString(),
    lastSeen: null,
    actor: 'mira',
    reason: '',
    outcome: 'moved',
    undoes: null,
    failure: null,
    response: null,
    evidence: null,
    copiedFrom: null,
    ...over,
  };
}

function request(from: string, to: string, over: Partial<PromotionRequest> = {}): PromotionRequest {
  return {
    kind: 'undo',
    registry: 'production',
    repository: 'harbour/berth',
    channel: '1-stable',
    expectedDigest: at(from)?.digest ?? null,
    digest: at(to)?.digest ?? 'sha256:',
    reason: '',
    ...over,
  } as PromotionRequest;
}

describe('checkReversal', () => {
  test('an undo takes back the last promotion, and says which', () => {
    const moves = [move('1.1.0', '1.2.0'), move('1.0.0', '1.1.0')];
    expect(checkReversal(request('1.2.0', '1.1.0'), moves, 'mira')).toBe(moves[0]?.id);
    expect(checkReversal(request('1.2.0', '1.1.0'), moves, null), 'nobody is told apart').toBe(moves[0]?.id);
  });

  test('what moved nothing is passed over', () => {
    const moves = [move('1.2.0', '1.2.0', { outcome: 'unchanged' }), move('1.1.0', '1.2.0')];
    expect(checkReversal(request('1.2.0', '1.1.0'), moves, 'mira')).toBe(moves[1]?.id);
  });

  test.each<[string, ChannelMove[], PromotionRequest, RegExp]>([
    ['nothing happened yet', [], request('1.2.0', '1.1.0'), /Nothing was ever promoted/],
    ['the channel was new', [move(null, '1.2.0')], request('1.2.0', '1.1.0'), /Chartroom deletes nothing/],
    [
      'somebody else promoted',
      [move('1.1.0', '1.2.0', { actor: 'noor' })],
      request('1.2.0', '1.1.0'),
      /made by noor, not by mira/,
    ],
    [
      'it was moved elsewhere',
      [move('1.1.0', '1.2.0', { origin: 'outside', kind: 'moved' })],
      request('1.2.0', '1.1.0'),
      /outside Chartroom/,
    ],
    [
      'it is undone already',
      [move('1.2.0', '1.1.0', { kind: 'undo' }), move('1.1.0', '1.2.0')],
      request('1.1.0', '1.2.0'),
      /undone already/,
    ],
    [
      'another promotion is meant',
      [move('1.2.0', '1.3.0'), move('1.1.0', '1.2.0')],
      request('1.2.0', '1.1.0'),
      /not the last promotion/,
    ],
    ['it goes elsewhere', [move('1.1.0', '1.2.0')], request('1.2.0', '1.0.0'), /not the last promotion/],
    [
      'somebody overwrote it',
      [move('1.1.0', '1.2.0', { outcome: 'overwritten' })],
      request('1.2.0', '1.1.0'),
      /not the last promotion/,
    ],
  ])('an undo is refused where %s', (_why, moves, asked, message) => {
    const error = failure(() => checkReversal(asked, moves, 'mira'));
    expect(error).toMatchObject({ code: 'undo_refused', details: { latest: moves[0]?.id ?? null } });
    expect(error.message).toMatch(message);
  });

  test('a rollback goes to where the channel was, with a reason', () => {
    const moves = [move('1.1.0', '1.2.0'), move('1.0.0', '1.1.0')];
    const back = request('1.2.0', '1.0.0', { kind: 'rollback', reason: 'crashes' });
    expect(checkReversal(back, moves, 'noor')).toBeNull();
    expect(failure(() => checkReversal({ ...back, reason: ' ' }, moves, 'noor')).code).toBe(
      'invalid_request',
    );
    const never = request('1.2.0', '1.3.0', { kind: 'rollback', reason: 'crashes' });
    expect(failure(() => checkReversal(never, moves, 'noor')).message).toMatch(/never seen at/);
    const here = request('1.2.0', '1.2.0', { kind: 'rollback', reason: 'crashes' });
    expect(failure(() => checkReversal(here, moves, 'noor')).code).toBe('invalid_request');
  });
});

describe('earlierReleases', () => {
  test('each place once, the latest first, without the one it is at', () => {
    const moves = [
      move('1.2.0', '1.0.0', { kind: 'rollback' }),
      move('1.1.0', '1.2.0'),
      move('1.0.0', '1.1.0'),
      move(null, '1.0.0'),
    ];
    expect(earlierReleases(moves).map(({ version }) => version)).toEqual(['1.2.0', '1.1.0']);
    expect(earlierReleases(moves)[0]?.until).toBe(moves[0]?.at);
  });

  test('where nobody saw it leave is among them too', () => {
    const moves = [move('1.2.0', '1.3.0', { origin: 'outside', kind: 'moved' }), move('1.0.0', '1.1.0')];
    expect(earlierReleases(moves).map(({ version }) => version)).toEqual(['1.2.0', '1.1.0', '1.0.0']);
  });

  test('a closed channel was at all of them', () => {
    const moves = [move('1.1.0', null, { origin: 'outside', kind: 'closed' }), move('1.0.0', '1.1.0')];
    expect(earlierReleases(moves).map(({ version }) => version)).toEqual(['1.1.0', '1.0.0']);
    expect(earlierReleases([])).toEqual([]);
  });
});

function failure(run: () => unknown): AppError {
  try {
    run();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}
