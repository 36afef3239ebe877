import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { channelState, type ChannelFacts, type ChartFacts } from '@/lib/channels/channel-state';
import { floatingWarnings } from '@/lib/channels/channel-warnings';
import { classifyTag } from '@/lib/channels/classify-tag';
import { VersionOrder } from '@/lib/channels/version-order';
import { isPrerelease, sortVersions } from '@/lib/helm/chart-tag';
import type { Digest } from '@/lib/oci/names';

const RISKS = ['stable', 'candidate', 'beta', 'edge'];
const VERSIONS = ['1.2.0', '1.2.1', '1.3.0', '2.0.0', '2.0.1', '2.1.0-rc.1'];
const bare = (text: string | null | undefined): string | undefined => text?.replace(/^v/, '');
const digestOf = (text: string): Digest =>
  `sha256:${Buffer.from(text).toString('hex').padEnd(64, '0').slice(0, 64)}`;

/** Channels as `tag: version`, or `tag: version < the version before`, or `tag: version !` for other bytes. */
type Pointers = Record<string, string | null>;

function pointer(tag: string, text: string | null): Omit<ChannelFacts, 'track' | 'risk'> {
  const [, version = null, before = null, other] = /^(\S+?)(?: < (\S+))?( !)?$/.exec(text ?? '') ?? [];
  return {
    tag,
    version: version === '?' ? null : version,
    digest: version === null ? null : digestOf(other === undefined ? version : `other ${version}`),
    previous: before === null ? null : { digest: digestOf(before), version: before },
  };
}

function chartOf(
  pointers: Pointers,
  versions: readonly string[],
  unread: readonly string[] = [],
): ChartFacts {
  const channels = Object.entries(pointers).map(([tag, text]): ChannelFacts => {
    const named = classifyTag(tag, RISKS);
    if (named.kind !== 'channel') throw new Error(`${tag} is no channel`);
    return { ...pointer(tag, text), track: named.track, risk: named.risk };
  });
  const known = sortVersions(versions).map((version) => ({
    tag: version,
    version,
    digest: unread.includes(version) ? null : digestOf(version),
    prerelease: isPrerelease(version),
  }));
  return { versions: new VersionOrder(known), channels, risks: RISKS };
}

function stateOf(chart: ChartFacts, tag: string) {
  const channel = chart.channels.find((known) => known.tag === tag);
  if (channel === undefined) throw new Error(`no ${tag}`);
  return channelState(channel, chart);
}

describe('what is wrong with a channel', () => {
  test.each<[string, Pointers, string, string[]]>([
    ['nothing where it is the newest of its track', { '1-stable': '1.3.0' }, '1-stable', []],
    [
      'behind, by its track',
      { '1-stable': '1.2.0' },
      '1-stable',
      ['behind: 2 versions behind: 1.3.0 is the newest 1.x.'],
    ],
    [
      'behind, without a track by all',
      { stable: '2.0.0' },
      'stable',
      ['behind: One version behind: 2.0.1 is the newest.'],
    ],
    ['a pre-release makes nothing behind', { '2-stable': '2.0.1' }, '2-stable', []],
    ['only the safest risk is behind', { '1-beta': '1.2.0' }, '1-beta', []],
    [
      'back from a newer one',
      { '1-beta': '1.2.1 < 1.3.0' },
      '1-beta',
      ['regress: 1.2.1 is older than 1.3.0, which it pointed at before.'],
    ],
    ['forward from an older one', { '1-beta': '1.2.1 < 1.2.0' }, '1-beta', []],
    [
      'of another track',
      { '1-beta': '2.0.1' },
      '1-beta',
      ['cross-track: 2.0.1 is not of track 1: who installs 1-beta expects 1.x.'],
    ],
    ['a finer track', { '1.2-beta': '1.2.1' }, '1.2-beta', []],
    [
      'of another finer track',
      { '1.2-beta': '1.3.0' },
      '1.2-beta',
      ['cross-track: 1.3.0 is not of track 1.2: who installs 1.2-beta expects 1.2.x.'],
    ],
    [
      'a pre-release in the safest',
      { '2-stable': '2.1.0-rc.1' },
      '2-stable',
      ['prerelease: 2.1.0-rc.1 is a pre-release, in the channel for finished versions.'],
    ],
    ['a pre-release elsewhere', { '2-candidate': '2.1.0-rc.1' }, '2-candidate', []],
    [
      'older than a safer one',
      { '1-stable': '1.3.0', '1-beta': '1.2.1' },
      '1-beta',
      ['risk-inversion: 1.2.1 is older than 1.3.0, which the safer 1-stable has.'],
    ],
    ['older than a safer one of another track', { '2-stable': '2.0.1', '1-beta': '1.2.1' }, '1-beta', []],
    ['older than a word without a place in the order', { lts: '2.0.1', beta: '2.0.0' }, 'beta', []],
    ['a word without a place, older than a safe one', { stable: '2.0.1', lts: '1.2.0' }, 'lts', []],
    [
      'bytes without a version tag',
      { '1-edge': '1.4.0' },
      '1-edge',
      ['orphan: No version tag has these bytes: the registry may delete them once the channel moves.'],
    ],
    [
      'bytes of nobody knows what',
      { '1-edge': '?' },
      '1-edge',
      ['orphan: No version tag has these bytes: the registry may delete them once the channel moves.'],
    ],
    [
      'bytes that its version no longer means',
      { '1-edge': '1.3.0 !' },
      '1-edge',
      ['repushed: 1.3.0 was pushed again; this is not what its tag points at now.'],
    ],
    ['a version outside SemVer', { '1-stable': 'x', stable: 'x' }, '1-stable', ['orphan']],
    ['not read', { '1-stable': null, '1-beta': '1.2.0' }, '1-stable', []],
  ])('%s', (_, pointers, tag, expected) => {
    const { warnings } = stateOf(chartOf(pointers, VERSIONS), tag);
    const told = warnings.map(({ kind, message }) => `${kind}: ${message}`);
    expect(told).toHaveLength(expected.length);
    for (const [index, text] of expected.entries()) expect(told[index]).toContain(text);
  });

  test('what was not read raises nothing', () => {
    expect(stateOf(chartOf({ '1-edge': '1.3.0 !' }, VERSIONS, ['1.3.0']), '1-edge').warnings).toEqual([]);
    expect(stateOf(chartOf({ '1-edge': '?' }, VERSIONS, ['1.2.0']), '1-edge').warnings).toEqual([]);
    expect(stateOf(chartOf({ '1-edge': '1.4.0' }, VERSIONS, ['1.2.0']), '1-edge').warnings).toHaveLength(1);
  });
});

