import { expect, test } from 'vitest';
import { commonNamespace } from '@/lib/config/repository-namespace';

test.each([
  [undefined, undefined],
  [[], undefined],
  [['**'], undefined],
  [['app'], 'app'],
  [['team/app'], 'team/app'],
  [['team/**'], 'team'],
  [['team/app-*'], 'team'],
  [['team/*/charts'], 'team'],
  [['team/{a,b}'], 'team'],
  [['!team/app'], undefined],
  [['team/app', 'team/tools/**'], 'team'],
  [['team/app', 'team/app/extra'], 'team/app'],
  [['team/app/extra', 'team/app'], 'team/app'],
  [['team/app', 'team/application'], 'team'],
  [['team/app', 'other/app'], undefined],
  [['team/app', '*/app'], undefined],
  [['org/team/a', 'org/team/b', 'org/x'], 'org'],
])('%j lie below %j', (repositories, namespace) => {
  expect(commonNamespace(repositories)).toBe(namespace);
});
