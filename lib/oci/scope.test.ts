import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CATALOG_SCOPE, mergeScopes, pullScope, pushScope } from '@/lib/oci/scope';

describe('mergeScopes', () => {
  test.each([
    ['the needed scope alone', pullScope('a/b'), '', ['repository:a/b:pull']],
    ['nothing needed, nothing asked', '', '', []],
    ['the challenge’s alone', '', 'repository:a:pull', ['repository:a:pull']],
    [
      'actions on one repository become one entry',
      pullScope('a'),
      'repository:a:push,pull',
      ['repository:a:pull,push'],
    ],
    ['* swallows', pushScope('a'), 'repository:a:*', ['repository:a:*']],
    ['junk is left out', pullScope('a'), '* scope repository:a', ['repository:a:pull']],
    [
      'the needed one comes first, the others sorted',
      pullScope('m'),
      'repository:z:pull repository:b:pull',
      ['repository:m:pull', 'repository:b:pull', 'repository:z:pull'],
    ],
    ['the catalog', CATALOG_SCOPE, 'registry:catalog:*', ['registry:catalog:*']],
    ['a name with a port', '', 'repository:host:5000/app:pull', ['repository:host:5000/app:pull']],
    ['a typed resource', '', 'repository(plugin):a/b:pull', ['repository(plugin):a/b:pull']],
  ])('%s', (_, needed, challenged, expected) => {
    expect(mergeScopes(needed, challenged)).toEqual(expected);
  });

  test('is stable: merging its own result changes nothing, and no resource comes twice', () => {
    const scope = fc
      .tuple(fc.constantFrom('a', 'b/c', 'd'), fc.subarray(['pull', 'push', 'delete', '*'], { minLength: 1 }))
      .map(([name, actions]) => `repository:${name}:${actions.join(',')}`);
    fc.assert(
      fc.property(fc.array(scope), (scopes) => {
        const merged = mergeScopes(pullScope('a'), scopes.join(' '));
        expect(mergeScopes(pullScope('a'), merged.join(' '))).toEqual(merged);
        const resources = merged.map((entry) => entry.slice(0, entry.lastIndexOf(':')));
        expect(new Set(resources).size).toBe(resources.length);
        expect(resources[0]).toBe('repository:a');
      }),
    );
  });

  test('never throws', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (needed, challenged) => void mergeScopes(needed, challenged)),
    );
  });
});
