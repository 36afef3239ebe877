import { describe, expect, test } from 'vitest';
import { comparisonPath, readComparedPair } from '@/components/chart/compared-pair';
import type { Chart } from '@/lib/api/schema/chart';

type Digest = Chart['versions'][number]['digest'];

const digest = (digit: string): NonNullable<Digest> => `sha256:${digit.repeat(64)}`;

function version(name: string, its: Digest): Chart['versions'][number] {
  return {
    version: name,
    tag: name.replace('+', '_'),
    digest: its,
    created: null,
    appVersion: null,
    prerelease: name.includes('-'),
    deprecated: false,
    channels: [],
    previousDigest: null,
    since: null,
    inside: null,
    error: null,
  };
}

const chart = {
  versions: [
    version('2.0.0-rc.1', digest('4')),
    version('1.2.0+b', digest('3')),
    version('1.2.0-rc.1', digest('2')),
    version('1.1.0', digest('1')),
    version('1.0.0', null),
  ],
  channels: [{ tag: '1-stable', digest: digest('1') }] as Chart['channels'],
  defaultVersion: '1.2.0+b',
};
const nothing = { version: null, channel: null };

function digestOf(name: string): Digest | undefined {
  return readComparedPair(chart, nothing, { to: name })?.to.digest;
}

describe('readComparedPair', () => {
  test.each([
    ['the newest with the one before', { version: '1.2.0+b', channel: null }, {}, ['1.1.0', '1.2.0+b']],
    ['what is shown with the newest', { version: '1.1.0', channel: null }, {}, ['1.1.0', '1.2.0+b']],
    ['a channel with the newest', { version: '1.1.0', channel: '1-stable' }, {}, ['1-stable', '1.2.0+b']],
    ['what is asked for', nothing, { from: '1-stable', to: '2.0.0-rc.1' }, ['1-stable', '2.0.0-rc.1']],
    ['a pre-release with the one before', nothing, { to: '2.0.0-rc.1' }, ['1.2.0+b', '2.0.0-rc.1']],
    ['what is not understood counts as not given', nothing, { from: ['a', 'b'] }, ['1.1.0', '1.2.0+b']],
  ])('%s', (_name, shown, parameters, expected) => {
    const pair = readComparedPair(chart, shown, parameters);
    expect([pair?.from.name, pair?.to.name]).toEqual(expected);
  });

  test('finds digests of versions, tags, channels and digests; null for the rest', () => {
    expect(digestOf('1.2.0+b')).toBe(digest('3'));
    expect(digestOf('1.2.0_b')).toBe(digest('3'));
    expect(digestOf('1-stable')).toBe(digest('1'));
    expect(digestOf(digest('9'))).toBe(digest('9'));
    expect(digestOf('1.0.0')).toBeNull();
    expect(digestOf('constructor')).toBeNull();
  });

  test('the only version has nothing to be compared with', () => {
    const alone = { ...chart, versions: [version('1.0.0', digest('1'))], defaultVersion: '1.0.0' };
    expect(readComparedPair(alone, { version: '1.0.0', channel: null }, {})).toBeNull();
  });
});

test('the address of a comparison reads back', () => {
  const path = comparisonPath({ registry: 'a', repository: 'b/c' }, '1.2.0+b', '1-stable');
  expect(path).toBe('/charts/a/b/c?tab=compare&from=1.2.0%2Bb&to=1-stable');
});
