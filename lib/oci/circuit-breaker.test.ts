import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CircuitBreaker } from '@/lib/oci/circuit-breaker';

const SECOND = 1000;
/** Calls without an answer after which it opens. */
const THRESHOLD = 10;

/** A breaker that has just opened at `now`. */
function opened(now: number): CircuitBreaker {
  const breaker = new CircuitBreaker();
  for (let count = 0; count < THRESHOLD; count += 1) breaker.fail(now);
  return breaker;
}

describe('CircuitBreaker', () => {
  test('lets calls through until the tenth in a row was not answered', () => {
    const breaker = new CircuitBreaker();
    for (let count = 1; count < THRESHOLD; count += 1) {
      breaker.fail(0);
      expect(breaker.enter(0, false)).toBeUndefined();
      expect(breaker.state(0)).toEqual({ failures: count, openUntil: null });
    }
    breaker.fail(0);
    expect(breaker.state(0)).toEqual({ failures: THRESHOLD, openUntil: 15 * SECOND });
    expect(breaker.enter(0, false)).toBe(15 * SECOND);
  });

  test('counts anew after an answer', () => {
    const breaker = new CircuitBreaker();
    for (let count = 1; count < THRESHOLD; count += 1) breaker.fail(0);
    breaker.succeed();
    for (let count = 1; count < THRESHOLD; count += 1) breaker.fail(0);
    expect(breaker.enter(0, false)).toBeUndefined();
  });

  test.each([
    [0, 15 * SECOND],
    [5 * SECOND, 10 * SECOND],
    [14_999, 1 * SECOND],
    [15 * SECOND, undefined],
    [60 * SECOND, undefined],
  ])('%d ms after it opened the crawler waits %s ms', (later, left) => {
    expect(opened(0).enter(later, false)).toBe(left);
  });

  test('a person’s call may try before, one at a time', () => {
    const breaker = opened(0);
    expect(breaker.enter(1, true)).toBeUndefined();
    expect(breaker.enter(1, true)).toBe(14_999);
    expect(breaker.enter(20 * SECOND, false)).toBe(SECOND);
    breaker.leave();
    expect(breaker.enter(20 * SECOND, false)).toBeUndefined();
  });

  test('closes on an answer', () => {
    const breaker = opened(0);
    expect(breaker.enter(0, true)).toBeUndefined();
    breaker.succeed();
    expect(breaker.state(0)).toEqual({ failures: 0, openUntil: null });
    for (let count = 0; count < 3; count += 1) expect(breaker.enter(0, false)).toBeUndefined();
  });

  test('stays open twice as long each time, up to five minutes, and starts small again', () => {
    const breaker = opened(0);
    const pauses: number[] = [];
    let now = 0;
    for (let count = 0; count < 7; count += 1) {
      const until = breaker.state(now).openUntil ?? now;
      pauses.push((until - now) / SECOND);
      now = until;
      expect(breaker.enter(now, false)).toBeUndefined();
      breaker.fail(now);
    }
    expect(pauses).toEqual([15, 30, 60, 120, 240, 300, 300]);
    breaker.succeed();
    for (let count = 0; count < THRESHOLD; count += 1) breaker.fail(now);
    expect(breaker.state(now).openUntil).toBe(now + 15 * SECOND);
  });

  test('calls that were under way when it opened do not make the pause longer', () => {
    const breaker = opened(0);
    for (let count = 0; count < 8; count += 1) breaker.fail(SECOND);
    expect(breaker.state(SECOND).openUntil).toBe(15 * SECOND);
  });

  test('whatever happens, it lets a call try within five minutes, and a person’s as soon as none is trying', () => {
    const event = fc.oneof(
      fc.constantFrom('fail', 'succeed', 'leave', 'enter', 'person'),
      fc.integer({ min: 0, max: 600_000 }),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 80 }), (events) => {
        const breaker = new CircuitBreaker();
        let now = 0;
        for (const one of events) {
          if (typeof one === 'number') now += one;
          else if (one === 'fail') breaker.fail(now);
          else if (one === 'succeed') breaker.succeed();
          else if (one === 'leave') breaker.leave();
          else breaker.enter(now, one === 'person');
        }
        breaker.leave();
        const left = breaker.enter(now, false) ?? 0;
        expect(left).toBeLessThanOrEqual(5 * 60 * SECOND);
        breaker.leave();
        expect(breaker.enter(now, true)).toBeUndefined();
        breaker.leave();
        expect(breaker.enter(now + left, false)).toBeUndefined();
      }),
    );
  });
});
