import * as fc from 'fast-check';
import { basename, dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { repositoryFolder } from '@/lib/embedded-registry/repositories';

const part = fc.stringMatching(/^[a-z0-9]{1,4}$/);
const separator = fc.constantFrom('.', '_', '__', '-', '---', '/');
const name = fc
  .tuple(part, fc.array(fc.tuple(separator, part), { maxLength: 5 }))
  .map(([first, rest]) => first + rest.map(([between, next]) => between + next).join(''));

describe('repositoryFolder', () => {
  test('gives every name a folder of its own, right below the root', () => {
    fc.assert(
      fc.property(name, name, (one, other) => {
        const folder = repositoryFolder('/root', one);
        expect(dirname(folder)).toBe('/root');
        expect(basename(folder)).not.toMatch(/^[_.]/);
        expect(folder === repositoryFolder('/root', other)).toBe(one === other);
      }),
    );
  });

  test.each([
    '',
    '.',
    '..',
    '../a',
    'a/../b',
    'a//b',
    '/a',
    'a/',
    'a+b',
    'A',
    '_uploads',
    'a\0',
    'a'.repeat(256),
  ])('refuses “%s”', (text) => {
    expect(() => repositoryFolder('/root', text)).toThrow(expect.objectContaining({ code: 'NAME_INVALID' }));
  });
});
