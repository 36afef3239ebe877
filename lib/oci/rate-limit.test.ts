import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { backgroundPause, readRateLimit, type RateLimit } from '@/lib/oci/rate-limit';

const now = Date.parse('2026-03-01T12:00:00Z');
const HOUR = 60 * 60_000;

describe('readRateLimit', () => {
  test.each<[string, Record<string, string | string[]>, RateLimit | undefined]>([
    [
      'Docker Hub',
      { 'ratelimit-limit': '100;w=21600', 'ratelimit-remaining': '76;w=21600' },
      { limit: 100, remaining: 76, window: 6 * HOUR, resetAt: null },
    ],
    [
      'Docker Hub’s API',
      {
        'x-ratelimit-limit': '180',
        'x-ratelimit-remaining': '179',
        'x-ratelimit-reset': String(now / 1000 + 60),
      },
      { limit: 180, remaining: 179, window: null, resetAt: now + 60_000 },
    ],
    [
      'seconds until the reset',
      { 'ratelimit-limit': '10', 'ratelimit-remaining': '0', 'ratelimit-reset': '30' },
      { limit: 10, remaining: 0, window: null, resetAt: now + 30_000 },
    ],
    [
      'a window that is named with the rest only',
      { 'ratelimit-limit': '100', 'ratelimit-remaining': '76;w=60' },
      { limit: 100, remaining: 76, window: 60_000, resetAt: null },
    ],
    [
      'several policies, the first of which applies',
      { 'ratelimit-limit': '10, 10;w=1, 50;w=60', 'ratelimit-remaining': '9' },
      { limit: 10, remaining: 9, window: 1000, resetAt: null },
    ],
    [
      'repeated fields',
      { 'ratelimit-limit': ['7', '8'], 'ratelimit-remaining': ['3', '2'] },
      { limit: 7, remaining: 3, window: null, resetAt: null },
    ],
    [
      'spaces',
      { 'ratelimit-limit': ' 100 ; w=60', 'ratelimit-remaining': ' 5 ' },
      { limit: 100, remaining: 5, window: 60_000, resetAt: null },
    ],
    [
      'a reset that has passed',
      { 'ratelimit-limit': '10', 'ratelimit-remaining': '1', 'ratelimit-reset': '1500000000' },
      { limit: 10, remaining: 1, window: null, resetAt: 1_500_000_000_000 },
    ],
    ['nothing', {}, undefined],
    ['a limit alone', { 'ratelimit-limit': '100' }, undefined],
    ['a rest alone', { 'ratelimit-remaining': '100' }, undefined],
    ['no allowance at all', { 'ratelimit-limit': '0', 'ratelimit-remaining': '0' }, undefined],
    ['words', { 'ratelimit-limit': 'many', 'ratelimit-remaining': 'some' }, undefined],
    ['less than none', { 'ratelimit-limit': '100', 'ratelimit-remaining': '-1' }, undefined],
    ['an exponent', { 'ratelimit-limit': '1e3', 'ratelimit-remaining': '1e2' }, undefined],
    ['an empty limit', { 'ratelimit-limit': '', 'ratelimit-remaining': '1' }, undefined],
  ])('%s', (_, headers, expected) => {
    expect(readRateLimit(headers, now)).toEqual(expected);
  });

  test('reads any text without throwing, and only numbers that can be counted with', () => {
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: fc.constantFrom(...'0123456789;,=w .-e'.split('')) }),
      fc.nat().map(String),
    );
    const headers = fc.dictionary(
      fc.constantFrom(
        'ratelimit-limit',
        'ratelimit-remaining',
        'ratelimit-reset',
        'x-ratelimit-limit',
        'x-ratelimit-remaining',
        'x-ratelimit-reset',
      ),
      fc.oneof(text, fc.array(text, { maxLength: 2 })),
    );
    fc.assert(
      fc.property(headers, (fields) => {
        const read = readRateLimit(fields, now);
        if (read === undefined) return;
        for (const value of [read.limit, read.remaining, read.window ?? 0, read.resetAt ?? 0])
          expect(Number.isSafeInteger(value) && value >= 0).toBe(true);
        const pause = backgroundPause(read, now);
        if (pause === undefined) return;
        expect(pause).toBeGreaterThanOrEqual(0);
        expect(pause).toBeLessThanOrEqual(24 * HOUR);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('backgroundPause', () => {
  test.each<[string, RateLimit, number | undefined]>([
    ['plenty left', { limit: 100, remaining: 50, window: 6 * HOUR, resetAt: null }, undefined],
    ['just above the reserve', { limit: 100, remaining: 11, window: 6 * HOUR, resetAt: null }, undefined],
    ['the reserve', { limit: 100, remaining: 10, window: 6 * HOUR, resetAt: null }, 36 * 60_000],
    ['nothing', { limit: 100, remaining: 0, window: 6 * HOUR, resetAt: null }, 36 * 60_000],
    ['a long window', { limit: 100, remaining: 0, window: 24 * HOUR, resetAt: null }, HOUR],
    ['no window', { limit: 100, remaining: 0, window: null, resetAt: null }, 60_000],
    ['a named reset', { limit: 100, remaining: 0, window: 6 * HOUR, resetAt: now + 5000 }, 5000],
    ['a reset just now', { limit: 100, remaining: 0, window: null, resetAt: now }, undefined],
    ['a reset that has passed', { limit: 100, remaining: 0, window: null, resetAt: now - 1 }, undefined],
    ['a reset tomorrow', { limit: 100, remaining: 0, window: null, resetAt: now + 23 * HOUR }, 23 * HOUR],
    ['a reset next year', { limit: 100, remaining: 0, window: null, resetAt: now + 9000 * HOUR }, 24 * HOUR],
  ])('%s', (_, limit, expected) => {
    expect(backgroundPause(limit, now)).toBe(expected);
  });
});
