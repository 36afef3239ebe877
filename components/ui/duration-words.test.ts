import { describe, expect, test } from 'vitest';
import { durationWords, exactTime, relativeWords } from '@/components/ui/duration-words';

const now = Date.parse('2026-03-01T12:00:00Z');

describe('relativeWords', () => {
  test.each([
    ['2026-03-01T12:00:00Z', 'just now'],
    ['2026-03-01T11:59:16Z', 'just now'],
    ['2026-03-01T11:59:15Z', '1 minute ago'],
    ['2026-03-01T11:00:01Z', '59 minutes ago'],
    ['2026-03-01T11:00:00Z', '1 hour ago'],
    ['2026-02-28T12:00:01Z', '23 hours ago'],
    ['2026-02-27T12:00:00Z', '2 days ago'],
    ['2026-02-15T12:00:00Z', '2 weeks ago'],
    ['2025-12-01T12:00:00Z', '2 months ago'],
    ['2023-02-28T12:00:00Z', '3 years ago'],
    ['2026-03-01T12:00:30Z', 'just now'],
    ['2026-03-03T13:00:00Z', 'in 2 days'],
  ])('%s → %s', (at, words) => {
    expect(relativeWords(Date.parse(at), now)).toBe(words);
  });
});

describe('durationWords', () => {
  test.each([
    [0, '0 ms'],
    [340.4, '340 ms'],
    [1000, '1.0 s'],
    [4234, '4.2 s'],
    [59_949, '59.9 s'],
    [59_950, '1 min 0 s'],
    [185_000, '3 min 5 s'],
  ])('%s ms → %s', (milliseconds, words) => {
    expect(durationWords(milliseconds)).toBe(words);
  });
});

test('exactTime is in UTC whatever the time zone', () => {
  expect(exactTime(Date.parse('2026-03-01T14:05:59+02:00'))).toBe('2026-03-01 12:05 UTC');
});
