import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_TERMS, parseQuery } from '@/lib/search/parse-query';
import { MAX_QUERY_LENGTH } from '@/lib/search/query';
import type { Condition } from '@/lib/search/query';
import { queryText } from '@/lib/search/sample-queries';

const DAY = 86_400_000;

function conditionsOf(text: string): Condition[] {
  return parseQuery(text).terms.map(({ condition }) => condition);
}

describe('parseQuery reads', () => {
  test.each<[string, Condition[]]>([
    ['', []],
    [' \t\n', []],
    ['-', []],
    ['- --', []],
    ['""', []],
    ['"', []],
    ['-"  "', []],
    ['Cert-Manager', [{ kind: 'word', text: 'Cert-Manager' }]],
    ['"time series"', [{ kind: 'phrase', text: 'time series' }]],
    ['" time series ', [{ kind: 'phrase', text: 'time series' }]],
    [
      'log"time series"x',
      [
        { kind: 'word', text: 'log' },
        { kind: 'phrase', text: 'time series' },
        { kind: 'word', text: 'x' },
      ],
    ],
    ['image:nginx:1.25', [{ kind: 'text', field: 'image', values: ['nginx:1.25'] }]],
    ['IMAGE:Nginx', [{ kind: 'text', field: 'image', values: ['Nginx'] }]],
    ['keyword:logs,,metrics,', [{ kind: 'text', field: 'keyword', values: ['logs', 'metrics'] }]],
    ['keywords:logs', [{ kind: 'text', field: 'keyword', values: ['logs'] }]],
    ['licence:MIT', [{ kind: 'text', field: 'license', values: ['MIT'] }]],
    ['maintainers:" Jane Doe "', [{ kind: 'text', field: 'maintainer', values: ['Jane Doe'] }]],
    ['maintainer:"Doe, Jane",Bob', [{ kind: 'text', field: 'maintainer', values: ['Doe, Jane', 'Bob'] }]],
    ['maintainer:"Jane Do', [{ kind: 'text', field: 'maintainer', values: ['Jane Do'] }]],
    ['registry:5000/nginx', [{ kind: 'text', field: 'registry', values: ['5000/nginx'] }]],
    ['version:^1.2', [{ kind: 'range', field: 'version', range: '^1.2' }]],
    ['version:v1.2', [{ kind: 'range', field: 'version', range: 'v1.2' }]],
    ['app:1.25', [{ kind: 'range', field: 'app', range: '1.25' }]],
    ['app:">=1.2 <2"', [{ kind: 'range', field: 'app', range: '>=1.2 <2' }]],
    ['is:Signed', [{ kind: 'state', state: 'signed' }]],
    ['updated:30d', [{ kind: 'age', comparison: '<', age: 30 * DAY }]],
    ['updated:>6mo', [{ kind: 'age', comparison: '>', age: 180 * DAY }]],
    ['updated:<=2W', [{ kind: 'age', comparison: '<=', age: 14 * DAY }]],
    ['updated:>=1y', [{ kind: 'age', comparison: '>=', age: 365 * DAY }]],
    ['updated:"< 12 h"', [{ kind: 'age', comparison: '<', age: DAY / 2 }]],
    ['updated:>2026-01-01', [{ kind: 'date', comparison: '>', at: Date.UTC(2026, 0, 1) }]],
    ['updated:<2026-06', [{ kind: 'date', comparison: '<', at: Date.UTC(2026, 5, 1) }]],
    ['updated:2024-02-29', [{ kind: 'date', comparison: '>=', at: Date.UTC(2024, 1, 29) }]],
  ])('%s', (text, conditions) => {
    expect(parseQuery(text).problems).toEqual([]);
    expect(conditionsOf(text)).toEqual(conditions);
  });

  test.each([
    'nginx:1.25',
    'ghcr.io/org/app@sha256:abc',
    'oci://host:5000/a',
    'https://example.com',
    'imag:nginx',
    'constructor:x',
    ':',
    'app.image:x',
  ])('%s as a word', (text) => {
    expect(parseQuery(text)).toEqual({
      terms: [{ condition: { kind: 'word', text }, negated: false, start: 0, end: text.length }],
      problems: [],
    });
  });

  test('where each term stands, and whether it is negated', () => {
    expect(parseQuery('  redis -is:deprecated --"a b" -image:x').terms).toMatchObject([
      { negated: false, start: 2, end: 7 },
      { negated: true, start: 8, end: 22, condition: { kind: 'state' } },
      { negated: true, start: 23, end: 30, condition: { kind: 'phrase', text: 'a b' } },
      { negated: true, start: 31, end: 39, condition: { kind: 'text' } },
    ]);
  });
});

