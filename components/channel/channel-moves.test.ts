import { describe, expect, test } from 'vitest';
import { channelStays } from '@/components/channel/channel-stays';
import { reversalOffers, type ReversalOffer, type Viewer } from '@/components/channel/reversal-offer';
import { undoneMoves } from '@/components/channel/undone-moves';
import type { ChartChannel } from '@/lib/api/schema/chart';
import type { ChannelMove } from '@/lib/api/schema/move';

const start = Date.parse('2026-11-25T00:00:00Z');
const digestOf = (version: string): `sha256:${string}` => `sha256:${version.replaceAll('.', '').repeat(20)}`;
const end = (version: string | null) => (version === null ? null : { version, digest: digestOf(version) });

/** Moves told in the order they were made, as `from>to`, given newest first; ids count from m1. */
function moves(...told: [string, Partial<ChannelMove>?][]): ChannelMove[] {
  return told
    .map(([text, over], index): ChannelMove => {
      const [from = '', to = ''] = text.split('>');
      return {
        id: `m${index + 1}`,
        registry: 'production',
        repository: 'harbour/berth',
        channel: '1-stable',
        origin: 'chartroom',
        kind: 'promotion',
        from: end(from === '' ? null : from),
        to: end(to === '' ? null : to),
        at: new Date(start + index * 60_000).toISOString(),
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
    })
    .reverse();
}

function channelAt(version: string): ChartChannel {
  const place = { digest: digestOf(version), version, since: '2026-01-01T00:00:00Z', movedOutside: false };
  const state = { ahead: null, previous: null, warnings: [], helm: true };
  return { tag: '1-stable', track: '1', risk: 'stable', ...place, ...state };
}

function tellUndone(all: ChannelMove[]): string[] {
  return [...undoneMoves(all)].map(([id, by]) => `${id} by ${by.id}`).sort();
}

function offer(all: ChannelMove[], id: string, at: string, viewer: Viewer = null): ReversalOffer | undefined {
  return reversalOffers(all, [channelAt(at)], viewer, true).get(id);
}

function rollbacks(found: ReversalOffer | undefined): string[] {
  return (found?.rollback ?? []).map(({ version }) => version);
}

function minute(time: number | null): string {
  return time === null ? '' : String((time - start) / 60_000);
}

function tellStays(all: ChannelMove[], channels: ChartChannel[]): string[] {
  return channelStays(all, channels).map(
    ({ channel, version, since, until }) => `${channel} ${version} ${minute(since)}–${minute(until)}`,
  );
}

describe('undoneMoves', () => {
  test.each<[string, ChannelMove[], string[]]>([
    [
      'an undo takes back the promotion it names',
      moves(['1>2'], ['2>1', { kind: 'undo', undoes: 'm1' }]),
      ['m1 by m2'],
    ],
    [
      'a rollback takes back everything since the channel was there',
      moves(['1>2'], ['2>3'], ['3>4'], ['4>2', { kind: 'rollback' }]),
      ['m2 by m4', 'm3 by m4'],
    ],
    [
      'a rollback to before the first move takes back all of them',
      moves(['1>2'], ['2>3'], ['3>1', { kind: 'rollback' }]),
      ['m1 by m3', 'm2 by m3'],
    ],
    [
      'other channels and what moved nothing stay out of it',
      moves(
        ['1>2'],
        ['1>3', { channel: '1-beta' }],
        ['2>2', { outcome: 'unchanged' }],
        ['2>1', { kind: 'rollback' }],
      ),
      ['m1 by m4'],
    ],
    [
      'what a rollback took back stands again when the rollback is undone',
      moves(['1>2'], ['2>1', { kind: 'rollback' }], ['1>2', { kind: 'undo', undoes: 'm2' }]),
      ['m2 by m3'],
    ],
    ['going back by a promotion takes nothing back', moves(['1>2'], ['2>1']), []],
  ])('%s', (_what, all, expected) => {
    expect(tellUndone(all)).toEqual(expected);
  });
});

describe('reversalOffers', () => {
  test('undo is offered on the last promotion, to who made it', () => {
    const all = moves(['1>2'], ['2>3']);
    expect(offer(all, 'm2', '3')?.undo?.version).toBe('2');
    expect(offer(all, 'm2', '3', 'mira')?.undo?.version).toBe('2');
    expect(offer(all, 'm2', '3', undefined)?.undo?.version).toBe('2');
    expect(offer(all, 'm2', '3', 'noor')?.undo).toBeNull();
    expect(offer(all, 'm1', '3')?.undo).toBeNull();
    expect(offer(all, 'm2', '4')?.undo, 'the channel has moved since').toBeNull();
  });

  test('what was made elsewhere, was an undo, or made the channel is not undone', () => {
    expect(offer(moves(['1>2', { origin: 'outside', kind: 'moved' }]), 'm1', '2')?.undo).toBeNull();
    expect(offer(moves(['2>1', { kind: 'undo' }]), 'm1', '1')?.undo).toBeNull();
    expect(offer(moves(['>2']), 'm1', '2')).toMatchObject({
      undo: null,
      undoHindrance: 'deletes',
    });
  });

  test('a rollback is offered to each earlier place once, where the channel came to it last', () => {
    const all = moves(['1>2'], ['2>3'], ['3>2'], ['2>4']);
    expect(['m4', 'm3', 'm2', 'm1'].map((id) => rollbacks(offer(all, id, '4', 'noor')))).toEqual([
      [],
      ['2'],
      ['3'],
      ['1'],
    ]);
    expect(rollbacks(offer(all, 'm3', '4', 'mira')), 'undo leads there').toEqual([]);
    expect(rollbacks(reversalOffers(all, [channelAt('4')], null, false).get('m1'))).toEqual([]);
  });

  test('a closed channel can go back to where it was', () => {
    const found = reversalOffers(
      moves(['1>2'], ['2>', { kind: 'closed', origin: 'outside' }]),
      [],
      null,
      true,
    );
    expect(rollbacks(found.get('m1'))).toEqual(['2', '1']);
    expect(found.get('m1')?.target).toEqual({
      tag: '1-stable',
      track: '1',
      risk: 'stable',
      digest: null,
      version: null,
      exists: false,
    });
  });
});

describe('channelStays', () => {
  test('follow the moves, from before the first to now', () => {
    const all = moves(['1>2'], ['2>2', { outcome: 'unchanged' }], ['2>3']);
    expect(tellStays(all, [channelAt('3')])).toEqual(['1-stable 1 –0', '1-stable 2 0–2', '1-stable 3 2–']);
  });

  test('end where the channel was closed; it comes behind those there are', () => {
    const all = moves(['>1', { channel: 'beta' }], ['1>', { channel: 'beta', kind: 'closed' }], ['>2']);
    expect(tellStays(all, [channelAt('2')])).toEqual(['1-stable 2 2–', 'beta 1 0–1']);
  });

  test('without moves there is one, since the channel was first seen', () => {
    const [only] = channelStays([], [channelAt('1')]);
    expect(only).toMatchObject({ version: '1', since: Date.parse('2026-01-01T00:00:00Z'), until: null });
    expect(channelStays([], [{ ...channelAt('1'), version: null }])).toEqual([]);
  });
});
