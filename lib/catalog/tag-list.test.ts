import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { candidateTags, fingerprintTags, MAX_CANDIDATES, readTagList } from '@/lib/catalog/tag-list';
import { compareVersions, isPrerelease } from '@/lib/helm/chart-tag';

const NAMES = { risks: ['stable', 'beta'], words: [] };

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
      NAMES,
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
    expect(list.doubtful).toEqual(['1']);
  });

  test('knows better once charts are read', () => {
    const inside = new Map([
      ['1.2', '1.2.3'],
      ['1', '1.2.3'],
      ['20260823', '1.2.3'],
      ['0.0.0-stable', '1.2.3'],
      ['3-beta', '3-beta'],
    ]);
    const tags = ['1.2.3', '1', '1.2', '20260823', '0.0.0-stable', '2.0.0-beta', '3-beta', 'beta'];
    expect(readTagList(tags, NAMES, { inside: (tag) => inside.get(tag) })).toMatchObject({
      versions: [{ version: '2.0.0-beta' }, { version: '1.2.3' }, { version: '3-beta' }],
      channels: [{ tag: '0.0.0-stable', track: null, risk: 'stable' }, { tag: 'beta' }],
      floating: ['1.2', '1'],
      others: ['20260823'],
      doubtful: ['2.0.0-beta'],
      retold: { '0.0.0-stable': '1.2.3', '20260823': '1.2.3', '3-beta': '3-beta' },
    });
  });

  test('reads few of many numbers: those that begin a version', () => {
    const builds = Array.from({ length: 200 }, (_, index) => String(1_000_000 + index));
    expect(readTagList([...builds, '2', '2.1', '2.1.0'], NAMES).doubtful).toEqual(['2', '2.1']);
    expect(readTagList(builds, NAMES).doubtful).toHaveLength(30);
  });

  test('takes a tag that occurs twice once', () => {
    expect(readTagList(['1.0.0', '1.0.0', 'x', 'x'], NAMES)).toMatchObject({ versions: [{}], others: ['x'] });
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
          NAMES,
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
    expect(candidateTags(readTagList(tags, NAMES))).toEqual(expected);
  });

  test('is bounded', () => {
    const tags = Array.from({ length: 100 }, (_, index) => `1.0.${index}`);
    expect(candidateTags(readTagList(tags, NAMES))).toHaveLength(MAX_CANDIDATES);
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
