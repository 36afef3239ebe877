import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AppError } from '@/lib/errors';
import type { Content } from '@/lib/channels/chart-content';
import { DEFAULT_RISKS } from '@/lib/channels/classify-tag';
import { planPromotion } from '@/lib/channels/plan-promotion';
import type { PromotionRequest } from '@/lib/channels/promotion';
import type { PromotionFacts } from '@/lib/channels/promotion-checks';
import { refuseName } from '@/lib/channels/promotion-refusal';
import { BARE_RULES, NO_FACTS } from '@/lib/channels/testing/channel-rules';
import type { Digest } from '@/lib/oci/names';

const OLD: Digest = `sha256:${'0'.repeat(64)}`;
const NEW: Digest = `sha256:${'1'.repeat(64)}`;
const OTHER: Digest = `sha256:${'2'.repeat(64)}`;

function chart(digest: Digest, version: string | null): Content {
  return { kind: 'chart', digest, version };
}

const request: PromotionRequest = {
  kind: 'promotion',
  registry: 'production',
  repository: 'harbour/berth',
  channel: '1-stable',
  digest: NEW,
  expectedDigest: OLD,
  reason: 'security fix',
  acknowledged: [],
};

const observed: PromotionFacts = {
  ...NO_FACTS,
  channel: chart(OLD, '1.2.0'),
  source: chart(NEW, '1.2.1+build.5'),
  versionTag: { tag: '1.2.1_build.5', digest: NEW },
};

