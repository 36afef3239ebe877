import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { KEYSTROKES, takeEvenly, WARM_UP } from './keystrokes';

describe('keystrokes', () => {
  test('are all ways to a query, without those that a space ends', () => {
    expect(KEYSTROKES.slice(0, 6)).toEqual(['r', 're', 'red', 'redi', 'redis', 'p']);
    expect(KEYSTROKES).toContain('collect logs');
    expect(KEYSTROKES).toContain('collect');
    expect(KEYSTROKES).not.toContain('collect ');
  });

  test('whole queries of the warm-up are not measured', () => {
    const whole = WARM_UP.filter((text, place) => !(WARM_UP[place + 1] ?? '').startsWith(text));
    expect(whole).toHaveLength(5);
    expect(KEYSTROKES.filter((text) => whole.includes(text))).toEqual([]);
  });
});

describe('takeEvenly', () => {
  test.each([
    [6, ['a', 'b', 'c', 'd', 'e', 'f']],
    [5, ['b', 'd', 'f']],
    [3, ['b', 'd', 'f']],
    [2, ['b', 'e']],
    [1, ['d']],
    [0.2, ['d']],
  ])('takes at most %d', (most, expected) => {
    expect(takeEvenly(['a', 'b', 'c', 'd', 'e', 'f'], most)).toEqual(expected);
  });

  test('never takes more than it may, and something where there is something', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 1 }), fc.integer({ min: 1, max: 50 }), (values, most) => {
        const taken = takeEvenly(values, most);
        expect(taken.length).toBeLessThanOrEqual(most);
        expect(taken.length).toBeGreaterThan(0);
      }),
    );
  });
});
