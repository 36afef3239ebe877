import * as fc from 'fast-check';
import { UnsecuredJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import { actionsGranted, isAnonymous } from '@/lib/oci/token-rights';
import type { Token } from '@/lib/oci/token';

const APP = 'repository:team/app';

function token(value: string, scope?: string): Token {
  return { value, scope, expiresAt: Number.POSITIVE_INFINITY };
}

function jwt(claims: Record<string, unknown>): string {
  return new UnsecuredJWT(claims).encode();
}

const entry = (name: string, ...actions: unknown[]) => ({ type: 'repository', name, actions });

describe('actionsGranted', () => {
  test.each<[string, Token, string[] | undefined]>([
    ['what the claim grants', token(jwt({ access: [entry('team/app', 'pull', 'push')] })), ['pull', 'push']],
    ['less than was asked for', token(jwt({ access: [entry('team/app', 'pull')] })), ['pull']],
    ['another repository only', token(jwt({ access: [entry('team/apple', 'push')] })), []],
    ['another kind of thing', token(jwt({ access: [{ ...entry('team/app', 'push'), type: 'plugin' }] })), []],
    ['nothing', token(jwt({ access: [] })), []],
    ['nothing, written as null', token(jwt({ access: null })), []],
    ['the claim, not the wider scope beside it', token(jwt({ access: [] }), `${APP}:push`), []],
    [
      'two entries for one repository',
      token(jwt({ access: [entry('team/app', 'pull'), entry('team/app', 'push')] })),
      ['pull', 'push'],
    ],
    [
      'entries that are none',
      token(
        jwt({
          access: [null, 7, 'x', entry('team/app', 7, 'push'), { ...entry('team/app'), actions: 'push' }],
        }),
      ),
      ['push'],
    ],
    ['a claim that is none', token(jwt({ access: 'all' })), undefined],
    ['a JWT that tells nothing', token(jwt({ scp: 'team' })), undefined],
    ['an opaque token', token('djE6Y2hhcnRzOjE3OTA='), undefined],
    [
      'an opaque token with a scope',
      token('opaque', `registry:catalog:* ${APP}:pull,push`),
      ['pull', 'push'],
    ],
    ['an opaque token for something else', token('opaque', 'repository:other:push'), []],
    ['a scope outside the grammar', token('opaque', '* ::: all'), []],
  ])('%s', (_, given, actions) => {
    expect(actionsGranted(given, APP) && [...(actionsGranted(given, APP) ?? [])]).toEqual(actions);
  });

  test('a hostile token fails nowhere, and grants no action it does not name', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json().map((text) => `e30.${Buffer.from(text).toString('base64url')}.x`),
        ),
        fc.option(fc.string(), { nil: undefined }),
        (value, scope) => {
          const actions = actionsGranted(token(value, scope), APP);
          for (const action of actions ?? [])
            expect(
              JSON.stringify([value, scope]) + Buffer.from(value.split('.')[1] ?? '', 'base64url').toString(),
            ).toContain(action);
          isAnonymous(token(value));
        },
      ),
    );
  });
});

test.each<[string, string, boolean]>([
  ['names nobody', jwt({ sub: '' }), true],
  ['names somebody', jwt({ sub: 'ada' }), false],
  ['tells nothing of whom it is for', jwt({}), false],
  ['is opaque', 'opaque', false],
])('a token that %s', (_, value, anonymous) => {
  expect(isAnonymous(token(value))).toBe(anonymous);
});