describe('how far a channel is ahead', () => {
  test.each<[string, Pointers, string, object | null]>([
    [
      'of the next safer',
      { '1-stable': '1.2.0', '1-beta': '1.3.0' },
      '1-beta',
      { of: '1-stable', versions: 2 },
    ],
    [
      'of the nearest',
      { '1-stable': '1.2.0', '1-candidate': '1.2.1', '1-edge': '1.3.0' },
      '1-edge',
      { of: '1-candidate', versions: 1 },
    ],
    ['by nothing', { stable: '1.3.0', beta: '1.3.0' }, 'beta', { of: 'stable', versions: 0 }],
    ['by a version without a tag', { stable: '2.0.1', beta: '3.0.0' }, 'beta', { of: 'stable', versions: 2 }],
    ['by builds nobody listed', { stable: '3.0.0', beta: '3.0.1' }, 'beta', { of: 'stable', versions: 1 }],
    [
      'with a v for a track',
      { 'v1-stable': '1.2.0', '1-beta': '1.2.1' },
      '1-beta',
      { of: 'v1-stable', versions: 1 },
    ],
    [
      'a word without a place is less safe than all',
      { edge: '1.2.0', dev: '1.2.1' },
      'dev',
      { of: 'edge', versions: 1 },
    ],
    ['none where the safer is newer', { '1-stable': '1.3.0', '1-beta': '1.2.0' }, '1-beta', null],
    ['none for the safest', { '1-stable': '1.3.0', '1-beta': '1.2.0' }, '1-stable', null],
    [
      'past one that was not read',
      { stable: '1.2.0', candidate: null, beta: '1.2.1' },
      'beta',
      { of: 'stable', versions: 1 },
    ],
    ['none when not read', { stable: '1.2.0', beta: null }, 'beta', null],
  ])('%s', (_, pointers, tag, ahead) => {
    expect(stateOf(chartOf(pointers, VERSIONS), tag).ahead).toEqual(ahead);
  });
});

test.each([
  ['1-stable', true],
  ['v1-stable', true],
  ['1.2-beta', true],
  ['stable', false],
])('Helm installs %s by name: %s', (tag, helm) => {
  expect(stateOf(chartOf({ [tag]: '1.2.0' }, VERSIONS), tag).helm).toBe(helm);
});

test.each<[string, string, string[]]>([
  ['1.2', '1.2.1', []],
  ['1.2', '1.2.0', ['One version behind: 1.2.1 is the newest 1.2.x.']],
  ['1', '1.2.1', ['One version behind: 1.3.0 is the newest 1.x.']],
  ['2', '2.1.0-rc.1', []],
  ['1.2', '1.2.1 !', ['1.2.1 was pushed again; this is not what its tag points at now.']],
  ['1.2', '1.2.1 < 1.3.0', ['1.2.1 is older than 1.3.0, which it pointed at before.']],
])('floating %s at %s', (tag, text, expected) => {
  const warnings = floatingWarnings(pointer(tag, text), chartOf({}, VERSIONS));
  expect(warnings.map(({ message }) => message)).toEqual(expected);
});

test('any chart has states, and what is ahead is never older than the safer', () => {
  const version = fc.constantFrom('1.0.0', '1.1.0', 'v1.1.0', '2.0.0-rc.1', '2.0.0', 'x', '1.0.0+b', null);
  const tag = fc.constantFrom('1-stable', 'stable', '1-beta', 'beta', 'v1-edge', '2-stable', 'lts', 'dev');
  fc.assert(
    fc.property(
      fc.dictionary(tag, version),
      fc.uniqueArray(version.filter((one) => one !== null)),
      (pointers, versions) => {
        const chart = chartOf(pointers, versions);
        for (const channel of chart.channels) {
          const { ahead, warnings } = channelState(channel, chart);
          if (ahead === null) continue;
          expect(ahead.versions === 0).toBe(
            bare(chart.channels.find(({ tag: of }) => of === ahead.of)?.version) === bare(channel.version),
          );
          expect(warnings.map(({ kind }) => kind)).not.toContain('risk-inversion');
        }
      },
    ),
  );
});
