import { describe, expect, test } from 'vitest';
import { AppError } from '@/lib/errors';
import type { ConfigurableCheck } from '@/lib/channels/channel-rules';
import { planPromotion } from '@/lib/channels/plan-promotion';
import type { PromotionRequest } from '@/lib/channels/promotion';
import {
  assertReason,
  checkPromotion,
  type PromotionCheck,
  type PromotionFacts,
} from '@/lib/channels/promotion-checks';
import { BARE_RULES, NO_FACTS } from '@/lib/channels/testing/channel-rules';
import type { Digest } from '@/lib/oci/names';

const OLD: Digest = `sha256:${'0'.repeat(64)}`;
const NEW: Digest = `sha256:${'1'.repeat(64)}`;

const request: PromotionRequest = {
  registry: 'production',
  repository: 'harbour/berth',
  kind: 'promotion',
  channel: '1-stable',
  digest: NEW,
  expectedDigest: OLD,
  reason: '',
  acknowledged: [],
};

/** Of a promotion from one version to another. */
function between(current: string | null, version: string): PromotionFacts {
  return {
    ...NO_FACTS,
    channel: current === null ? null : { kind: 'chart', digest: OLD, version: current },
    source: { kind: 'chart', digest: NEW, version },
    versionTag: { tag: version, digest: NEW },
  };
}

function rulesWith(name: ConfigurableCheck, level: 'block' | 'warn') {
  return { ...BARE_RULES, checks: { ...BARE_RULES.checks, [name]: level } };
}

function finding(
  name: ConfigurableCheck,
  facts: PromotionFacts,
  change: Partial<PromotionRequest> = {},
): PromotionCheck | undefined {
  const rules = rulesWith(name, 'warn');
  return checkPromotion({ ...request, ...change }, facts, rules).find((check) => check.name === name);
}

describe('checkPromotion', () => {
  test('says of everything that always blocks how it went', () => {
    expect(checkPromotion(request, between('1.2.0', '1.2.1'), BARE_RULES)).toEqual(
      [
        ['channel-name', '1-stable is a channel.'],
        ['source-unchanged', '1.2.1 is under sha256:111111111111….'],
        ['version-tag', 'The tag 1.2.1 means the same digest.'],
        ['channel-unchanged', '1-stable is at 1.2.0, as you saw it.'],
      ].map(([name, message]) => ({
        name,
        message,
        outcome: 'passed',
        severity: 'block',
        acceptable: false,
      })),
    );
  });

  test('goes on after a failure, so that everything is known at once', () => {
    const facts = { ...between('1.2.0', '1.2.1'), channel: null, versionTag: null };
    const outcomes = checkPromotion(request, facts, BARE_RULES).map(({ name, outcome }) => [name, outcome]);
    expect(Object.fromEntries(outcomes)).toEqual({
      'channel-name': 'passed',
      'source-unchanged': 'passed',
      'version-tag': 'failed',
      'channel-unchanged': 'failed',
    });
  });

  test('what can’t be told of a chart that can’t be read is skipped, and its rules are not asked', () => {
    const facts = { ...between('1.2.0', '1.2.1'), source: null, versionTag: null };
    const checks = checkPromotion(request, facts, rulesWith('track', 'block'));
    expect(checks.map(({ name, outcome }) => [name, outcome])).toContainEqual(['version-tag', 'skipped']);
    expect(checks).toHaveLength(4);
  });
});

test.each<[string, string | null, string, PromotionCheck['outcome'], Partial<PromotionRequest>?]>([
  ['a step forward', '1.2.0', '1.2.1', 'passed'],
  ['from a pre-release to its release', '1.2.1-rc.1', '1.2.1', 'passed'],
  ['the same version, pushed again', '1.2.1', '1.2.1', 'passed'],
  ['a step back', '1.2.1', '1.2.0', 'failed'],
  ['back to a pre-release', '1.2.1', '1.2.1-rc.1', 'failed'],
  ['a rollback', '1.2.1', '1.2.0', 'passed', { kind: 'rollback' }],
  ['an undo', '1.2.1', '1.2.0', 'passed', { kind: 'undo' }],
  ['a new channel', null, '1.2.0', 'skipped'],
  ['a version outside SemVer', 'next', '1.2.0', 'unknown'],
])('downgrade: %s', (_name, current, version, outcome, change = {}) => {
  expect(finding('downgrade', between(current, version), change)?.outcome).toBe(outcome);
});

test.each<[string, PromotionFacts['images'], PromotionCheck['outcome'], string]>([
  ['present', [{ image: 'r/a:1', presence: 'present' }], 'passed', 'Its one image can be pulled.'],
  [
    'present and elsewhere',
    [
      { image: 'r/a:1', presence: 'present' },
      { image: 'r/b:1', presence: 'present' },
      { image: 'docker.io/c:1', presence: 'external' },
    ],
    'passed',
    'Its 2 images can be pulled. 1 in registries that are not configured were not asked for.',
  ],
  [
    'absent',
    [
      { image: 'r/a:1', presence: 'absent' },
      { image: 'r/b:1', presence: 'unreachable' },
    ],
    'failed',
    'r/a:1 is not in the registry named.',
  ],
  [
    'many absent',
    ['a', 'b', 'c', 'd', 'e'].map((image) => ({ image, presence: 'absent' })),
    'failed',
    'a, b, c and 2 more are not in the registry named.',
  ],
  [
    'unreachable',
    [{ image: 'r/a:1', presence: 'unreachable' }],
    'unknown',
    'Whether r/a:1 can be pulled could not be found out in time.',
  ],
  ['none', [], 'skipped', 'The chart refers to no image.'],
  ['unread', { unknown: 'The archive is broken.' }, 'unknown', 'The archive is broken.'],
])('images: %s', (_name, images, outcome, message) => {
  expect(finding('images', { ...between(null, '1.2.0'), images })).toMatchObject({ outcome, message });
});

