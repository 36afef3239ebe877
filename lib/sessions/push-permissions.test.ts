import { expect, test } from 'vitest';
import type { Permission } from '@/lib/oci/registry';
import { PushPermissions } from '@/lib/sessions/push-permissions';

const QUESTION = { registry: 'production', repository: 'team/app', session: 'one' };

test('an answer is asked for once in half a minute, by whoever has the question; a failure is asked again', async () => {
  let clock = 0;
  let asked = 0;
  const permissions = new PushPermissions(() => clock);
  const answer = (permission: Permission) => async () => {
    asked += 1;
    return permission;
  };
  await expect(permissions.find(QUESTION, () => Promise.reject(new Error('silent')))).rejects.toThrow(
    'silent',
  );
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => permissions.find(QUESTION, answer('yes'))),
  );
  expect([new Set(answers), asked]).toEqual([new Set(['yes']), 1]);
  for (const other of [
    { session: 'two' },
    { session: null },
    { repository: 'team' },
    { registry: 'staging' },
  ])
    expect(await permissions.find({ ...QUESTION, ...other }, answer('no'))).toBe('no');
  clock = 29_999;
  expect(await permissions.find(QUESTION, answer('no'))).toBe('yes');
  clock = 30_000;
  expect(await permissions.find(QUESTION, answer('no'))).toBe('no');
});
