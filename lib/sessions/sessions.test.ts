import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import * as fc from 'fast-check';
import { EncryptJWT } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { secretKeys, storedKeys, type SessionKeys } from '@/lib/sessions/session-keys';
import type { SessionPlace } from '@/lib/sessions/session';
import { createSessions, type Sessions } from '@/lib/sessions/sessions';
import { openLmdbStore } from '@/lib/store/lmdb-store';
import { bytesTable, type Store } from '@/lib/store/store';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const LONGEST = 30 * DAY;
const PLACE: SessionPlace = { registry: 'production', origin: 'https://r.example.com', life: 8 * HOUR };
const LOGIN = { username: 'ada', password: 'korrekt: Pferd, 電池' };

let folder: string;
let store: Store;
let clock = Date.parse('2026-03-01T12:00:00Z');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chartroom-sessions-'));
  store = await openLmdbStore(folder);
});
afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
  clock = Date.parse('2026-03-01T12:00:00.700Z');
});
afterEach(async () => {
  for (const table of ['session-key', 'ended-session'])
    for (const { key } of await store.list(bytesTable(table, 1), { prefix: [] }))
      await store.write([{ table: `${table}-1`, key, value: null }]);
});

function keysOf(from = store): SessionKeys {
  return storedKeys(from, { random: randomBytes, now: () => clock, longest: LONGEST });
}

function sessionsWith(keys = keysOf()): Sessions {
  return createSessions({ store, keys, now: () => clock, random: randomBytes, longest: LONGEST });
}

async function ended(): Promise<number> {
  return (await store.list(bytesTable('ended-session', 1), { prefix: [] })).length;
}

test('a session is what was begun, until its end', async () => {
  const sessions = sessionsWith();
  const { session, sealed } = await sessions.begin(PLACE, LOGIN);
  expect(session).toMatchObject({ registry: 'production', login: LOGIN });
  expect(await sessions.find(PLACE, sealed)).toEqual(session);
  clock = session.expiresAt - 1;
  expect(await sessions.find(PLACE, sealed)).toEqual(session);
  clock += 1;
  expect(await sessions.find(PLACE, sealed)).toBeNull();
});

test('neither the sealed text nor the data folder tells the login', async () => {
  const sessions = sessionsWith();
  const { session, sealed } = await sessions.begin(PLACE, LOGIN);
  await sessions.end(session);
  const kept = [
    sealed,
    ...sealed.split('.').map((part) => Buffer.from(part, 'base64url').toString('latin1')),
  ];
  for (const file of await readdir(folder)) kept.push(await readFile(join(folder, file), 'latin1'));
  for (const text of kept)
    for (const secret of [
      LOGIN.username,
      'korrekt',
      Buffer.from(LOGIN.password).toString('base64'),
      session.id,
    ])
      expect(text).not.toContain(secret);
});

test.each<[string, Partial<SessionPlace>]>([
  ['another registry', { registry: 'staging' }],
  ['another address under the same name', { origin: 'https://evil.example.com' }],
  ['another scheme', { origin: 'http://r.example.com' }],
])('a session is none for %s', async (_, other) => {
  const sessions = sessionsWith();
  const { sealed } = await sessions.begin(PLACE, LOGIN);
  expect(await sessions.find({ ...PLACE, ...other }, sealed)).toBeNull();
});

test('a life that is configured shorter ends sessions begun before; a longer one does not lengthen them', async () => {
  const sessions = sessionsWith();
  const { session, sealed } = await sessions.begin(PLACE, LOGIN);
  expect(await sessions.find({ ...PLACE, life: 20 * HOUR }, sealed)).toEqual(session);
  clock += HOUR;
  expect(await sessions.find({ ...PLACE, life: 2 * HOUR }, sealed)).toMatchObject({
    expiresAt: session.startedAt + 2 * HOUR,
  });
  expect(await sessions.find({ ...PLACE, life: HOUR }, sealed)).toBeNull();
});

test('who signs out ends every copy, after a restart too, and nobody else’s', async () => {
  const { session, sealed } = await sessionsWith().begin(PLACE, LOGIN);
  const other = await sessionsWith().begin(PLACE, LOGIN);
  await sessionsWith().end(session);
  expect(await sessionsWith().find(PLACE, sealed)).toBeNull();
  expect(await sessionsWith().find(PLACE, other.sealed)).toEqual(other.session);
});

test('what was signed out of is forgotten once it could not be good any more', async () => {
  const sessions = sessionsWith();
  for (let count = 0; count < 5; count += 1) await sessions.end((await sessions.begin(PLACE, LOGIN)).session);
  expect(await ended()).toBe(5);
  clock += LONGEST;
  await sessions.end((await sessions.begin(PLACE, LOGIN)).session);
  expect(await ended()).toBe(1);
});

