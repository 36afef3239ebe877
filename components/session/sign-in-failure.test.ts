import { expect, test } from 'vitest';
import { signInFailure } from '@/components/session/sign-in-failure';
import { ApiProblem } from '@/lib/queries/api-problem';

const problem = (code: string, members: Record<string, unknown> = {}) =>
  new ApiProblem({ code, status: 400, title: 'Title', detail: 'What happened.', members });
const mistake = (path: unknown, message: unknown = 'must not be empty') =>
  problem('invalid_request', { errors: [{ path, message }] });

test.each([
  ['a wrong login', problem('unauthenticated'), 'password', 'What happened.'],
  [
    'a user name that is none',
    mistake('username', 'must have no colon'),
    'username',
    'A user name must have no colon.',
  ],
  ['a password that is none', mistake('password'), 'password', 'A password must not be empty.'],
  ['another mistake', mistake('registry'), null, 'What happened.'],
  ['mistakes that are none', mistake(7, null), null, 'What happened.'],
  ['a login too long to keep', problem('invalid_request'), null, 'What happened.'],
  ['too many tries', problem('rate_limited'), null, 'What happened.'],
  ['a registry that is down', problem('registry_unavailable'), null, 'What happened.'],
  ['a bug', new TypeError('x is undefined'), null, 'x is undefined'],
])('%s is told in its place', (_, error, field, detail) => {
  expect(signInFailure(error)).toMatchObject({ field, detail });
});
