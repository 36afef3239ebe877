import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseRetryAfter, retryDelay, RETRY_POLICY, type Outcome, type RetryPolicy } from '@/lib/oci/retry';

const policy: RetryPolicy = {
  tries: 5,
  base: 100,
  longest: 1000,
  longestRetryAfter: 60_000,
  longestInteractive: 10_000,
};

function answered(status: number, retryAfter?: number): Outcome {
  return { kind: 'answer', status, retryAfter };
}

describe('retryDelay', () => {
  test.each([408, 425, 429, 500, 502, 503, 504])('%d is tried again', (status) => {
    expect(retryDelay(answered(status), 1, true, policy, 0.5)).toBe(50);
  });

  test.each([400, 401, 403, 404, 405, 409, 412, 413, 416, 501])('%d is not', (status) => {
    expect(retryDelay(answered(status), 1, true, policy, 0.5)).toBeUndefined();
  });

  test.each([
    [1, 100],
    [2, 200],
    [3, 400],
    [4, 800],
  ])('after try %d the wait is below %d ms', (tried, bound) => {
    expect(retryDelay(answered(503), tried, true, policy, 0)).toBe(0);
    expect(retryDelay(answered(503), tried, true, policy, 0.999)).toBeCloseTo(bound * 0.999);
  });

  test('the wait stops growing, and the tries end', () => {
    expect(retryDelay(answered(503), 9, true, { ...policy, tries: 10 }, 1)).toBe(1000);
    expect(retryDelay(answered(503), 5, true, policy, 0)).toBeUndefined();
    expect(retryDelay({ kind: 'fault', repeat: 'always' }, 5, true, policy, 0)).toBeUndefined();
  });

  test.each([
    [0, 0, 0],
    [2000, 0, 2000],
    [2000, 0.5, 2050],
    [60_000, 0, 60_000],
  ])('a pause of %d ms is kept, with a little jitter', (retryAfter, random, expected) => {
    expect(retryDelay(answered(429, retryAfter), 1, true, policy, random)).toBe(expected);
  });

  test('a pause that is too long is not waited for', () => {
    expect(retryDelay(answered(429, 60_001), 1, true, policy, 0)).toBeUndefined();
  });

  test.each([
    ['always', 1, false, true],
    ['always', 4, false, true],
    ['idempotent', 1, true, true],
    ['idempotent', 1, false, false],
    ['once', 1, true, true],
    ['once', 2, true, false],
    ['once', 1, false, false],
    ['never', 1, true, false],
  ] as const)(
    'a fault to repeat “%s” after try %d (idempotent: %s): %s',
    (repeat, tried, idempotent, again) => {
      expect(retryDelay({ kind: 'fault', repeat }, tried, idempotent, policy, 0) !== undefined).toBe(again);
    },
  );

  test('a write that may have been done is repeated only after 429', () => {
    expect(retryDelay(answered(503, 1000), 1, false, policy, 0)).toBeUndefined();
    expect(retryDelay(answered(429), 1, false, policy, 0)).toBe(0);
  });

  test('never negative, never above the bounds', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.constantFrom(408, 429, 500, 503),
        fc.option(fc.integer({ min: 0, max: 1e9 }), { nil: undefined }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (tried, status, retryAfter, random) => {
          const delay = retryDelay(
            answered(status, retryAfter),
            tried,
            true,
            { ...RETRY_POLICY, tries: 100 },
            random,
          );
          if (delay === undefined) return;
          expect(delay).toBeGreaterThanOrEqual(retryAfter ?? 0);
          expect(delay).toBeLessThanOrEqual(RETRY_POLICY.longestRetryAfter + RETRY_POLICY.base);
        },
      ),
    );
  });
});

describe('parseRetryAfter', () => {
  const now = Date.parse('2026-03-01T12:00:00Z');

  test.each([
    [undefined, undefined],
    ['', undefined],
    ['0', 0],
    ['120', 120_000],
    [' 7 ', 7000],
    ['0.25', 250],
    ['-1', undefined],
    ['soon', undefined],
    ['1e9', undefined],
    ['Sun, 01 Mar 2026 12:00:30 GMT', 30_000],
    ['Sun, 01 Mar 2026 11:00:00 GMT', 0],
    ['2026-03-01', undefined],
    ['Sun, 99 Mar 2026 12:00:30 GMT', undefined],
    [['3', '9'], 3000],
  ])('%j', (field, expected) => {
    expect(parseRetryAfter(field, now)).toBe(expected);
  });

  test('never throws, never negative', () => {
    fc.assert(fc.property(fc.string(), (text) => (parseRetryAfter(text, now) ?? 0) >= 0));
  });
});