describe('sealed text', () => {
  test('that was changed anywhere is no session', async () => {
    const sessions = sessionsWith();
    const { sealed } = await sessions.begin(PLACE, LOGIN);
    await fc.assert(
      fc.asyncProperty(
        fc.nat(sealed.length - 1),
        fc.constantFrom('A', 'B', '.', '_', ''),
        async (at, put) => {
          const changed = sealed.slice(0, at) + put + sealed.slice(at + 1);
          // The last letter of a part holds bits that mean nothing.
          const same = changed
            .split('.')
            .every((part, index) =>
              Buffer.from(part, 'base64url').equals(Buffer.from(sealed.split('.')[index] ?? '', 'base64url')),
            );
          if (same && changed.split('.').length === 5) return;
          expect(await sessions.find(PLACE, changed)).toBeNull();
        },
      ),
      { numRuns: 200 },
    );
  });

  test('that is anything else is no session either', async () => {
    const sessions = sessionsWith();
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string(),
          fc.array(fc.base64String(), { maxLength: 6 }).map((parts) => parts.join('.')),
        ),
        async (text) => {
          expect(await sessions.find(PLACE, text)).toBeNull();
        },
      ),
      { numRuns: 200 },
    );
    expect(await sessions.find(PLACE, 'e30.'.repeat(100_000))).toBeNull();
  });

  test.each<[string, (jwt: EncryptJWT) => EncryptJWT]>([
    ['without an end', (jwt) => jwt.setIssuedAt()],
    ['without a beginning', (jwt) => jwt.setExpirationTime('30d')],
    ['for everybody', (jwt) => jwt.setIssuedAt().setExpirationTime('30d').setAudience('production')],
  ])('that our key sealed %s is none', async (_, build) => {
    const key = await keysOf().current();
    const jwt = new EncryptJWT({ password: 'x' }).setProtectedHeader({
      alg: 'dir',
      enc: 'A256GCM',
      kid: key.id,
    });
    const audience = `${PLACE.registry} ${PLACE.origin}`;
    const sealed = await build(jwt.setJti('a').setSubject('ada').setAudience(audience)).encrypt(key.bytes);
    expect(await sessionsWith().find(PLACE, sealed)).toBeNull();
  });
});

describe('keys', () => {
  test('of another Chartroom open nothing here', async () => {
    const there = await openLmdbStore(join(folder, 'there'));
    const foreign = await sessionsWith(keysOf(there)).begin(PLACE, LOGIN);
    expect(await sessionsWith().find(PLACE, foreign.sealed)).toBeNull();
    expect(await sessionsWith(secretKeys(['s'.repeat(32)])).find(PLACE, foreign.sealed)).toBeNull();
    await there.close();
  });

  test('are made once, and anew every 30 days; the old one opens what it sealed until that has expired', async () => {
    const long = { ...PLACE, life: LONGEST };
    const keys = keysOf();
    const first = await keys.current();
    clock += 30 * DAY - HOUR;
    const { session, sealed } = await sessionsWith().begin(long, LOGIN);
    expect((await keysOf().current()).id).toBe(first.id);
    clock += HOUR;
    expect((await keys.current()).id).not.toBe(first.id);
    clock = session.expiresAt - 1;
    expect(await sessionsWith().find(long, sealed)).toEqual(session);
    clock += HOUR + 1000;
    expect(await keys.find(first.id)).toBeNull();
    await keys.current();
    clock += LONGEST;
    await keys.current();
    const kept = await store.list(bytesTable('session-key', 1), { prefix: [] });
    expect(kept.map(({ key }) => key[1])).not.toContain(first.id);
  });

  test('that two processes make at the same moment both count', async () => {
    const [one, other] = [keysOf(), keysOf()];
    const [made, madeToo] = await Promise.all([one.current(), other.current()]);
    expect(await one.find(madeToo.id)).toMatchObject(madeToo);
    expect(await other.find(made.id)).toMatchObject(made);
  });

  test('from a secret are the same wherever the secret is, and an older one still opens', async () => {
    const [secret, next] = [
      'first secret of thirty-two letters',
      'second secret of thirty-two letters',
    ] as const;
    const { session, sealed } = await sessionsWith(secretKeys([secret])).begin(PLACE, LOGIN);
    expect(await sessionsWith(secretKeys([secret])).find(PLACE, sealed)).toEqual(session);
    expect(await sessionsWith(secretKeys([next, secret])).find(PLACE, sealed)).toEqual(session);
    expect(await sessionsWith(secretKeys([next])).find(PLACE, sealed)).toBeNull();
    const renewed = await sessionsWith(secretKeys([next, secret])).begin(PLACE, LOGIN);
    expect(await sessionsWith(secretKeys([next])).find(PLACE, renewed.sealed)).toEqual(renewed.session);
  });
});
