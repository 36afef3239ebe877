import * as fc from 'fast-check';
import picomatch from 'picomatch';
import { describe, expect, test } from 'vitest';
import { classifyTag, DEFAULT_RISKS } from '@/lib/channels/classify-tag';
import {
  adviseProtection,
  movingTagGlobs,
  movingTagPattern,
  VERSION_TAG_PATTERN,
} from '@/lib/channels/protection-advice';
import { VENDOR_NAMES } from '@/lib/oci/vendors/vendor';

const CHANNELS = { risks: DEFAULT_RISKS, words: ['qa'] };
const moving = new RegExp(movingTagPattern(CHANNELS));
const version = new RegExp(VERSION_TAG_PATTERN);
const glob = picomatch(movingTagGlobs(CHANNELS));

test.each<[string, 'moves' | 'stays' | 'neither']>([
  ['stable', 'moves'],
  ['1-stable', 'moves'],
  ['v2-beta', 'moves'],
  ['1.2-edge', 'moves'],
  ['12.34-qa', 'moves'],
  ['latest', 'moves'],
  ['1', 'moves'],
  ['1.2', 'moves'],
  [`sha256-${'a'.repeat(64)}.sig`, 'moves'],
  ['1.2.1', 'stays'],
  ['v1.2.1', 'stays'],
  ['1.2.1-beta', 'stays'],
  ['1.2.1-rc.1', 'stays'],
  ['1.2.1_build.5', 'stays'],
  ['1.2.1-beta.1_build.5', 'stays'],
  ['unstable', 'neither'],
  ['feature-x', 'neither'],
])('%s %s', (tag, what) => {
  expect({ pattern: moving.test(tag), glob: glob(tag), version: version.test(tag) }).toEqual({
    pattern: what === 'moves',
    glob: what === 'moves',
    version: what === 'stays',
  });
});

const number = fc.nat({ max: 99 }).map(String);
const word = fc.constantFrom(...DEFAULT_RISKS, 'latest', 'nightly', 'rc');
const track = fc.oneof(
  number,
  fc.tuple(number, number).map((parts) => parts.join('.')),
);
const channelTag = fc.oneof(
  word,
  fc.tuple(fc.constantFrom('', 'v'), track, word).map(([v, number_, risk]) => `${v}${number_}-${risk}`),
);
const identifier = fc.stringMatching(/^[a-z][0-9a-z]{0,6}$/);
const versionTag = fc
  .tuple(
    fc.constantFrom('', 'v'),
    number,
    number,
    number,
    fc.option(fc.array(fc.oneof(identifier, word), { minLength: 1, maxLength: 3 }), { nil: undefined }),
    fc.option(identifier, { nil: undefined }),
  )
  .map(
    ([v, major, minor, patch, pre, build]) =>
      `${v}${major}.${minor}.${patch}${pre ? `-${pre.join('.')}` : ''}${build ? `_${build}` : ''}`,
  );

test('every channel is free to move', () => {
  fc.assert(
    fc.property(channelTag, (tag) => {
      expect(classifyTag(tag, DEFAULT_RISKS).kind).toBe('channel');
      expect(moving.test(tag) && glob(tag) && !version.test(tag)).toBe(true);
    }),
  );
});

test('no version is', () => {
  fc.assert(
    fc.property(versionTag, (tag) => {
      expect(classifyTag(tag, DEFAULT_RISKS).kind).toBe('version');
      expect(!moving.test(tag) && !glob(tag) && version.test(tag)).toBe(true);
    }),
  );
});

describe('advice', () => {
  test.each(VENDOR_NAMES)('for %s says what to do and where', (vendor) => {
    const { summary, snippets } = adviseProtection(vendor, CHANNELS);
    expect(summary).toMatch(/\.$/);
    expect(snippets.length).toBeGreaterThan(0);
    for (const { language, text } of snippets) {
      if (language === 'json') expect(() => JSON.parse(text) as unknown).not.toThrow();
      if (language === 'regex') expect(() => new RegExp(text)).not.toThrow();
    }
  });

  test('Amazon ECR gets the five filters it takes, and is told what is left', () => {
    const words = ['a', 'b', 'c', 'd', 'e', 'f'];
    const { snippets, limits } = adviseProtection('ecr', { risks: words.slice(0, 4), words: words.slice(4) });
    expect(snippets[0]?.text.match(/WILDCARD/g)).toHaveLength(5);
    expect(limits.join(' ')).toContain('f would be locked');
  });

  test('Harbor’s rule excludes what may move', () => {
    const [shown, api] = adviseProtection('harbor', CHANNELS).snippets;
    const rule = JSON.parse(api?.text ?? '') as { tag_selectors: { decoration: string; pattern: string }[] };
    expect(rule.tag_selectors).toEqual([
      { kind: 'doublestar', decoration: 'excludes', pattern: shown?.text },
    ]);
    const excluded = picomatch(shown?.text ?? '');
    expect(['1-stable', 'beta', '1.2.0', '1.2.0-beta'].map((tag) => excluded(tag))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});
