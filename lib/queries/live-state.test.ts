import { afterEach, expect, test } from 'vitest';
import { noteLiveState, OFFLINE, pauseForRegistry, pauseForServer } from '@/lib/queries/live-state';
import { pollInterval } from '@/lib/queries/registries';

afterEach(() => noteLiveState(OFFLINE));

test.each([
  { name: 'offline', state: OFFLINE, server: 15_000, a: 30_000, b: 30_000 },
  { name: 'live', state: { up: true, notifying: ['a'] }, server: 300_000, a: 300_000, b: 30_000 },
  { name: 'lost', state: { up: false, notifying: ['a'] }, server: 15_000, a: 30_000, b: 30_000 },
])('$name: what nobody would tell is asked for as ever', ({ state, server, a, b }) => {
  noteLiveState(state);
  expect(pauseForServer(15_000)).toBe(server);
  expect(pauseForRegistry('a', 30_000)).toBe(a);
  expect(pauseForRegistry('b', 30_000)).toBe(b);
  expect(pollInterval({ registries: [] })).toBe(server);
});