test.each([
  [true, 'passed'],
  [false, 'failed'],
  [{ unknown: 'Nobody answered.' }, 'unknown'],
])('signature: %j', (signed, outcome) => {
  expect(finding('signature', { ...between(null, '1.2.0'), signed })?.outcome).toBe(outcome);
});

const held = (tag: string) => ({ tag, held: true });
const free = (tag: string) => ({ tag, held: false });
test.each<[string, string, { tag: string; held: boolean }[], PromotionCheck['outcome']]>([
  ['from beta', '1-stable', [held('1-beta'), free('1-edge')], 'passed'],
  ['past beta', '1-stable', [free('1-beta')], 'failed'],
  ['no riskier channel there', '1-stable', [free('1-stable'), free('2-beta'), free('beta')], 'skipped'],
  ['to the riskiest', '1-edge', [free('1-beta'), free('1-stable')], 'skipped'],
  ['without a track', 'stable', [held('1-beta'), free('beta')], 'failed'],
  ['a risk that is not configured is riskier', '1-edge', [free('1-nightly')], 'failed'],
])('risk-order: %s', (_name, channel, channels, outcome) => {
  expect(finding('risk-order', { ...between(null, '1.2.0'), channels }, { channel })?.outcome).toBe(outcome);
});

test.each([
  ['1-stable', '1.2.1', 'passed'],
  ['1-stable', 'v1.2.1', 'passed'],
  ['v1-stable', '1.2.1', 'passed'],
  ['1-stable', '2.0.0', 'failed'],
  ['1-stable', '10.0.0', 'failed'],
  ['1.2-stable', '1.20.0', 'failed'],
  ['stable', '2.0.0', 'skipped'],
])('track: %s gets %s', (channel, version, outcome) => {
  expect(finding('track', between(null, version), { channel })?.outcome).toBe(outcome);
});

test.each([
  ['1-stable', '1.2.1-rc.1', 'failed'],
  ['1-stable', '1.2.1', 'passed'],
  ['1-beta', '1.2.1-rc.1', 'skipped'],
])('prerelease: %s gets %s', (channel, version, outcome) => {
  expect(finding('prerelease', between(null, version), { channel })?.outcome).toBe(outcome);
});

describe('what the configuration decides', () => {
  const back = between('1.2.1', '1.2.0');
  const plan = (
    name: ConfigurableCheck,
    level: 'block' | 'warn',
    acknowledged: string[] = [],
    facts = back,
  ) => planPromotion({ ...request, acknowledged }, facts, rulesWith(name, level));

  test('a warning stops nobody', () => {
    expect(plan('downgrade', 'warn')).toMatchObject({ action: 'move' });
  });

  test('what blocks refuses, and says which check and why', () => {
    const error = failure(() => plan('downgrade', 'block'));
    expect(error).toMatchObject({ code: 'promotion_blocked' });
    expect(error.message).toMatch(/^This is a step back: .* Nothing was moved\.$/);
    expect(error.details).toMatchObject({ checks: [{ name: 'downgrade', outcome: 'failed' }] });
  });

  test('a step back that is said to be one goes through, and no other check is waived', () => {
    expect(plan('downgrade', 'block', ['downgrade'])).toMatchObject({ action: 'move' });
    const rules = rulesWith('track', 'block');
    const asked = { ...request, acknowledged: ['track'] };
    expect(failure(() => planPromotion(asked, between(null, '2.0.0'), rules)).code).toBe('channel_moved');
    const fresh = { ...asked, expectedDigest: null };
    expect(failure(() => planPromotion(fresh, between(null, '2.0.0'), rules)).code).toBe('promotion_blocked');
  });

  test('what could not be found out blocks where it is asked for', () => {
    expect(failure(() => plan('images', 'block')).details).toMatchObject({
      checks: [{ name: 'images', outcome: 'unknown' }],
    });
  });

  test('where nothing would be written, nothing blocks', () => {
    const there = { ...back, channel: back.source };
    const rules = rulesWith('images', 'block');
    expect(planPromotion({ ...request, expectedDigest: NEW }, there, rules).action).toBe('unchanged');
  });

  test('a reason is asked for where it is required', () => {
    expect(() => assertReason(request, { reason: 'optional' })).not.toThrow();
    expect(() => assertReason({ ...request, reason: 'fix' }, { reason: 'required' })).not.toThrow();
    expect(failure(() => assertReason({ ...request, reason: '  ' }, { reason: 'required' })).code).toBe(
      'invalid_request',
    );
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
