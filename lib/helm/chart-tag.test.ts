import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compareVersions,
  hasLeadingV,
  isPrerelease,
  newestVersion,
  sortVersions,
  tagForVersion,
  versionForTag,
} from '@/lib/helm/chart-tag';

function suffix(sign: string, parts: string[]): string {
  return parts.length === 0 ? '' : sign + parts.join('.');
}

const number = fc.nat(99).map(String);
const identifier = fc.stringMatching(/^[0-9A-Za-z-]{1,6}$/);
const version = fc
  .tuple(
    fc.constantFrom('', 'v'),
    fc.tuple(number, number, number),
    fc.array(
      identifier.filter((text) => !/^0\d+$/.test(text)),
      { maxLength: 3 },
    ),
    fc.array(identifier, { maxLength: 3 }),
  )
  .map(([v, core, pre, build]) => {
    return v + core.join('.') + suffix('-', pre) + suffix('+', build);
  });

describe('versionForTag', () => {
  test.each([
    ['1.2.1', '1.2.1'],
    ['1.2.1-rc.1', '1.2.1-rc.1'],
    ['1.2.1_build.5', '1.2.1+build.5'],
    ['1.2.1-rc.1_b', '1.2.1-rc.1+b'],
    ['v1.2.1', 'v1.2.1'],
    ['0.0.0-stable', '0.0.0-stable'],
    ['1.0.0-00a', '1.0.0-00a'],
    ['1', undefined],
    ['1.2', undefined],
    ['1-stable', undefined],
    ['stable', undefined],
    ['01.2.3', undefined],
    ['1.2.3-01', undefined],
    ['1.2.3-', undefined],
    ['1.2.3_', undefined],
    ['1.2.3_a_b', undefined],
    ['V1.2.3', undefined],
    ['vv1.2.3', undefined],
    ['v', undefined],
    ['1.2.3+build', undefined],
    ['=1.2.3', undefined],
    [' 1.2.3', undefined],
    ['20260823', undefined],
    ['99999999999999999.0.0', undefined],
    [`sha256-${'a'.repeat(64)}.sig`, undefined],
    ['', undefined],
  ])('%s → %s', (tag, expected) => {
    expect(versionForTag(tag)).toBe(expected);
  });

  test('is the inverse of tagForVersion', () => {
    fc.assert(
      fc.property(version, (text) => {
        expect(versionForTag(tagForVersion(text))).toBe(text);
      }),
    );
  });

  test('never throws, and only answers what gives the same tag back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (tag) => {
        const found = versionForTag(tag);
        if (found !== undefined) expect(tagForVersion(found)).toBe(tag);
      }),
    );
  });
});

describe('order', () => {
  test('follows SemVer precedence, then build metadata', () => {
    const oldestFirst = [
      'not a version',
      '0.9.0',
      '1.0.0-alpha',
      '1.0.0-alpha.1',
      '1.0.0-alpha.beta',
      '1.0.0-beta.2',
      '1.0.0-beta.11',
      '1.0.0-rc.1',
      '1.0.0',
      '1.0.0+1',
      '1.0.0+2',
      '1.0.0+10',
      '1.0.0+a',
      '1.0.1',
      '1.10.0',
    ];
    expect([...oldestFirst].reverse().sort(compareVersions)).toEqual(oldestFirst);
    expect(sortVersions(oldestFirst)).toEqual([...oldestFirst].reverse());
  });

  test('is total: antisymmetric, transitive, and zero only for the same text', () => {
    const any = fc.oneof(version, fc.string());
    fc.assert(
      fc.property(any, any, any, (a, b, c) => {
        expect(Math.sign(compareVersions(a, b))).toBe(-Math.sign(compareVersions(b, a)) + 0);
        expect(compareVersions(a, b) === 0).toBe(a === b);
        if (compareVersions(a, b) <= 0 && compareVersions(b, c) <= 0)
          expect(compareVersions(a, c)).toBeLessThanOrEqual(0);
      }),
    );
  });

  test('does not depend on the order versions come in', () => {
    const shuffled = fc
      .uniqueArray(version)
      .chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })));
    fc.assert(
      fc.property(shuffled, ([a, b]) => {
        expect(sortVersions(a)).toEqual(sortVersions(b));
        expect(newestVersion(a)).toBe(newestVersion(b));
      }),
    );
  });
});

test.each([
  [['1.0.0', '2.0.0-rc.1', '1.1.0'], '1.1.0'],
  [['2.0.0-rc.1', '2.0.0-rc.2'], '2.0.0-rc.2'],
  [['v2.0.0', '1.0.0'], 'v2.0.0'],
  [['nonsense'], undefined],
  [[], undefined],
])('the newest of %j is %s', (versions, expected) => {
  expect(newestVersion(versions)).toBe(expected);
});

test.each([
  ['1.0.0', false, false],
  ['1.0.0-rc.1', true, false],
  ['1.0.0+build-1', false, false],
  ['v1.0.0-0', true, true],
  ['vnext', false, false],
])('%s: pre-release %s, leading v %s', (text, prerelease, v) => {
  expect(isPrerelease(text)).toBe(prerelease);
  expect(hasLeadingV(text)).toBe(v);
});
