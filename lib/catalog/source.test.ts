import { expect, test } from 'vitest';
import { scopeOf } from '@/lib/catalog/source';

test.each<[string[] | undefined, string[], string[]]>([
  [undefined, ['a', 'a/b'], []],
  [[], ['a', 'a/b'], []],
  [['platform/**'], ['platform', 'platform/a', 'platform/a/b'], ['other/a', 'platform2/a']],
  [['platform/*'], ['platform/a'], ['platform/a/b']],
  [
    ['a/b', 'c/*'],
    ['a/b', 'c/d'],
    ['a/b/c', 'a'],
  ],
])('%j', (repositories, inside, outside) => {
  const scope = scopeOf(repositories);
  expect(inside.filter((name) => !scope.includes(name))).toEqual([]);
  expect(outside.filter((name) => scope.includes(name))).toEqual([]);
});

test('names written in full can be read without a catalog', () => {
  expect(scopeOf(['a/b', 'c'])).toMatchObject({ exact: ['a/b', 'c'], closed: true });
  expect(scopeOf(['a/b', 'c/*'])).toMatchObject({ exact: ['a/b'], closed: false });
  expect(scopeOf(undefined).closed).toBe(false);
});
