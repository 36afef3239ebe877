import { afterEach, describe, expect, test } from 'vitest';
import { signIn, type PromotionPolicy, type Promoter } from '@/lib/channels/promoter';
import { AppError } from '@/lib/errors';
import type { Credentials } from '@/lib/oci/credentials';
import type { Registry } from '@/lib/oci/registry';
import { createRegistry } from '@/lib/oci/registry-client';

const opened: Registry[] = [];

afterEach(() => Promise.all(opened.splice(0).map((registry) => registry.close())));

function policy(rest: Partial<PromotionPolicy>): PromotionPolicy {
  const registry = createRegistry({ url: 'https://registry.example.com' });
  opened.push(registry);
  const connect = (credentials: Credentials): Registry => {
    const own = createRegistry({ url: registry.url, credentials });
    opened.push(own);
    return own;
  };
  return { name: 'production', registry, connect, mode: 'shared', ...rest };
}

function promoter(headers: Record<string, string | undefined>, login: Promoter['login'] = null): Promoter {
  return { login, header: (name) => headers[name] ?? null };
}

const LOGIN = { username: 'ada', password: 'secret' };

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
  return 'none';
}

describe('signIn', () => {
  test('nothing is moved in what is only read', () => {
    const readOnly = policy({ registry: null, mode: 'shared' });
    expect(codeOf(() => signIn(readOnly, promoter({})))).toBe('promotion_denied');
  });

  test('refuses everyone where promotion is off, a login notwithstanding', () => {
    expect(codeOf(() => signIn(policy({ mode: 'off' }), promoter({}, LOGIN)))).toBe('promotion_denied');
  });

  test('asks for a login where each person has their own', () => {
    expect(codeOf(() => signIn(policy({ mode: 'personal' }), promoter({})))).toBe('unauthenticated');
  });

  test.each([
    { name: 'nobody known', actorHeader: undefined, headers: { 'x-user': 'ada' }, actor: null },
    { name: 'the header a proxy sets', actorHeader: 'x-user', headers: { 'x-user': 'ada' }, actor: 'ada' },
    { name: 'nobody, as the header is missing', actorHeader: 'x-user', headers: {}, actor: null },
    {
      name: 'a name, cut',
      actorHeader: 'x-user',
      headers: { 'x-user': 'a'.repeat(300) },
      actor: 'a'.repeat(200),
    },
  ])('shares the login; who promotes is $name', ({ actorHeader, headers, actor }) => {
    const shared = policy({ actorHeader });
    const login = signIn(shared, promoter(headers, LOGIN));
    expect(login.registry).toBe(shared.registry);
    expect(login.actor).toBe(actor);
  });

  test('leaves the shared connection open', async () => {
    const { registry, close } = signIn(policy({}), promoter({}));
    await close();
    await expect(registry.headManifest('a', 'b', { signal: AbortSignal.abort() })).rejects.toMatchObject({
      message: expect.stringContaining('given up'),
    });
  });

  test('opens a connection of the person’s own to the same registry, and closes it', async () => {
    const personal = policy({ mode: 'personal', actorHeader: 'x-user' });
    const { registry, actor, close } = signIn(personal, promoter({ 'x-user': 'someone' }, LOGIN));
    expect(registry).not.toBe(personal.registry);
    expect([registry.url, actor]).toEqual(['https://registry.example.com', 'ada']);
    await close();
    await expect(registry.ping()).rejects.toMatchObject({ kind: 'canceled' });
  });
});
