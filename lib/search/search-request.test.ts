import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  EVERYTHING,
  formatSearchRequest,
  isFiltered,
  normalizeQuery,
  pageOf,
  parseSearchRequest,
  searchPath,
  UPDATED_CHOICES,
  type SearchRequest,
} from '@/lib/search/search-request';

describe('parseSearchRequest', () => {
  test.each<[string, Partial<SearchRequest>]>([
    ['', {}],
    ['query=redis', { query: 'redis' }],
    ['query=%20cert%20%20manager%20', { query: 'cert manager' }],
    ['query=a%00b%0Ac', { query: 'a b c' }],
    ['registry=staging&registry=production&registry=staging', { registries: ['production', 'staging'] }],
    ['registry=NOT%20A%20NAME&registry=..%2F..', {}],
    ['namespace=platform%2Fingress', { namespace: 'platform/ingress' }],
    ['namespace=..%2Fetc', {}],
    ['keyword=machine%20learning', { keyword: 'machine learning' }],
    ['keyword=%20SQL%0A', { keyword: 'SQL' }],
    ['keyword=%20', {}],
    [`keyword=${'k'.repeat(300)}`, { keyword: 'k'.repeat(200) }],
    [`keyword=${'k'.repeat(199)}🙂`, { keyword: 'k'.repeat(199) }],
    ['channel=stable', { channel: 'stable' }],
    ['channel=', {}],
    ['updated=30d', { updated: '30d' }],
    ['updated=older', { updated: 'older' }],
    ['updated=31d', {}],
    ['updated=__proto__', {}],
    ['deprecated=only', { deprecated: 'only' }],
    ['deprecated=yes', {}],
    ['sort=updated', { sort: 'updated' }],
    ['sort=__proto__', {}],
    ['page=3', { offset: 100 }],
    ['page=0', {}],
    ['page=-1', {}],
    ['page=1e9', {}],
    ['page=999999', { offset: 4_999_950 }],
    ['query=a&query=b', { query: 'a' }],
    ['nothing=we&know=of', {}],
  ])('%s', (text, expected) => {
    expect(parseSearchRequest(new URLSearchParams(text))).toEqual({ ...EVERYTHING, ...expected });
  });

  test('reads what Next.js hands to a page', () => {
    expect(parseSearchRequest({ query: 'redis', registry: ['b', 'a'], page: '2', sort: undefined })).toEqual({
      ...EVERYTHING,
      query: 'redis',
      registries: ['a', 'b'],
      offset: 50,
    });
  });

  test('takes nothing from the prototype of what it is given', () => {
    expect(parseSearchRequest(Object.create({ query: 'redis' }))).toEqual(EVERYTHING);
  });

  test('cuts a query at 500 characters', () => {
    expect(parseSearchRequest({ query: 'x'.repeat(10_000) }).query).toHaveLength(500);
  });
});

const choiceText = fc
  .string({ unit: 'binary', maxLength: 250 })
  .map((text) => normalizeQuery(text.slice(0, 200)))
  .filter((text) => text !== '');
const requests: fc.Arbitrary<SearchRequest> = fc.record({
  query: fc.string({ unit: 'binary', maxLength: 600 }).map(normalizeQuery),
  registries: fc
    .uniqueArray(fc.stringMatching(/^[a-z0-9]([a-z0-9.-]{0,20}[a-z0-9])?$/), { maxLength: 5 })
    .map((names) => names.sort()),
  namespace: fc.option(fc.stringMatching(/^[a-z0-9]{1,9}(\/[a-z0-9]{1,9}){0,3}$/)),
  keyword: fc.option(choiceText),
  channel: fc.option(choiceText),
  updated: fc.option(fc.constantFrom(...UPDATED_CHOICES)),
  deprecated: fc.constantFrom('show', 'hide', 'only'),
  sort: fc.constantFrom('relevance', 'name', 'updated'),
  offset: fc.integer({ min: 0, max: 99_999 }).map((page) => page * 50),
  limit: fc.constant(50),
});

describe('the address', () => {
  test('of a request parses to that request', () => {
    fc.assert(
      fc.property(requests, (request) => {
        expect(parseSearchRequest(new URLSearchParams(formatSearchRequest(request)))).toEqual(request);
      }),
    );
  });

  test('however odd, gives a request whose address gives the same one', () => {
    const parameters = fc.array(
      fc.tuple(
        fc.constantFrom(
          'query',
          'registry',
          'namespace',
          'keyword',
          'channel',
          'updated',
          'deprecated',
          'sort',
          'page',
          'x',
        ),
        fc.string({ unit: 'binary' }),
      ),
    );
    fc.assert(
      fc.property(parameters, (pairs) => {
        const request = parseSearchRequest(new URLSearchParams(pairs));
        expect(parseSearchRequest(new URLSearchParams(formatSearchRequest(request)))).toEqual(request);
      }),
    );
  });

  test('leaves out what is default', () => {
    expect(searchPath(EVERYTHING)).toBe('/');
    expect(searchPath({ ...EVERYTHING, query: 'a b', registries: ['x', 'y'], offset: 50 })).toBe(
      '/?query=a+b&registry=x&registry=y&page=2',
    );
    expect(
      searchPath({
        ...EVERYTHING,
        namespace: 'a/b',
        keyword: 'c d',
        channel: 'stable',
        updated: '7d',
        sort: 'name',
      }),
    ).toBe('/?namespace=a%2Fb&keyword=c+d&channel=stable&updated=7d&sort=name');
  });
});

test('normalizeQuery gives what it leaves alone', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 700 }), (text) => {
      const query = normalizeQuery(text);
      expect(query.length).toBeLessThanOrEqual(500);
      expect(query).not.toMatch(/\p{Control}|\p{Surrogate}|^\s|\s$/u);
      expect(normalizeQuery(query)).toBe(query);
    }),
  );
});

test.each<[Partial<SearchRequest>, boolean]>([
  [{}, false],
  [{ query: 'x', sort: 'name', offset: 50 }, false],
  [{ registries: ['a'] }, true],
  [{ namespace: 'a' }, true],
  [{ keyword: 'a' }, true],
  [{ channel: 'a' }, true],
  [{ updated: 'older' }, true],
  [{ deprecated: 'hide' }, true],
])('isFiltered(%o) is %s', (part, expected) => {
  expect(isFiltered({ ...EVERYTHING, ...part })).toBe(expected);
});

test('pageOf counts from 1', () => {
  expect([0, 49, 50, 100].map((offset) => pageOf({ ...EVERYTHING, offset }))).toEqual([1, 1, 2, 3]);
});