describe('parseQuery has a problem with', () => {
  test.each([
    ['image:', 'Say which image: `image:nginx`.'],
    ['image:""', 'Say which image: `image:nginx`.'],
    ['-keyword:,', 'Say which keyword: `keyword:monitoring`.'],
    ['is:', 'Say what the chart is: `is:deprecated`.'],
    ['maintainer:', 'Say which maintainer: `maintainer:"Jane Doe"`.'],
    ['is:foo', 'A chart can be `is:deprecated`, `is:prerelease`, `is:signed`, `is:library`, `is:drifted`.'],
    ['is:signed,library', 'Write each on its own: `is:signed` `is:library`.'],
    ['app:latest', 'Write a SemVer range: `app:1.25`, `app:^1.2` or `app:">=1.2 <2"`.'],
    ['version:>=1.2,<2', 'Write a SemVer range: `version:1.25`, `version:^1.2` or `version:">=1.2 <2"`.'],
    ...['soon', '<', '5', '30 d', '<2026', '2026-13', '2026-02-30', '123456d', '1-d'].map((value) => [
      `updated:${value.replace(' ', ',')}`,
      'Write an age or a date: `updated:<30d`, `updated:>6mo`, `updated:>=2026-01-31`.',
    ]),
  ])('%s', (text, message) => {
    expect(parseQuery(`redis  ${text} tls`)).toMatchObject({
      terms: [{ condition: { text: 'redis' } }, { condition: { text: 'tls' } }],
      problems: [{ start: 7, end: 7 + text.length, message }],
    });
  });

  test('terms beyond the most', () => {
    const text = 'ab '.repeat(MAX_TERMS);
    expect(parseQuery(`${text} -`).problems).toEqual([]);
    const { terms, problems } = parseQuery(`${text}is:foo more`);
    expect(terms).toHaveLength(MAX_TERMS);
    expect(problems).toEqual([
      { start: text.length, end: text.length + 11, message: expect.stringContaining('at most 32 terms') },
    ]);
  });

  test('text beyond the most', () => {
    const text = 'x'.repeat(MAX_QUERY_LENGTH);
    expect(parseQuery(`${text}  `).problems).toEqual([]);
    expect(parseQuery(`${text}yz`)).toEqual({
      terms: [{ condition: { kind: 'word', text }, negated: false, start: 0, end: 500 }],
      problems: [{ start: 500, end: 502, message: expect.stringContaining('at most 500 characters') }],
    });
  });
});

describe('parseQuery, whatever is typed,', () => {
  test('gives places in order, in bounds and apart', () => {
    fc.assert(
      fc.property(queryText(800), (text) => {
        const { terms, problems } = parseQuery(text);
        for (const list of [terms, problems])
          expect(list).toEqual([...list].sort((a, b) => a.start - b.start));
        let at = 0;
        for (const { start, end } of [...terms, ...problems].sort((a, b) => a.start - b.start)) {
          expect(start).toBeGreaterThanOrEqual(at);
          expect(end).toBeGreaterThan(start);
          at = end;
        }
        expect(at).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 1000 },
    );
  });

  test('reads the same from a term alone', () => {
    fc.assert(
      fc.property(queryText(800), (text) => {
        for (const { condition, negated, start, end } of parseQuery(text).terms) {
          const alone = parseQuery(text.slice(start, end));
          expect(alone).toEqual({
            terms: [{ condition, negated, start: 0, end: end - start }],
            problems: [],
          });
        }
      }),
      { numRuns: 1000 },
    );
  });
});
