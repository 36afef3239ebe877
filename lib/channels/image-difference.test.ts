import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareImages } from '@/lib/channels/image-difference';

const DIGEST = `sha256:${'a1'.repeat(32)}`;

describe('compareImages', () => {
  test('pairs by name; what differs comes first', () => {
    const from = ['a/web:1', 'a/db:5', 'a/old:1', 'a/same:2'];
    const to = ['a/same:2', 'a/new:1', 'a/db:6', `a/web@${DIGEST}`];
    expect(compareImages(from, to)).toEqual([
      { name: 'a/db', change: 'changed', from: 'a/db:5', to: 'a/db:6' },
      { name: 'a/web', change: 'changed', from: 'a/web:1', to: `a/web@${DIGEST}` },
      { name: 'a/new', change: 'added', from: null, to: 'a/new:1' },
      { name: 'a/old', change: 'removed', from: 'a/old:1', to: null },
      { name: 'a/same', change: 'same', from: 'a/same:2', to: 'a/same:2' },
    ]);
  });

  test('several tags of one image: equal ones pair first, repeats count once', () => {
    expect(compareImages(['pg:14', 'pg:15', 'pg:15'], ['pg:15', 'pg:16', 'pg:17'])).toEqual([
      { name: 'pg', change: 'changed', from: 'pg:14', to: 'pg:16' },
      { name: 'pg', change: 'added', from: null, to: 'pg:17' },
      { name: 'pg', change: 'same', from: 'pg:15', to: 'pg:15' },
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
        const rows = compareImages(from, to);
        expect(rows.flatMap((row) => row.from ?? []).sort()).toEqual([...from].sort());
        expect(rows.flatMap((row) => row.to ?? []).sort()).toEqual([...to].sort());
        const turned = compareImages(to, from);
        expect(turned.filter((row) => row.change === 'added')).toHaveLength(
          rows.filter((row) => row.change === 'removed').length,
        );
      }),
    );
  });
});
