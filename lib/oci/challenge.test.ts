import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseChallenges } from '@/lib/oci/challenge';

function plain(field: string | string[] | undefined): [string, Record<string, string>][] {
  return parseChallenges(field).map(({ scheme, parameters }) => [scheme, Object.fromEntries(parameters)]);
}

describe('parseChallenges', () => {
  test.each<[string, string | string[] | undefined, [string, Record<string, string>][]]>([
    ['nothing', undefined, []],
    ['an empty field', '', []],
    [
      'distribution, with commas in the scope',
      'Bearer realm="https://auth.example.com/token",service="registry",scope="repository:a/b:pull,push"',
      [
        [
          'bearer',
          { realm: 'https://auth.example.com/token', service: 'registry', scope: 'repository:a/b:pull,push' },
        ],
      ],
    ],
    [
      'two challenges in one field',
      'Bearer realm="https://h/v2/token",service="container_registry",scope="*",Basic realm="https://h/v2",service="container_registry"',
      [
        ['bearer', { realm: 'https://h/v2/token', service: 'container_registry', scope: '*' }],
        ['basic', { realm: 'https://h/v2', service: 'container_registry' }],
      ],
    ],
    [
      'two fields',
      ['Bearer realm="https://h/token"', 'Basic realm="h"'],
      [
        ['bearer', { realm: 'https://h/token' }],
        ['basic', { realm: 'h' }],
      ],
    ],
    [
      'credentials of another scheme before Basic',
      'Negotiate YII/abc==, Basic realm="proxy"',
      [
        ['negotiate', {}],
        ['basic', { realm: 'proxy' }],
      ],
    ],
    [
      'a scheme alone',
      'Negotiate, Basic realm="x"',
      [
        ['negotiate', {}],
        ['basic', { realm: 'x' }],
      ],
    ],
    [
      'escapes in a quoted string',
      'Basic realm="a \\"b\\" \\\\ c, d"',
      [['basic', { realm: 'a "b" \\ c, d' }]],
    ],
    [
      'bare values, spaces around =, other letter case',
      'BEARER Realm = https://h/t , SERVICE=reg',
      [['bearer', { realm: 'https://h/t', service: 'reg' }]],
    ],
    ['an unclosed quote', 'Basic realm="open', [['basic', { realm: 'open' }]]],
    ['the first of two equal names', 'Bearer realm="one",realm="two"', [['bearer', { realm: 'one' }]]],
    ['stray separators', ',, Basic ,, realm="x",,', [['basic', { realm: 'x' }]]],
    ['a parameter before any scheme', 'realm="x", Basic realm="y"', [['basic', { realm: 'y' }]]],
    ['an empty value', 'Bearer scope="",realm="r"', [['bearer', { scope: '', realm: 'r' }]]],
  ])('%s', (_, field, expected) => {
    expect(plain(field)).toEqual(expected);
  });

  test('ends on any text, in time that grows with its length', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'Basic ="\\,;\t/é\n'.split('')) }), (text) => {
        expect(parseChallenges(text).every(({ scheme }) => scheme.length > 0)).toBe(true);
      }),
      { numRuns: 2000 },
    );
    for (const hostile of ['"'.repeat(1e6), 'a '.repeat(1e6), 'a='.repeat(1e6), '\\'.repeat(1e6)])
      expect(parseChallenges(hostile).length).toBeLessThan(8192);
  });

  test('reads back any parameters written as quoted strings', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
    const challenge = fc.tuple(
      name,
      fc.dictionary(name, fc.string({ unit: 'grapheme-ascii' }), { minKeys: 1 }),
    );
    fc.assert(
      fc.property(fc.array(challenge, { maxLength: 4 }), (challenges) => {
        const field = challenges
          .map(([scheme, parameters]) => {
            const written = Object.entries(parameters).map(
              ([key, value]) => `${key}="${value.replaceAll(/["\\]/g, '\\$&')}"`,
            );
            return `${scheme} ${written.join(', ')}`;
          })
          .join(', ');
        expect(plain(field)).toEqual(challenges.map(([scheme, parameters]) => [scheme, { ...parameters }]));
      }),
    );
  });
});
