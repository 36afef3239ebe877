import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compareImages,
  withDigests,
  type ImageDifference,
  type SeenImage,
} from '@/lib/channels/image-difference';
import type { Digest } from '@/lib/oci/names';

const DIGEST: Digest = `sha256:${'a1'.repeat(32)}`;

const OTHER: Digest = `sha256:${'b2'.repeat(32)}`;

/** name, change, from, to and content of each row. */
function rows(differences: readonly ImageDifference[]): unknown[] {
  return differences.map(({ name, change, from, to, content }) => [name, change, from, to, content]);
}

const pins = (one: string, two: string) =>
  compareImages([`a/b:1@${one}`], [`a/b:2@${two}`]).map(({ content }) => content);

describe('compareImages', () => {
  test('pairs by name; what differs comes first, other content under the same tag at the top', () => {
    const from = ['a/web:1', 'a/db:5', 'a/old:1', 'a/same:2', 'a/pin:1'];
    const to = ['a/same:2', 'a/new:1', 'a/db:6', `a/web@${DIGEST}`, `a/pin:1@${DIGEST}`];
    expect(rows(compareImages(from, to))).toEqual([
      ['a/pin', 'changed-digest', 'a/pin:1', `a/pin:1@${DIGEST}`, 'unknown'],
      ['a/db', 'changed-tag', 'a/db:5', 'a/db:6', 'unknown'],
      ['a/web', 'changed-tag', 'a/web:1', `a/web@${DIGEST}`, 'unknown'],
      ['a/new', 'added', null, 'a/new:1', 'different'],
      ['a/old', 'removed', 'a/old:1', null, 'different'],
      ['a/same', 'same', 'a/same:2', 'a/same:2', 'unknown'],
    ]);
  });

  test('digests that charts write are compared', () => {
    expect(pins(DIGEST, DIGEST)).toEqual(['same']);
    expect(pins(DIGEST, OTHER)).toEqual(['different']);
  });

  test('several tags of one image: equal ones pair first, repeats count once', () => {
    expect(rows(compareImages(['pg:14', 'pg:15', 'pg:15'], ['pg:15', 'pg:16', 'pg:17']))).toEqual([
      ['pg', 'changed-tag', 'pg:14', 'pg:16', 'unknown'],
      ['pg', 'added', null, 'pg:17', 'different'],
      ['pg', 'same', 'pg:15', 'pg:15', 'unknown'],
    ]);
  });

  test('names that objects have anyway are ordinary', () => {
    expect(compareImages(['__proto__:1'], ['constructor:1'])).toHaveLength(2);
  });

  test('every image of either side is in exactly one row, and turning the sides turns the rows', () => {
    const image = fc
      .tuple(fc.constantFrom('a', 'b/c', 'h:1/d'), fc.constantFrom('', ':1', ':2', `@${DIGEST}`))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.uniqueArray(image), fc.uniqueArray(image), (from, to) => {
        const found = compareImages(from, to);
        expect(found.flatMap((row) => row.from ?? []).sort()).toEqual([...from].sort());
        expect(found.flatMap((row) => row.to ?? []).sort()).toEqual([...to].sort());
        const turned = compareImages(to, from);
        expect(turned.filter((row) => row.change === 'added')).toHaveLength(
          found.filter((row) => row.change === 'removed').length,
        );
      }),
    );
  });
});

const seen = (image: string, digest: Digest | null, rest: Partial<SeenImage> = {}): SeenImage => ({
  image,
  digest,
  before: null,
  message: digest === null ? 'Nobody answered.' : null,
  ...rest,
});

describe('withDigests', () => {
  test('another tag with the same content is told from other content', () => {
    const images = compareImages(['a:1', 'b:1'], ['a:2', 'b:2']);
    const sightings = [seen('a:1', DIGEST), seen('a:2', DIGEST), seen('b:1', DIGEST), seen('b:2', OTHER)];
    expect(withDigests(images, sightings, null)).toMatchObject([
      { name: 'a', change: 'changed-tag', content: 'same', note: null },
      { name: 'b', change: 'changed-tag', content: 'different', fromDigest: DIGEST, toDigest: OTHER },
    ]);
  });

  test('what nobody could say stays unknown, with the reason', () => {
    const images = compareImages(['a:1'], ['a:2']);
    expect(withDigests(images, [seen('a:1', DIGEST), seen('a:2', null)], null)).toMatchObject([
      { content: 'unknown', fromDigest: DIGEST, toDigest: null, note: 'Nobody answered.' },
    ]);
    expect(withDigests(images, [], null)).toMatchObject([{ content: 'unknown', note: null }]);
  });

  test.each([
    ['since the older release was made', '2026-01-01T00:00:00Z', 'changed-digest'],
    ['when nobody knows when that was', null, 'changed-digest'],
    ['before it was made', '2026-03-01T00:00:00Z', 'same'],
  ])('a tag pushed again %s', (_name, since, change) => {
    const images = compareImages(['a:1', 'b:2'], ['b:3', 'a:1']);
    const before = { digest: OTHER, until: '2026-02-01T10:30:00Z' };
    const [first] = withDigests(images, [seen('a:1', DIGEST, { before })], since);
    if (change === 'same') expect(first).toMatchObject({ name: 'b' });
    else
      expect(first).toMatchObject({
        name: 'a',
        change,
        content: 'different',
        fromDigest: OTHER,
        toDigest: DIGEST,
        note: 'Its tag was pushed again: noticed 2026-02-01 10:30 UTC.',
      });
  });
});
