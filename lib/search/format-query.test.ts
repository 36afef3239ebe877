import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatQuery, formatValue, withoutTerm, withTerm, type Asked } from '@/lib/search/format-query';
import { parseQuery } from '@/lib/search/parse-query';
import type { Condition } from '@/lib/search/query';
import { builtTerms, queryText } from '@/lib/search/sample-queries';

const HOUR = 3_600_000;

function read(text: string): Asked[] {
  return parseQuery(text).terms.map(({ condition, negated }) => ({ condition, negated }));
}

describe('formatQuery', () => {
  test.each<[Condition, string]>([
    [{ kind: 'word', text: 'nginx:1.25' }, 'nginx:1.25'],
    [{ kind: 'word', text: 'image:nginx' }, '"image:nginx"'],
    [{ kind: 'word', text: '-x' }, '"-x"'],
    [{ kind: 'word', text: 'a b' }, '"a b"'],
    [{ kind: 'word', text: 'a"b' }, 'ab'],
    [{ kind: 'word', text: '' }, ''],
    [{ kind: 'phrase', text: 'say "hi"' }, '"say hi"'],
    [{ kind: 'phrase', text: ' " ' }, ''],
    [{ kind: 'text', field: 'maintainer', values: ['Doe, Jane', '', 'Bob'] }, 'maintainer:"Doe, Jane",Bob'],
    [{ kind: 'text', field: 'maintainer', values: ['"'] }, ''],
    [{ kind: 'range', field: 'app', range: '>=1 <2' }, 'app:">=1 <2"'],
    [{ kind: 'range', field: 'app', range: '' }, ''],
    [{ kind: 'state', state: 'library' }, 'is:library'],
    [{ kind: 'age', comparison: '<', age: 24 * 14 * HOUR }, 'updated:<2w'],
    [{ kind: 'age', comparison: '>=', age: 24 * 90 * HOUR }, 'updated:>=3mo'],
    [{ kind: 'age', comparison: '>', age: 5.4 * HOUR }, 'updated:>5h'],
    [{ kind: 'date', comparison: '>', at: Date.UTC(2026, 0, 2, 3) }, 'updated:>2026-01-02'],
  ])('%j → %s', (condition, text) => {
    expect(formatQuery([{ condition, negated: false }])).toBe(text);
    expect(formatQuery([{ condition, negated: true }])).toBe(text === '' ? '' : `-${text}`);
  });

  test('writes nothing for nothing', () => {
    expect(formatQuery([])).toBe('');
  });

  test('writes what is read as the same, from any text', () => {
    fc.assert(
      fc.property(queryText(400), (text) => {
        expect(read(formatQuery(parseQuery(text).terms))).toEqual(read(text));
      }),
      { numRuns: 1000 },
    );
  });

  test('writes what is read as the same, from any terms', () => {
    fc.assert(
      fc.property(builtTerms, (terms) => {
        const text = formatQuery(terms);
        expect(parseQuery(text).problems).toEqual([]);
        expect(read(text)).toEqual(terms);
      }),
      { numRuns: 1000 },
    );
  });
});

test.each([
  ['nginx', 'nginx'],
  ['Jane Doe', '"Jane Doe"'],
  ['a,b', '"a,b"'],
  [' "a" ', 'a'],
])('formatValue(%s) is %s', (value, written) => {
  expect(formatValue(value)).toBe(written);
});

const SIGNED: Asked = { condition: { kind: 'state', state: 'signed' }, negated: false };

describe('withTerm', () => {
  test.each([
    ['', 'is:signed'],
    ['  ', 'is:signed'],
    ['redis ', 'redis is:signed'],
    ['"a b', '"a b" is:signed'],
    ['maintainer:"Jane ', 'maintainer:"Jane" is:signed'],
    ['image:', 'image: is:signed'],
    ['IS:signed redis', 'IS:signed redis'],
    ['-is:signed', '-is:signed is:signed'],
  ])('%s → %s', (text, changed) => {
    expect(withTerm(text, SIGNED)).toBe(changed);
  });

  test('adds the term and changes no other', () => {
    fc.assert(
      fc.property(queryText(300), builtTerms, (text, [term]) => {
        const before = parseQuery(text).terms.map(({ condition, negated }) => ({ condition, negated }));
        fc.pre(term !== undefined && before.length < 32);
        if (term === undefined) return;
        const after = read(withTerm(text, term));
        expect(after.slice(0, before.length)).toEqual(before);
        expect(after).toContainEqual(term);
      }),
      { numRuns: 500 },
    );
  });
});

describe('withoutTerm', () => {
  test.each([
    ['redis', 0, 5, ''],
    ['a  b  c', 3, 4, 'a c'],
    ['a b ', 2, 3, 'a'],
    [' a b', 1, 2, 'b'],
    ['log"time series"x', 3, 16, 'log x'],
  ])('%s, %i to %i', (text, start, end, changed) => {
    expect(withoutTerm(text, start, end)).toBe(changed);
  });

  test('takes the term away and changes no other', () => {
    fc.assert(
      fc.property(queryText(300), fc.nat(), (text, seed) => {
        const { terms } = parseQuery(text);
        fc.pre(terms.length > 0 && terms.length < 32);
        const taken = terms[seed % terms.length];
        if (taken === undefined) return;
        expect(read(withoutTerm(text, taken.start, taken.end))).toEqual(
          terms.filter((term) => term !== taken).map(({ condition, negated }) => ({ condition, negated })),
        );
      }),
      { numRuns: 500 },
    );
  });
});
