import type { QueryKey } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { LiveInvalidation } from '@/lib/queries/live-invalidation';
import type { LiveChange } from '@/lib/queries/live-message';

const APP: LiveChange = { kind: 'chart', registry: 'a', repository: 'team/app' };
const APP_KEY = ['charts', 'detail', 'a', 'team/app'];

function begin(versions = 1) {
  const asked: QueryKey[] = [];
  const due: { ms: number; call: () => void }[] = [];
  const client = {
    invalidateQueries: async ({ queryKey }: { queryKey: QueryKey }) => void asked.push(queryKey),
    getQueryData: () => ({ versions: Array.from({ length: versions }) }),
  };
  const invalidation = new LiveInvalidation(client as never, (ms, call) => due.push({ ms, call }));
  return { invalidation, asked, due, pass: () => due.splice(0).forEach(({ call }) => call()) };
}

test.each<{ change: LiveChange; keys: QueryKey[]; pause: number }>([
  { change: APP, keys: [APP_KEY], pause: 1000 },
  { change: { kind: 'registry', registry: 'a' }, keys: [['registries']], pause: 1000 },
  {
    change: { kind: 'transfer', id: 'a' },
    keys: [
      ['transfers', 'list'],
      ['transfers', 'detail', 'a'],
    ],
    pause: 1000,
  },
  { change: { kind: 'index' }, keys: [['search-index'], ['channel-board']], pause: 3000 },
  {
    change: { kind: 'reset' },
    keys: [['charts', 'detail'], ['registries'], ['transfers'], ['search-index'], ['channel-board']],
    pause: 3000,
  },
])('$change.kind makes stale what shows it, and nothing else', ({ change, keys, pause }) => {
  const { invalidation, asked, due } = begin();
  invalidation.apply(change);
  expect(asked).toEqual(keys);
  expect(due.map(({ ms }) => ms)).toEqual([pause]);
});

test('changes that go on are asked for now and then, the last of them too', () => {
  const { invalidation, asked, pass } = begin();
  for (let count = 0; count < 20; count += 1) invalidation.apply({ ...APP });
  expect(asked).toHaveLength(1);
  pass();
  expect(asked).toHaveLength(2);
  pass();
  pass();
  expect(asked).toHaveLength(2);
  invalidation.apply(APP);
  expect(asked).toHaveLength(3);
});

test('each chart has its own pace, and a long one a slower', () => {
  const { invalidation, asked, due } = begin(5000);
  invalidation.apply(APP);
  invalidation.apply({ ...APP, repository: 'team/other' });
  expect(asked).toEqual([APP_KEY, ['charts', 'detail', 'a', 'team/other']]);
  expect(due.map(({ ms }) => ms)).toEqual([10_000, 10_000]);
});
