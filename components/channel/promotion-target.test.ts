import { describe, expect, test } from 'vitest';
import type { ChartChannel } from '@/lib/api/schema/chart';
import { ApiProblem } from '@/lib/queries/api-problem';
import { channelTargets, movedTarget, versionTargets } from '@/components/channel/promotion-target';

const risks = ['stable', 'candidate', 'beta', 'edge'];

function channel(tag: string): ChartChannel {
  const [, track = null, risk = tag] = /^(?:(.+)-)?(\w+)$/.exec(tag) ?? [];
  return {
    tag,
    track,
    risk,
    digest: `sha256:${'0'.repeat(64)}`,
    version: '1.0.0',
    since: null,
    movedOutside: false,
    ahead: null,
    previous: null,
    warnings: [],
    helm: false,
  };
}

describe('channelTargets', () => {
  test.each([
    {
      name: 'the nearest that exists on the track',
      from: '1-beta',
      has: ['1-stable', '1-beta'],
      next: '1-stable',
      others: ['1-candidate'],
    },
    {
      name: 'the nearest of two',
      from: '1-edge',
      has: ['1-stable', '1-beta', '1-edge'],
      next: '1-beta',
      others: ['1-candidate', '1-stable'],
    },
    {
      name: 'a risk used on another track',
      from: '2-beta',
      has: ['1-stable', '2-beta'],
      next: '2-stable',
      others: ['2-candidate'],
    },
    {
      name: 'the safest when the chart has nothing else',
      from: 'beta',
      has: ['beta'],
      next: 'stable',
      others: ['candidate'],
    },
    { name: 'bare risks', from: 'beta', has: ['stable', 'beta'], next: 'stable', others: ['candidate'] },
    {
      name: 'a track may feed the bare risks',
      from: '1-beta',
      has: ['1-stable', '1-beta', 'stable', 'beta', 'edge'],
      next: '1-stable',
      others: ['1-candidate', 'stable', 'beta'],
    },
    {
      name: 'a risk that is not configured is the least safe',
      from: 'latest',
      has: ['latest', 'stable'],
      next: 'stable',
      others: ['edge', 'beta', 'candidate'],
    },
    {
      name: 'the safest goes nowhere',
      from: '1-stable',
      has: ['1-stable', '1-beta'],
      next: undefined,
      others: [],
    },
  ])('$name', ({ from, has, next, others }) => {
    const targets = channelTargets(channel(from), has.map(channel), risks);
    expect(targets.next?.tag).toBe(next);
    expect(targets.others.map((target) => target.tag)).toEqual(others);
  });

  test('a channel that exists brings what it points at, a new one nothing', () => {
    const { next, others } = channelTargets(channel('1-beta'), ['1-stable', '1-beta'].map(channel), risks);
    expect(next).toMatchObject({ exists: true, version: '1.0.0' });
    expect(others[0]).toEqual({
      tag: '1-candidate',
      track: '1',
      risk: 'candidate',
      digest: null,
      version: null,
      exists: false,
    });
  });
});

describe('versionTargets', () => {
  test('existing channels, then those of the own major version; newest track first, bare risks last', () => {
    const targets = versionTargets(
      { version: '2.1.0' },
      ['stable', '1-stable', '10-beta', '2-beta'].map(channel),
      risks,
    );
    expect(targets.map(({ tag, exists }) => (exists ? tag : `${tag} (new)`))).toEqual([
      '10-beta',
      '2-beta',
      '1-stable',
      'stable',
      '2-stable (new)',
      '2-candidate (new)',
      '2-edge (new)',
    ]);
  });
});

describe('movedTarget', () => {
  const seen = { tag: '1-stable', track: '1', risk: 'stable', digest: null, version: null, exists: false };
  const now = `sha256:${'1'.repeat(64)}`;

  test.each([
    {
      name: 'the channel as it is now',
      code: 'channel_moved',
      members: { currentDigest: now, currentVersion: '1.2.0' },
      expected: { ...seen, exists: true, digest: now, version: '1.2.0' },
    },
    {
      name: 'a digest of no known version',
      code: 'channel_moved',
      members: { currentDigest: now, currentVersion: null },
      expected: { ...seen, exists: true, digest: now },
    },
    {
      name: 'a channel that is gone',
      code: 'channel_moved',
      members: { currentDigest: null },
      expected: seen,
    },
    { name: 'no word about it', code: 'channel_moved', members: {}, expected: undefined },
    { name: 'no digest', code: 'channel_moved', members: { currentDigest: 'x' }, expected: undefined },
    { name: 'another failure', code: 'tag_protected', members: { currentDigest: now }, expected: undefined },
  ])('$name', ({ code, members, expected }) => {
    const problem = new ApiProblem({ code, status: 409, title: '', detail: '', members });
    expect(movedTarget(seen, problem)).toEqual(expected);
  });
});
