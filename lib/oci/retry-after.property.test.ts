import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseRetryAfter } from '@/lib/oci/retry';

/** Seconds since the epoch, to the end of the years that an HTTP date can write. */
const moment = fc.integer({ min: 0, max: 253_402_300_799 }).map((seconds) => seconds * 1000);
const now = fc.integer({ min: 0, max: 4_102_444_800_000 });

describe('parseRetryAfter', () => {
  test('reads seconds as they are written, whatever the time is', () => {
    fc.assert(
      fc.property(fc.nat(), now, (seconds, at) => {
        expect(parseRetryAfter(String(seconds), at)).toBe(seconds * 1000);
        expect(parseRetryAfter([` ${seconds} `, 'another'], at)).toBe(seconds * 1000);
      }),
    );
  });

  test('reads every HTTP date as the time until then', () => {
    fc.assert(
      fc.property(moment, now, (until, at) => {
        expect(parseRetryAfter(new Date(until).toUTCString(), at)).toBe(Math.max(0, until - at));
      }),
      { numRuns: 500 },
    );
  });

  test('gives milliseconds that can be waited for, or nothing', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(...'0123456789.,-+e: GMTSunJa'.split('')) }),
      fc.double().map(String),
    );
    fc.assert(
      fc.property(text, now, (field, at) => {
        const delay = parseRetryAfter(field, at);
        if (delay !== undefined) expect(Number.isSafeInteger(delay) && delay >= 0).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
