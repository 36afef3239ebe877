import { expect, test } from 'vitest';
import type { Digest } from '@/lib/oci/names';
import { eventActor } from '@/lib/oci/notifications/event-actor';
import type { Notification } from '@/lib/oci/notifications/notification';
import { ToldActors } from '@/lib/oci/notifications/told-actors';

const [A, B]: Digest[] = [`sha256:${'a'.repeat(64)}`, `sha256:${'b'.repeat(64)}`];
const TOLD: Notification = {
  id: null,
  repository: 'team/app',
  tag: '1-stable',
  action: 'push',
  at: null,
  digest: A ?? null,
  actor: 'ada',
};

test.each<{ name: string; told: Partial<Notification>[]; digest?: Digest | null; actor: string | null }>([
  { name: 'who pushed it', told: [{}], actor: 'ada' },
  { name: 'who pushed something else', told: [{ digest: B ?? null }], actor: null },
  { name: 'who pushed, without saying what', told: [{ digest: null }], actor: 'ada' },
  { name: 'the last who did', told: [{}, { actor: 'bo' }], actor: 'bo' },
  { name: 'nobody, lastly', told: [{}, { actor: null }], actor: null },
  { name: 'another tag', told: [{ tag: '1-beta' }], actor: null },
  { name: 'no tag', told: [{ tag: null }], actor: null },
  { name: 'a pull', told: [{ action: 'other' }], actor: null },
  { name: 'a deletion where it is there', told: [{ action: 'delete' }], actor: null },
  { name: 'a deletion where it is gone', told: [{ action: 'delete' }], digest: null, actor: 'ada' },
  { name: 'a push where it is gone', told: [{}], digest: null, actor: null },
])('$name', ({ told, digest = A ?? null, actor }) => {
  const actors = new ToldActors(() => 0);
  for (const change of told) actors.add('production', { ...TOLD, ...change });
  expect(actors.actorOf('production', 'team/app', '1-stable', digest)).toBe(actor);
  expect(actors.actorOf('staging', 'team/app', '1-stable', digest)).toBeNull();
});

test('is forgotten after an hour', () => {
  let now = 1;
  const actors = new ToldActors(() => now);
  actors.add('production', TOLD);
  now = 3_600_002;
  expect(actors.actorOf('production', 'team/app', '1-stable', A ?? null)).toBeNull();
});

test.each([
  ['robot$ci', 'robot$ci'],
  ['  ada\n\u202eevil ', 'ada evil'],
  ['x'.repeat(300), 'x'.repeat(200)],
  ['', null],
  [null, null],
])('the actor %j is %j', (value, actor) => {
  expect(eventActor(value)).toBe(actor);
});
