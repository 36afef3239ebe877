import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  channelWords,
  classifyRead,
  classifyTag,
  COMMON_RISKS,
  DEFAULT_RISKS,
  discriminateTag,
  isDoubtful,
  type TagClass,
} from '@/lib/channels/classify-tag';

const HEX = 'a1'.repeat(32);
const version = (text: string): TagClass => ({ kind: 'version', version: text });
const channel = (track: string | null, risk: string): TagClass => ({ kind: 'channel', track, risk });
const floating: TagClass = { kind: 'floating' };
const machinery: TagClass = { kind: 'machinery' };
const other: TagClass = { kind: 'other' };

describe('classifyTag', () => {
  test.each<[string, TagClass]>([
    ['1.2.1', version('1.2.1')],
    ['1.2.1-rc.1', version('1.2.1-rc.1')],
    ['1.2.1_build.5', version('1.2.1+build.5')],
    ['1.2.1-rc.1_build.5', version('1.2.1-rc.1+build.5')],
    ['v1.2.1', version('v1.2.1')],
    ['v1.2.1_b', version('v1.2.1+b')],
    ['0.0.0-stable', version('0.0.0-stable')],
    ['1.2.1-stable', version('1.2.1-stable')],
    ['1', floating],
    ['v1', floating],
    ['1.2', floating],
    ['20260823', floating],
    ['stable', channel(null, 'stable')],
    ['1-stable', channel('1', 'stable')],
    ['2-beta', channel('2', 'beta')],
    ['1.2-stable', channel('1.2', 'stable')],
    ['v2-edge', channel('v2', 'edge')],
    ['1-candidate', channel('1', 'candidate')],
    ['latest', channel(null, 'latest')],
    ['3-lts', channel('3', 'lts')],
    ['nightly', channel(null, 'nightly')],
    [`sha256-${HEX}`, machinery],
    [`sha512-${HEX}`, machinery],
    [`sha512-${HEX}${HEX}`, machinery],
    [`sha256-${HEX}.sig`, machinery],
    [`sha256-${HEX}.att`, machinery],
    [`sha256-${HEX}.metadata.sig`, machinery],
    ['artifacthub.io', machinery],
    ['_channel-log', machinery],
    ['_', machinery],
    ['sha256-abc', other],
    [`sha256-${HEX}a`, other],
    ['stable-1', other],
    ['Stable', other],
    ['1-', other],
    ['1.2.3.4', other],
    ['01.2.3', other],
    ['1.2.1_a_b', other],
    ['1.2.1-stable_', other],
    ['feature-login', other],
    ['a7c9e41', other],
    ['constructor', other],
    ['1-constructor', other],
    [`1.2.1-${'a'.repeat(130)}`, other],
    ['', other],
    [' 1.2.1', other],
    ['=1.2.1', other],
    ['1.2.1+build', other],
  ])('%s', (tag, expected) => {
    expect(classifyTag(tag, DEFAULT_RISKS)).toEqual(expected);
  });

  test('configured words count, with characters that mean something in a pattern', () => {
    const risks = ['production', 'early-access', 'c.d'];
    expect(classifyTag('2-production', risks)).toEqual(channel('2', 'production'));
    expect(classifyTag('early-access', risks)).toEqual(channel(null, 'early-access'));
    expect(classifyTag('1-early-access', risks)).toEqual(channel('1', 'early-access'));
    expect(classifyTag('cXd', risks)).toEqual(other);
    expect(classifyTag('production', DEFAULT_RISKS)).toEqual(other);
  });

  test('every SemVer version, written as Helm writes it, is that version', () => {
    const number = fc.nat({ max: 1_000_000 });
    const identifier = fc.stringMatching(/^([a-zA-Z-][0-9a-zA-Z-]{0,5}|0|[1-9]\d{0,4})$/);
    const build = fc.stringMatching(/^[0-9a-zA-Z-]{1,8}$/);
    fc.assert(
      fc.property(
        fc.tuple(number, number, number),
        fc.array(identifier, { maxLength: 3 }),
        fc.array(build, { maxLength: 3 }),
        fc.constantFrom('', 'v'),
        (core, prerelease, metadata, v) => {
          const text =
            core.join('.') +
            (prerelease.length > 0 ? `-${prerelease.join('.')}` : '') +
            (metadata.length > 0 ? `+${metadata.join('.')}` : '');
          expect(classifyTag(v + text.replaceAll('+', '_'), DEFAULT_RISKS)).toEqual(version(v + text));
        },
      ),
    );
  });

  test('every track and risk make a channel, and give both back', () => {
    const track = fc.option(fc.stringMatching(/^v?\d{1,4}(\.\d{1,3})?$/), { nil: null });
    fc.assert(
      fc.property(track, fc.constantFrom(...DEFAULT_RISKS, ...COMMON_RISKS), (name, risk) => {
        const tag = name === null ? risk : `${name}-${risk}`;
        expect(classifyTag(tag, DEFAULT_RISKS)).toEqual(channel(name, risk));
      }),
    );
  });

  test('any text gets a class, the same each time', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/)), (tag) => {
        const first = classifyTag(tag, DEFAULT_RISKS);
        expect(['version', 'floating', 'channel', 'machinery', 'other']).toContain(first.kind);
        expect(classifyTag(tag, DEFAULT_RISKS)).toEqual(first);
      }),
    );
  });
});

