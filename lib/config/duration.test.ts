import { describe, expect, test } from 'vitest';
import { parseDuration } from '@/lib/config/duration';

describe('parseDuration', () => {
  test.each([
    ['30s', 30_000],
    ['5m', 300_000],
    [' 2h ', 7_200_000],
    ['1d', 86_400_000],
    ['0s', undefined],
    ['5', undefined],
    ['5 m', undefined],
    ['1.5h', undefined],
    ['-1m', undefined],
    ['9999999s', undefined],
    ['', undefined],
  ])('%j → %j', (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
  });
});
