import { expect, test } from 'vitest';
import type { Notification } from '@/lib/oci/notifications/notification';
import { SeenNotifications } from '@/lib/oci/notifications/seen-notifications';

const HOUR = 60 * 60_000;
const FIRST: Notification = {
  id: 'e1',
  repository: 'team/app',
  tag: '1.0.0',
  action: 'push',
  at: '2026-11-24T08:00:00.000Z',
  digest: null,
  actor: null,
};

test.each<{ name: string; first?: Partial<Notification>; second: Partial<Notification>; isNew: boolean }>([
  { name: 'the same event', second: {}, isNew: false },
  { name: 'another event', second: { id: 'e2' }, isNew: true },
  { name: 'the next tag of one event', second: { tag: '1.0.1' }, isNew: true },
  { name: 'without an id, the same time', first: { id: null }, second: { id: null }, isNew: false },
  {
    name: 'without an id, another time',
    first: { id: null },
    second: { id: null, at: '2026-11-24T08:00:01.000Z' },
    isNew: true,
  },
  { name: 'with neither', first: { id: null, at: null }, second: { id: null, at: null }, isNew: true },
])('$name', ({ first, second, isNew }) => {
  const seen = new SeenNotifications(() => 0);
  expect(seen.add('production', { ...FIRST, ...first })).toBe(true);
  expect(seen.add('production', { ...FIRST, ...second })).toBe(isNew);
});

test('each registry has its own events', () => {
  const seen = new SeenNotifications(() => 0);
  expect([seen.add('a', FIRST), seen.add('b', FIRST), seen.add('a', FIRST)]).toEqual([true, true, false]);
});

test('an event is forgotten after an hour, and the oldest of more than 10,000 at once', () => {
  let now = 1;
  const seen = new SeenNotifications(() => now);
  seen.add('a', FIRST);
  now += HOUR - 1;
  expect(seen.add('a', FIRST)).toBe(false);
  now += 2;
  expect(seen.add('a', FIRST)).toBe(true);
  for (let count = 0; count < 10_000; count += 1) seen.add('a', { ...FIRST, id: `flood ${count}` });
  expect(seen.add('a', FIRST)).toBe(true);
});
