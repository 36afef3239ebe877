import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { candidateTags, fingerprintTags, MAX_CANDIDATES, readTagList } from '@/lib/catalog/tag-list';
import { compareVersions, isPrerelease } from '@/lib/helm/chart-tag';

const RISKS = ['stable', 'beta'];

describe('readTagList', () => {
  test('sorts tags by what they are for', () => {
    const list = readTagList(
      [
        '1.9.0',
        '1.10.0',
        '1.10.0-rc.1',
        '1.2.0_build.3',
        'stable',
        '2-beta',
        '1-stable',
        '1',
        'foo',
        `sha256-${'a'.repeat(64)}`,
      ],
      RISKS,
    );
    expect(list.versions.map(({ version }) => version)).toEqual([
      '1.10.0',
      '1.10.0-rc.1',
      '1.9.0',
      '1.2.0+build.3',
    ]);
    expect(list.bestFirst.map(({ tag }) => tag)).toEqual(['1.10.0', '1.9.0', '1.2.0_build.3', '1.10.0-rc.1']);
    expect(list.channels.map(({ tag }) => tag)).toEqual(['2-beta', '1-stable', 'stable']);
    expect(list.others).toEqual(['1', 'foo']);
  });

  test('takes a tag that occurs twice once', () => {
    expect(readTagList(['1.0.0', '1.0.0', 'x', 'x'], RISKS)).toMatchObject({ versions: [{}], others: ['x'] });
  });

  test('is newest first, and agrees with SemVer on pre-releases', () => {
    const part = fc.nat(20);
    const version = fc
      .tuple(part, part, part, fc.constantFrom('', '-rc.1', '-a-b', '+x-1', '-rc.2+x'))
      .map(([major, minor, patch, rest]) => `${major}.${minor}.${patch}${rest}`);
    fc.assert(
      fc.property(fc.array(version), (versions) => {
        const list = readTagList(
          versions.map((text) => text.replace('+', '_')),
          RISKS,
        );
        expect(list.versions).toHaveLength(new Set(versions).size);
        for (const [index, { version: text, prerelease }] of list.versions.entries()) {
          expect(prerelease).toBe(isPrerelease(text));
          const next = list.versions[index + 1];
          if (next !== undefined) expect(compareVersions(text, next.version)).toBeGreaterThan(0);
        }
      }),
    );
  });
});

describe('candidateTags', () => {
  test.each([
    ['stable versions first', ['2.0.0-rc.1', '1.0.0', 'stable'], ['1.0.0', '2.0.0-rc.1']],
    ['channels where there is no version', ['beta', 'stable', 'foo', '1'], ['stable', 'beta']],
    ['nothing where no tag says chart', ['foo', '1'], []],
  ])('%s', (_, tags, expected) => {
    expect(candidateTags(readTagList(tags, RISKS))).toEqual(expected);
  });

  test('is bounded', () => {
    const tags = Array.from({ length: 100 }, (_, index) => `1.0.${index}`);
    expect(candidateTags(readTagList(tags, RISKS))).toHaveLength(MAX_CANDIDATES);
  });
});

test('fingerprintTags tells sets of tags apart, whatever their order', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string({ minLength: 1 })), (tags) => {
      const fingerprint = fingerprintTags(tags);
      expect(fingerprintTags([...tags].reverse())).toBe(fingerprint);
      expect(fingerprintTags([...tags, tags.join('') + 'x'])).not.toBe(fingerprint);
    }),
  );
});
