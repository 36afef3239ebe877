import { expect, test } from 'vitest';
import { readSessionSecrets } from '@/lib/config/session-secret';

const NEW = 'n'.repeat(32);
const OLD = 'o'.repeat(40);

test.each([
  [{}, undefined],
  [{ CHARTROOM_SECRET: '', CHARTROOM_SECRET_BEFORE: '' }, undefined],
  [{ CHARTROOM_SECRET: NEW }, [NEW]],
  [{ CHARTROOM_SECRET: NEW, CHARTROOM_SECRET_BEFORE: OLD }, [NEW, OLD]],
])('%j', (environment, secrets) => {
  expect(readSessionSecrets(environment)).toEqual(secrets);
});

test.each([
  [{ CHARTROOM_SECRET: 'hunter2' }, /CHARTROOM_SECRET has 7 characters/],
  [{ CHARTROOM_SECRET: NEW, CHARTROOM_SECRET_BEFORE: 'hunter2' }, /CHARTROOM_SECRET_BEFORE has 7/],
  [{ CHARTROOM_SECRET_BEFORE: OLD }, /CHARTROOM_SECRET, which is not set/],
])('%j is refused, and the secret stays unsaid', (environment, message) => {
  expect(() => readSessionSecrets(environment)).toThrow(message);
  expect(() => readSessionSecrets(environment)).not.toThrow(/hunter2|ooo/);
});
