import { expect, test } from 'vitest';
import { untilNextEnd } from '@/lib/queries/sessions';

const NOW = Date.parse('2026-03-01T12:00:00Z');

test.each([
  [[], false],
  [[null, null], false],
  [['2026-03-01T11:59:59Z'], false],
  [[null, '2026-03-01T14:00:00Z', '2026-03-01T12:00:01Z', '2026-03-01T11:00:00Z'], 1500],
  [['2026-06-01T12:00:00Z'], 2 ** 31 - 1],
])('with sign-ins that end at %j it is asked again in %s ms', (ends, wait) => {
  const sessions = ends.map((expiresAt) => ({ expiresAt }));
  expect(untilNextEnd(sessions, NOW)).toBe(wait);
});