function refusal(
  changedRequest: Partial<PromotionRequest>,
  changedObservation: Partial<PromotionFacts>,
): AppError {
  try {
    planPromotion({ ...request, ...changedRequest }, { ...observed, ...changedObservation }, BARE_RULES);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

describe('planPromotion', () => {
  test('moves a channel from what was seen to what was chosen', () => {
    expect(planPromotion(request, observed, BARE_RULES)).toEqual({
      action: 'move',
      from: { digest: OLD, version: '1.2.0' },
      to: { digest: NEW, version: '1.2.1+build.5' },
    });
  });

  test('makes a channel that did not exist', () => {
    const plan = planPromotion(
      { ...request, expectedDigest: null },
      { ...observed, channel: null },
      BARE_RULES,
    );
    expect(plan).toMatchObject({ action: 'move', from: null });
  });

  test('writes nothing where the channel is there already', () => {
    const there = { ...observed, channel: observed.source };
    expect(planPromotion({ ...request, expectedDigest: NEW }, there, BARE_RULES)).toMatchObject({
      action: 'unchanged',
      from: { digest: NEW },
      to: { digest: NEW },
    });
  });

  test('moves a channel that looks like a version, as the chart under it tells', () => {
    const padded = { ...request, channel: '0.0.0-stable' };
    expect(planPromotion(padded, observed, BARE_RULES)).toMatchObject({ action: 'move' });
  });

  test('may go back to an older version, and replace a chart whose version can not be read', () => {
    const plan = planPromotion(request, { ...observed, channel: chart(OLD, null) }, BARE_RULES);
    expect(plan).toMatchObject({ action: 'move', from: { version: 'unknown' } });
  });

  test.each<[string, Partial<PromotionRequest>, Partial<PromotionFacts>, string, Record<string, unknown>]>([
    ['a version as target', { channel: '1.2.1' }, {}, 'version_immutable', { tag: '1.2.1' }],
    ['a version that looks like a channel', { channel: '1.2.1-stable' }, {}, 'version_immutable', {}],
    ['a version with build metadata', { channel: '1.2.1_b' }, {}, 'version_immutable', {}],
    ['a floating tag', { channel: '1.2' }, {}, 'invalid_request', {}],
    [
      'a floating tag that is a version',
      { channel: '1.2' },
      { channel: chart(OLD, '1.2') },
      'version_immutable',
      {},
    ],
    [
      'a channel name that is a version',
      { channel: '1.2-stable' },
      { channel: chart(OLD, '1.2-stable') },
      'version_immutable',
      {},
    ],
    [
      'a padded channel that would be new',
      { channel: '0.0.0-stable', expectedDigest: null },
      { channel: null },
      'version_immutable',
      {},
    ],
    [
      'a padded name that is a version',
      { channel: '2.0.0-beta' },
      { channel: chart(OLD, '2.0.0-beta') },
      'version_immutable',
      {},
    ],
    ['machinery', { channel: `sha256-${'a'.repeat(64)}` }, {}, 'invalid_request', {}],
    ['some other tag', { channel: 'feature-x' }, {}, 'invalid_request', {}],
    [
      'a channel that holds an image',
      {},
      { channel: { kind: 'not-a-chart', digest: OLD } },
      'invalid_request',
      { currentDigest: OLD },
    ],
    ['a digest that is gone', {}, { source: null, versionTag: null }, 'source_changed', { digest: NEW }],
    ['a digest that is no chart', {}, { source: { kind: 'not-a-chart', digest: NEW } }, 'source_changed', {}],
    [
      'a chart that can not be read',
      {},
      { source: chart(NEW, null), versionTag: null },
      'source_changed',
      {},
    ],
    ['a version without its tag', {}, { versionTag: null }, 'source_changed', { currentDigest: null }],
    [
      'a version pushed again',
      {},
      { versionTag: { tag: '1.2.1_build.5', digest: OTHER } },
      'source_changed',
      { digest: NEW, currentDigest: OTHER },
    ],
    [
      'a channel moved meanwhile',
      {},
      { channel: chart(OTHER, '1.1.9') },
      'channel_moved',
      { currentDigest: OTHER, currentVersion: '1.1.9', expectedDigest: OLD },
    ],
    [
      'a channel moved meanwhile to what was chosen',
      {},
      { channel: observed.source },
      'channel_moved',
      { currentDigest: NEW, expectedDigest: OLD },
    ],
    ['a channel removed meanwhile', {}, { channel: null }, 'channel_moved', { currentDigest: null }],
    ['a channel made meanwhile', { expectedDigest: null }, {}, 'channel_moved', { expectedDigest: null }],
  ])('refuses %s', (_name, changedRequest, changedObservation, code, details) => {
    const error = refusal(changedRequest, changedObservation);
    expect(error.code).toBe(code);
    expect(error.details).toMatchObject(details);
  });

  test('the conflict says where the channel is now and where it was seen', () => {
    expect(refusal({}, { channel: chart(OTHER, '1.1.9') }).message).toBe(
      '1-stable points at 1.1.9 (sha256:222222222222…) now; when you opened this it pointed at sha256:000000000000…. ' +
        'Nothing was moved. Compare again, then decide.',
    );
  });

  test('whatever is observed, a plan only ever goes from what was expected to what was asked for', () => {
    const digest = fc.constantFrom(OLD, NEW, OTHER);
    const content = fc.oneof(
      fc.record({
        kind: fc.constant('chart' as const),
        digest,
        version: fc.constantFrom('1.2.0', '1.2.1', null),
      }),
      fc.record({ kind: fc.constant('not-a-chart' as const), digest }),
    );
    const observation = fc.record({
      channel: fc.option(content),
      source: fc.option(content),
      versionTag: fc.option(fc.record({ tag: fc.constant('1.2.1'), digest })),
    });
    const asked = fc.record({
      channel: fc.constantFrom('1-stable', 'beta', '1.2.1', '1.2', 'x'),
      digest,
      expectedDigest: fc.option(digest),
    });
    fc.assert(
      fc.property(asked, observation, (change, seen) => {
        const wanted = { ...request, ...change };
        try {
          const plan = planPromotion(wanted, { ...NO_FACTS, ...seen }, BARE_RULES);
          expect(['1-stable', 'beta']).toContain(wanted.channel);
          expect(plan.to.digest).toBe(wanted.digest);
          expect(seen.versionTag?.digest).toBe(wanted.digest);
          expect(plan.from?.digest ?? null).toBe(wanted.expectedDigest);
          expect(plan.action).toBe(plan.from?.digest === plan.to.digest ? 'unchanged' : 'move');
        } catch (error) {
          if (!(error instanceof AppError)) throw error;
          expect(error.message).not.toContain('undefined');
        }
      }),
    );
  });
});

describe('refuseName', () => {
  test.each(['1-stable', 'stable', '2-beta', '1.2', '0.0.0-stable', '1-pilot'])(
    '%s may be asked for',
    (tag) => {
      expect(refuseName(tag, { risks: DEFAULT_RISKS, words: ['pilot'] })).toBeNull();
    },
  );

  test('says what a channel looks like here', () => {
    expect(refuseName('feature-x', { risks: ['gold', 'silver'], words: [] })?.message).toBe(
      'feature-x is not a channel. A channel is one of gold, silver, or a track and one of them, such as 1-gold.',
    );
  });
});
