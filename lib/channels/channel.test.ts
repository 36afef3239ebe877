import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compareChannels,
  compareRisk,
  formatChannel,
  parseChannel,
  type Channel,
} from '@/lib/channels/channel';
import { COMMON_RISKS, DEFAULT_RISKS } from '@/lib/channels/classify-tag';

describe('parseChannel', () => {
  test.each([
    ['1-stable', { tag: '1-stable', track: '1', risk: 'stable' }],
    ['beta', { tag: 'beta', track: null, risk: 'beta' }],
    ['1.2-edge', { tag: '1.2-edge', track: '1.2', risk: 'edge' }],
    ['1.2.1', undefined],
    ['1.2', undefined],
    ['_log', undefined],
    ['feature-x', undefined],
  ])('%s', (tag, expected) => {
    expect(parseChannel(tag, DEFAULT_RISKS)).toEqual(expected);
  });

  test('formatChannel gives the tag back', () => {
    const track = fc.option(fc.stringMatching(/^v?\d{1,4}(\.\d{1,3})?$/), { nil: null });
    fc.assert(
      fc.property(track, fc.constantFrom(...DEFAULT_RISKS, ...COMMON_RISKS), (name, risk) => {
        const tag = formatChannel(name, risk);
        expect(parseChannel(tag, DEFAULT_RISKS)).toEqual({ tag, track: name, risk });
      }),
    );
  });
});

describe('compareRisk', () => {
  test('goes by the configuration, then by the common words, then by name', () => {
    const risks = ['prod', 'beta'];
    const shuffled = ['zebra', 'edge', 'beta', 'apple', 'lts', 'prod', 'stable'];
    expect(shuffled.sort(compareRisk(risks))).toEqual([
      'prod',
      'beta',
      'lts',
      'stable',
      'edge',
      'apple',
      'zebra',
    ]);
  });
});

function parse(tag: string): Channel {
  return parseChannel(tag, DEFAULT_RISKS) ?? { tag, track: null, risk: tag };
}

describe('compareChannels', () => {
  test('puts the highest track first by number, the safest risk first, bare risks last', () => {
    const tags = ['stable', '2-beta', '10-edge', '2-stable', '1.2-stable', '1.10-stable', '1-stable', 'beta'];
    const sorted = tags.map(parse).sort(compareChannels(DEFAULT_RISKS));
    expect(sorted.map(({ tag }) => tag)).toEqual([
      '10-edge',
      '2-stable',
      '2-beta',
      '1.10-stable',
      '1.2-stable',
      '1-stable',
      'stable',
      'beta',
    ]);
  });

  test('is a total order', () => {
    const channel = fc
      .tuple(
        fc.option(fc.stringMatching(/^v?\d{1,3}(\.\d{1,2})?$/), { nil: null }),
        fc.constantFrom(...COMMON_RISKS),
      )
      .map(([track, risk]) => parse(formatChannel(track, risk)));
    const order = compareChannels(DEFAULT_RISKS);
    fc.assert(
      fc.property(channel, channel, channel, (a, b, c) => {
        expect(Math.sign(order(a, b)) + Math.sign(order(b, a))).toBe(0);
        expect(order(a, b) === 0).toBe(a.tag === b.tag);
        if (order(a, b) < 0 && order(b, c) < 0) expect(order(a, c)).toBeLessThan(0);
      }),
    );
  });
});
