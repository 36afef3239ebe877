import * as fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { SignInBrake } from '@/lib/sessions/sign-in-brake';

let clock: number;
let brake: SignInBrake;

beforeEach(() => {
  clock = 1_000_000;
  brake = new SignInBrake(() => clock);
});

const attempt = (username = 'ada', address = '10.0.0.1', registry = 'production') =>
  brake.begin({ registry, username, address });

/** Seconds to wait, 0 for none. */
function waitFor(...who: Parameters<typeof attempt>): number {
  try {
    attempt(...who).undecided();
    return 0;
  } catch (error) {
    expect(error).toMatchObject({ code: 'rate_limited' });
    return (error as { details: { retryAfter: number } }).details.retryAfter;
  }
}

function fail(times: number, ...who: Parameters<typeof attempt>): void {
  for (let count = 0; count < times; count += 1) attempt(...who).failed();
}

test('after four refused logins each further one waits twice as long, five minutes at most', () => {
  fail(4);
  const waits: number[] = [];
  for (let count = 0; count < 11; count += 1) {
    const seconds = waitFor();
    waits.push(seconds);
    clock += seconds * 1000 - 1;
    expect(waitFor()).toBe(1);
    clock += 1;
    fail(1);
  }
  expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
});

test('it is the login at the registry that waits, from wherever it is tried', () => {
  fail(4);
  expect(waitFor('ada', '10.0.0.2')).toBe(1);
  expect(waitFor('bob')).toBe(0);
  expect(waitFor('ada', '10.0.0.1', 'staging')).toBe(0);
});

test('one address that tries many logins waits as well, and others do not', () => {
  for (let count = 0; count < 20; count += 1) fail(1, `user-${count}`);
  expect(waitFor('somebody')).toBe(1);
  expect(waitFor('somebody', '10.0.0.2')).toBe(0);
});

test('a login that is taken ends its own pause; the other guesses from the address stay counted', () => {
  for (let count = 0; count < 19; count += 1) fail(1, `user-${count}`);
  attempt('mallory').succeeded();
  expect(waitFor('somebody')).toBe(0);
  fail(1, 'somebody');
  expect(waitFor('other')).toBe(1);
  fail(3, 'ada', '10.0.0.2');
  attempt('ada', '10.0.0.2').succeeded();
  fail(3, 'ada', '10.0.0.2');
  expect(waitFor('ada', '10.0.0.2')).toBe(0);
});

test('a registry that did not answer is nobody’s failure', () => {
  for (let count = 0; count < 50; count += 1) attempt().undecided();
  expect(waitFor()).toBe(0);
});

test('many at once get no further than one after the other', () => {
  let begun = 0;
  for (let count = 0; count < 100; count += 1) {
    try {
      attempt();
      begun += 1;
    } catch {
      // braked
    }
  }
  expect(begun).toBe(4);
});

test('an hour without a failure forgets those before', () => {
  fail(4);
  clock += 60 * 60_000;
  fail(3);
  expect(waitFor()).toBe(0);
});

test('whatever the order of attempts and outcomes, nobody gets more guesses than the pauses allow', () => {
  const step = fc.record({
    wait: fc.nat(120_000),
    outcome: fc.constantFrom('failed' as const, 'undecided' as const, 'failed' as const),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      brake = new SignInBrake(() => clock);
      const failures: number[] = [];
      for (const { wait, outcome } of steps) {
        clock += wait;
        try {
          attempt()[outcome]();
          if (outcome === 'failed') failures.push(clock);
        } catch {
          // braked
        }
      }
      failures.forEach((at, index) => {
        const before = failures[index - 1];
        const pause = Math.min(300_000, 1000 * 2 ** Math.max(0, index - 4));
        if (before !== undefined && index >= 4) expect(at - before).toBeGreaterThanOrEqual(pause);
      });
    }),
  );
});