test('words name channels beside the risks, which come first', () => {
  const words = channelWords({ risks: ['stable', 'beta'], words: ['production', 'stable'] });
  expect(words).toEqual(['stable', 'beta', 'production']);
  expect(classifyTag('2-production', words)).toEqual(channel('2', 'production'));
});

const ANY_TAG = fc.oneof(
  fc.string(),
  fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/),
  fc.stringMatching(/^v?\d{1,3}(\.\d{1,2}){0,2}(-(stable|beta|x))?$/),
);

describe('with the chart inside known', () => {
  test.each<[string, string, TagClass]>([
    ['1.2.1', '1.2.1', version('1.2.1')],
    ['1.2.1_b.5', '1.2.1+b.5', version('1.2.1+b.5')],
    ['v1.2.1', '1.2.1', version('v1.2.1')],
    ['1.2.1', 'v1.2.1', version('1.2.1')],
    ['1.2.1', '1.2.2', version('1.2.1')],
    ['0.0.0-stable', '0.0.0-stable', version('0.0.0-stable')],
    ['0.0.0-stable', '1.2.1', channel(null, 'stable')],
    ['0.0.0-production', '1.2.1', version('0.0.0-production')],
    ['2.0.0-beta', '2.1.0', channel('2', 'beta')],
    ['v2.0.0-beta', '2.1.0', channel('v2', 'beta')],
    ['2.0.0-beta', '2.0.0-beta', version('2.0.0-beta')],
    ['2.1.0-beta', '2.2.0', version('2.1.0-beta')],
    ['2.0.0-beta.1', '2.2.0', version('2.0.0-beta.1')],
    ['1', '1.2.1', floating],
    ['v1', '1.2.1', floating],
    ['1.2', 'v1.2.1', floating],
    ['1.2', '1.2.1-rc.1', floating],
    ['1.2', '1.20.0', other],
    ['1', '11.0.0', other],
    ['20260823', '1.2.1', other],
    ['1.2', '1.2', version('1.2')],
    ['1-stable', '1.2.1', channel('1', 'stable')],
    ['1-stable', '1-stable', version('1-stable')],
    ['stable', '1.2.1', channel(null, 'stable')],
    ['feature-login', '1.2.1', other],
    ['artifacthub.io', 'artifacthub.io', machinery],
    [`sha256-${HEX}`, '1.2.1', machinery],
  ])('%s over %s', (tag, inside, expected) => {
    expect(classifyRead(tag, DEFAULT_RISKS, inside)).toEqual(expected);
  });

  test('the same version inside makes any tag a version, another one a pointer', () => {
    fc.assert(
      fc.property(ANY_TAG, fc.constantFrom('', 'v'), (tag, v) => {
        const inside = v + tag.replaceAll('_', '+').replace(/^v/, '');
        expect(discriminateTag(tag, inside)).toBe('version');
        expect(discriminateTag(tag, `${inside}.1`)).toBe('pointer');
        const { kind } = classifyRead(tag, DEFAULT_RISKS, inside);
        expect(kind).toBe(classifyTag(tag, DEFAULT_RISKS).kind === 'machinery' ? 'machinery' : 'version');
      }),
    );
  });

  test('another version inside makes no tag a version but one that is named so, and whatever is read gets a class', () => {
    fc.assert(
      fc.property(ANY_TAG, ANY_TAG, (tag, inside) => {
        const named = classifyTag(tag, DEFAULT_RISKS);
        const read = classifyRead(tag, DEFAULT_RISKS, inside);
        if (discriminateTag(tag, inside) === 'pointer' && named.kind !== 'version')
          expect(read.kind).not.toBe('version');
        // Nobody reads a tag to know what it is whose name tells.
        if (!isDoubtful(tag, DEFAULT_RISKS) && discriminateTag(tag, inside) === 'pointer')
          expect(read).toEqual(named);
      }),
    );
  });
});
