import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareChannels, type Channel } from '@/lib/channels/channel';
import { classifyTag, COMMON_RISKS, DEFAULT_RISKS } from '@/lib/channels/classify-tag';

function channel(tag: string, risks: readonly string[] = DEFAULT_RISKS): Channel {
  const tagClass = classifyTag(tag, risks);
  if (tagClass.kind !== 'channel') throw new Error(`${tag} is ${tagClass.kind}`);
  return { tag, track: tagClass.track, risk: tagClass.risk };
}

function sorted(tags: readonly string[], risks: readonly string[]): string[] {
  return tags
    .map((tag) => channel(tag, risks))
    .sort(compareChannels(risks))
    .map(({ tag }) => tag);
}

describe('compareChannels', () => {
  test('puts the highest track first by number, the safest risk first, bare risks last', () => {
    const tags = ['stable', '2-beta', '10-edge', '2-stable', '1.2-stable', '1.10-stable', '1-stable', 'beta'];
    expect(sorted(tags, DEFAULT_RISKS)).toEqual([
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

  test('goes by the configured risks, then by the common words', () => {
    const tags = ['edge', 'beta', 'lts', 'prod', 'stable'];
    expect(sorted(tags, ['prod', 'beta'])).toEqual(['prod', 'beta', 'lts', 'stable', 'edge']);
  });

  test('is a total order', () => {
    const some = fc
      .tuple(
        fc.option(fc.stringMatching(/^v?\d{1,3}(\.\d{1,2})?$/), { nil: null }),
        fc.constantFrom(...COMMON_RISKS),
      )
      .map(([track, risk]) => channel(track === null ? risk : `${track}-${risk}`));
    const order = compareChannels(DEFAULT_RISKS);
    fc.assert(
      fc.property(some, some, some, (a, b, c) => {
        expect(Math.sign(order(a, b)) + Math.sign(order(b, a))).toBe(0);
        expect(order(a, b) === 0).toBe(a.tag === b.tag);
        if (order(a, b) < 0 && order(b, c) < 0) expect(order(a, c)).toBeLessThan(0);
      }),
    );
  });
});
